namespace Scew.Benchmarks.Contracts;

/// <summary>What <c>contracts</c> measures.</summary>
internal sealed record ContractsOptions
{
    public const string Usage =
        "contracts [--rates 50,100,200,400|none] [--seconds 5] [--rounds 2] [--warm-up 10] [--customers 256] [--clients 64] [--batch 1,2,8,32|none] [--assets 10000] [--html FILE]";

    public int[] Rates { get; init; } = [50, 100, 200, 400];

    /// <summary>Of each stretch.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>Stretches of each kind; kinds take turns.</summary>
    public int Rounds { get; init; } = 2;

    public int WarmUpSeconds { get; init; } = 10;

    /// <summary>Most requests under way at a fixed rate.</summary>
    public int Customers { get; init; } = 256;

    /// <summary>Of closed loops.</summary>
    public int Clients { get; init; } = 64;

    /// <summary>Assets that one request moves.</summary>
    public int[] Batches { get; init; } = [1, 2, 8, 32];

    /// <summary>Of the ledger with many; 0 leaves that out.</summary>
    public int Assets { get; init; } = 10_000;

    public string? Html { get; init; }

    public static (ContractsOptions? Options, string? Fault) Parse(string[] args)
    {
        var given = new Arguments(args, "--rates", "--seconds", "--rounds", "--warm-up", "--customers", "--clients", "--batch", "--assets", "--html");
        var usual = new ContractsOptions();
        var options = new ContractsOptions
        {
            Rates = given.Numbers("--rates", usual.Rates, 1, 100_000),
            Seconds = given.Number("--seconds", usual.Seconds, 1, 3600),
            Rounds = given.Number("--rounds", usual.Rounds, 1, 1000),
            WarmUpSeconds = given.Number("--warm-up", usual.WarmUpSeconds, 0, 3600),
            Customers = given.Number("--customers", usual.Customers, 1, 10_000),
            Clients = given.Number("--clients", usual.Clients, 1, 10_000),
            Batches = given.Numbers("--batch", usual.Batches, 1, 48),
            Assets = given.Number("--assets", usual.Assets, 0, 1_000_000),
            Html = given.Text("--html"),
        };
        return given.Fault is null ? (options, null) : (null, given.Fault);
    }
}
