namespace Orleans;

/// <summary>Sees every outgoing call.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Handles the call; <see cref="IGrainCallContext.Invoke"/> continues it.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IOutgoingGrainCallContext context);
}
