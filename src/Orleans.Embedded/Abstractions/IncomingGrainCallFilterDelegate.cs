namespace Orleans;

/// <summary>A filter of incoming calls as a function.</summary>
/// <param name="context">The call.</param>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);
