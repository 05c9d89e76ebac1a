namespace Scew.Silo.Watching;

/// <summary>The member <c>watching</c> of the configuration.</summary>
internal sealed record WatchConfig
{
    /// <summary>File with the token for <c>/metrics</c> and <c>/health/detail</c>; without it both are closed.</summary>
    public string? TokenFile { get; set; }

    /// <summary>Most heights behind the others at which <c>/health/ready</c> says ready.</summary>
    public long ReadyBehind { get; set; } = 64;

    /// <summary>Share of requests that is traced, 0 to 1, where traces go anywhere.</summary>
    public double TraceShare { get; set; } = 0.01;

    /// <summary>With the file's path relative to a folder.</summary>
    public WatchConfig Rooted(string folder) => TokenFile is null ? this : this with { TokenFile = Path.Combine(folder, TokenFile) };

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Fault() => ReadyBehind is < 1 or > 1L << 53 ? "watching.readyBehind is 1 or more heights"
        : TraceShare is not (>= 0 and <= 1) ? "watching.traceShare is a share from 0 to 1" : null;
}
