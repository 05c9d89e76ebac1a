namespace Scew.Benchmarks.Pages;

/// <summary>What <c>page</c> measures.</summary>
internal sealed record PageOptions
{
    public const string Usage = "page [--customers 100] [--browsers 8] [--rates 5,10,20] [--seconds 30] [--warm-up 10] [--json FILE] [--html FILE]";

    /// <summary>All customers, those in browser contexts of their own among them.</summary>
    public int Customers { get; init; } = 100;

    /// <summary>Customers who use the page itself, each in a context of its own; the others run the page's modules in workers.</summary>
    public int Browsers { get; init; } = 8;

    /// <summary>Payments a second, in total.</summary>
    public int[] Rates { get; init; } = [5, 10, 20];

    /// <summary>Of each rate.</summary>
    public int Seconds { get; init; } = 30;

    /// <summary>At the first rate, not measured.</summary>
    public int WarmUpSeconds { get; init; } = 10;

    public string? Json { get; init; }

    public string? Html { get; init; }

    public static (PageOptions? Options, string? Fault) Parse(string[] args)
    {
        var given = new Arguments(args, "--customers", "--browsers", "--rates", "--seconds", "--warm-up", "--json", "--html");
        var usual = new PageOptions();
        var options = new PageOptions
        {
            Customers = given.Number("--customers", usual.Customers, 1, 1000),
            Browsers = given.Number("--browsers", usual.Browsers, 1, 100),
            Rates = given.Numbers("--rates", usual.Rates, 1, 1000),
            Seconds = given.Number("--seconds", usual.Seconds, 1, 3600),
            WarmUpSeconds = given.Number("--warm-up", usual.WarmUpSeconds, 0, 600),
            Json = given.Text("--json"),
            Html = given.Text("--html"),
        };
        return given.Fault is not null ? (null, given.Fault)
            : options.Browsers > options.Customers ? (null, "there are more browsers than customers") : (options, null);
    }
}
