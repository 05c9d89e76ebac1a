namespace Scew.Grains.Watching;

/// <summary><paramref name="ReadyBehind"/>: most heights behind the others at which a replica still counts as ready. <paramref name="TraceShare"/>: the share of requests that is traced, 0 to 1.</summary>
public sealed record WatchOptions(long ReadyBehind = 64, double TraceShare = 0.01);
