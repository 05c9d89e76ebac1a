namespace Scew.Benchmarks.Operations;

/// <summary>What <c>operations</c> measures.</summary>
internal sealed record OperationsOptions
{
    public const string Usage = "operations [--calls 100] [--rounds 3] [--clients 64] [--seconds 4] [--warm-up 5] [--variables 100] [--only set,compare,range] [--json FILE] [--html FILE]";

    /// <summary>How <see cref="Only"/> names the ranges.</summary>
    public const string Ranges = "range";

    /// <summary>Sequential calls of each operation of each type in a round.</summary>
    public int Calls { get; init; } = 100;

    /// <summary>Of every measurement; types take turns.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Of closed loops; 0 leaves them out.</summary>
    public int Clients { get; init; } = 64;

    /// <summary>Of each stretch of a closed loop.</summary>
    public int Seconds { get; init; } = 4;

    public int WarmUpSeconds { get; init; } = 5;

    /// <summary>Of a range.</summary>
    public int Variables { get; init; } = 100;

    /// <summary>Names of operations, and <see cref="Ranges"/>; none for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public string? Json { get; init; }

    public string? Html { get; init; }

    /// <summary>True unless others are asked for.</summary>
    public bool Measures(string operation) => Only.Count == 0 || Only.Contains(operation);

    public static (OperationsOptions? Options, string? Fault) Parse(string[] args)
    {
        var given = new Arguments(args, "--calls", "--rounds", "--clients", "--seconds", "--warm-up", "--variables", "--only", "--json", "--html");
        var usual = new OperationsOptions();
        var options = new OperationsOptions
        {
            Calls = given.Number("--calls", usual.Calls, 1, 100_000),
            Rounds = given.Number("--rounds", usual.Rounds, 1, 1000),
            Clients = given.Number("--clients", usual.Clients, 0, 1024),
            Seconds = given.Number("--seconds", usual.Seconds, 1, 3600),
            WarmUpSeconds = given.Number("--warm-up", usual.WarmUpSeconds, 0, 3600),
            Variables = given.Number("--variables", usual.Variables, 1, 100),
            Only = given.Text("--only")?.Split(',') ?? [],
            Json = given.Text("--json"),
            Html = given.Text("--html"),
        };
        return given.Fault is null ? (options, null) : (null, given.Fault);
    }
}
