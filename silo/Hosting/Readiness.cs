namespace Scew.Silo.Hosting;

/// <summary>Whether the replica takes part, and for how long anybody still waits for it.</summary>
internal sealed class Readiness : IDisposable
{
    /// <summary>How long answers that are under way when the replica has stopped may take to go out.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _gone = new();

    public volatile bool Started;

    /// <summary>Told to stop, and still serving.</summary>
    public volatile bool Draining;

    /// <summary>The host ends because an era does, and another one begins at once.</summary>
    public volatile bool IsTurning;

    public Readiness()
    {
        Ended = _ended.Token;
        Gone = _gone.Token;
    }

    /// <summary>Ends when the replica has stopped, after the drain: what waits for it waits for nothing any more.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Ends a while later: nobody is slow to ask or to take an answer any more.</summary>
    public CancellationToken Gone { get; }

    /// <summary>The replica has stopped.</summary>
    public void End()
    {
        _ended.Cancel();
        _gone.CancelAfter(LastAnswers);
    }

    /// <summary>How long a caller waits for the replica: to the limit, until it goes away, or until the replica has stopped, because the server waits for every answer before it ends.</summary>
    public CancellationTokenSource Wait(TimeSpan limit, CancellationToken aborted)
    {
        var wait = CancellationTokenSource.CreateLinkedTokenSource(aborted, Ended);
        wait.CancelAfter(limit);
        return wait;
    }

    public void Dispose()
    {
        _ended.Dispose();
        _gone.Dispose();
    }
}
