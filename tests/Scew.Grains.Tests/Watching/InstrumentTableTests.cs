using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Scew.Grains.Tests.Transfers;
using Scew.Grains.Watching;

namespace Scew.Grains.Tests.Watching;

/// <summary>Names are a contract: what a silo makes, what the table says and what is documented are the same.</summary>
public sealed partial class InstrumentTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-instruments").FullName;

    [Fact]
    public void The_documented_table_is_the_table()
    {
        var rows = Instruments.All.Select(static row =>
            $"| `{row.Name}` | `{PrometheusName.Of(row.Name, row.Unit, row.Kind)}` | {row.Kind.ToString().ToLowerInvariant()} | {row.Unit.Replace("|", "", StringComparison.Ordinal)} "
            + $"| {string.Join(", ", row.Attributes.Select(static one => $"`{one}`"))} | {row.Means} |");
        Assert.Equal(string.Join('\n', rows), string.Join('\n', Documented().Where(static line => InstrumentLine().IsMatch(line))));
    }

    [Fact]
    public void The_documented_codes_are_the_codes() =>
        Assert.Equal(
            Enum.GetValues<ReplicaCondition>().Select(static one => ((int)one, Words().Replace(one.ToString(), "-$1").ToLowerInvariant())),
            Documented().Select(static line => Code().Match(line)).Where(static match => match.Success)
                .Select(static match => (int.Parse(match.Groups["code"].Value, System.Globalization.CultureInfo.InvariantCulture), match.Groups["name"].Value)));

    [Fact]
    public async Task A_silo_makes_exactly_the_instruments_of_the_table()
    {
        using var group = new TestGroup();
        await using var merchant = await TestMerchant.StartAsync(group, 0, Path.Combine(_folder, "m0"));
        var meter = merchant.Get<SiloMeter>();
        merchant.Get<StandingGauges>();
        var made = new List<(string, string?)>();
        using var listener = new MeterListener { InstrumentPublished = (one, _) => { if (one.Meter == meter.Meter) { made.Add((one.Name, one.Unit)); } } };
        listener.Start();
        // The agent is a process of its own and makes the last one there.
        var expected = Instruments.All.Where(static row => row != Instruments.Launches).Select(static row => (row.Name, (string?)row.Unit));
        Assert.Equal(expected.Order(), made.Order());
    }

    [Fact]
    public void No_attribute_can_name_somebody_or_something_of_his()
    {
        var allowed = new[] { "bft.phase", "reason", "type", "peer", "kind", "contract", "result", "op" };
        Assert.Empty(Instruments.All.SelectMany(static row => row.Attributes).Except(allowed));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Documented()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Scew.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }
        return File.ReadAllLines(Path.Combine(folder, "silo", "docs", "watching.md"));
    }

    [GeneratedRegex(@"^\| `[a-z._]+` \| `[a-z_]+` \| (counter|gauge|histogram) \|")]
    private static partial Regex InstrumentLine();

    [GeneratedRegex("(?<=[a-z])([A-Z])")]
    private static partial Regex Words();

    [GeneratedRegex(@"^\| (?<code>\d{1,2}) \| (?<name>[a-z-]+) \|", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
