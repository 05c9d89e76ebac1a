namespace Scew.Grains;

/// <summary>How the secure modules are asked and what they keep.</summary>
/// <param name="CacheNames">Most names of verified openings that are kept, some 100 bytes each; 0 keeps none. Answers are the same either way.</param>
public sealed record ModuleOptions(int CacheNames = ModuleOptions.DefaultCacheNames)
{
    /// <summary>Unless something else is said: some 6 MB.</summary>
    public const int DefaultCacheNames = 65_536;

    /// <summary>Most names of a cache: some 1.6 GB.</summary>
    public const int MaxCacheNames = 1 << 24;

    /// <summary>Batches under way at once: as many as this machine has cores, so that no other work queues up behind several of them.</summary>
    public int AtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>The first pause before an unanswered batch is asked again; it doubles each time.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest such pause.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a block may wait before the log says so.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two such entries.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one call of the ledger grain waits for modules, off which its other callers can come in between.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromMilliseconds(200);
}
