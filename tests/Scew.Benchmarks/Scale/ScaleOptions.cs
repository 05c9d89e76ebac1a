using System.Globalization;
using Scew.Liars;

namespace Scew.Benchmarks.Scale;

/// <summary>What is wrong with f of the members.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>They are dead.</summary>
    Crash,

    /// <summary>They propose what nobody may vote for.</summary>
    Invalid,
}

/// <summary>What <c>scale</c> measures.</summary>
internal sealed record ScaleOptions
{
    public const string Usage =
        "scale [--members 4,7,16,31|none] [--processes 4,7,10,13,16] [--rates 100] [--faults none,crash,invalid] [--liars Repeater,Forker,TimePusher] [--delay 5..25] [--ms 5000] [--longest 60000] [--body 600] [--seed 1] [--seconds 10] [--warm-up 10] [--html FILE]";

    /// <summary>Sizes in simulation.</summary>
    public int[] Members { get; init; } = [4, 7, 16, 31];

    /// <summary>Sizes as real silos.</summary>
    public int[] Processes { get; init; } = [];

    public int[] Rates { get; init; } = [100];

    public Fault[] Faults { get; init; } = [Fault.None, Fault.Crash, Fault.Invalid];

    /// <summary>Lies of the simulated <see cref="Fault.Invalid"/>, dealt out in turn.</summary>
    public LiarKind[] Liars { get; init; } = [LiarKind.Repeater, LiarKind.Forker, LiarKind.TimePusher];

    /// <summary>One way, simulated milliseconds.</summary>
    public (int Least, int Most) Delay { get; init; } = (5, 25);

    /// <summary>Least simulated milliseconds of a measurement; it also lasts until every member's turn as leader came.</summary>
    public int SimulatedMs { get; init; } = 5000;

    /// <summary>Most simulated milliseconds of warming up, and of a measurement, whoever has led by then.</summary>
    public int LongestMs { get; init; } = 60_000;

    /// <summary>Bytes of a simulated request.</summary>
    public int BodyBytes { get; init; } = 600;

    public int Seed { get; init; } = 1;

    /// <summary>Of a measurement of processes.</summary>
    public int Seconds { get; init; } = 10;

    public int WarmUpSeconds { get; init; } = 10;

    public string? Html { get; init; }

    public static (ScaleOptions? Options, string? Fault) Parse(string[] args)
    {
        var given = new Arguments(
            args, "--members", "--processes", "--rates", "--faults", "--liars", "--delay", "--ms", "--longest", "--body", "--seed", "--seconds", "--warm-up", "--html");
        var usual = new ScaleOptions();
        var options = new ScaleOptions
        {
            Members = given.Numbers("--members", usual.Members, 4, 100),
            Processes = given.Numbers("--processes", usual.Processes, 4, 26),
            Rates = given.Numbers("--rates", usual.Rates, 1, 1000),
            Faults = given.Names("--faults", usual.Faults),
            Liars = given.Names("--liars", usual.Liars),
            Delay = DelayOf(given.Text("--delay"), usual.Delay),
            SimulatedMs = given.Number("--ms", usual.SimulatedMs, 100, 3_600_000),
            LongestMs = given.Number("--longest", usual.LongestMs, 100, 3_600_000),
            BodyBytes = given.Number("--body", usual.BodyBytes, 64, 65_536),
            Seed = given.Number("--seed", usual.Seed, 0, int.MaxValue),
            Seconds = given.Number("--seconds", usual.Seconds, 1, 3600),
            WarmUpSeconds = given.Number("--warm-up", usual.WarmUpSeconds, 0, 3600),
            Html = given.Text("--html"),
        };
        return (given.Fault ?? (options.Delay.Most < 0 ? "--delay is LEAST..MOST, in milliseconds" : null)) is { } fault ? (null, fault) : (options, null);
    }

    private static (int Least, int Most) DelayOf(string? text, (int Least, int Most) otherwise) => text?.Split("..") switch
    {
        null => otherwise,
        [var low, var high] when int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && least <= most && most <= 10_000 => (least, most),
        _ => (0, -1),
    };
}
