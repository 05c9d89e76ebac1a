namespace Orleans;

/// <summary>Sees every incoming call, grain timers included.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles the call; <see cref="IGrainCallContext.Invoke"/> continues it.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IIncomingGrainCallContext context);
}
