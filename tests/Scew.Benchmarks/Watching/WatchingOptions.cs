namespace Scew.Benchmarks.Watching;

/// <summary>Options of <c>watching</c>.</summary>
internal sealed record WatchingOptions(int Clients, int Rounds, int Seconds, int WarmUpSeconds)
{
    public const string Usage = "Scew.Benchmarks watching [--clients 64] [--rounds 6] [--seconds 15] [--warm-up 20]";

    public static (WatchingOptions? Options, string? Fault) Parse(string[] arguments)
    {
        var read = new Arguments(arguments, "--clients", "--rounds", "--seconds", "--warm-up");
        var options = new WatchingOptions(read.Number("--clients", 64, 1, 1000), read.Number("--rounds", 6, 1, 1000), read.Number("--seconds", 15, 1, 600), read.Number("--warm-up", 20, 0, 600));
        return read.Fault is null ? (options, null) : (null, read.Fault);
    }
}
