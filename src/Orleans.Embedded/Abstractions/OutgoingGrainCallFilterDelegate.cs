namespace Orleans;

/// <summary>A filter of outgoing calls as a function.</summary>
/// <param name="context">The call.</param>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
