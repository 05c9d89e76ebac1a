using Scew.Benchmarks.Contracts;
using Scew.Benchmarks.Homomorphic;
using Scew.Benchmarks.Scale;
using Scew.Benchmarks.Watching;
using Scew.Liars;

namespace Scew.Benchmarks.Tests;

public class OptionsTests
{
    [Fact]
    public void Options_are_read()
    {
        var (scale, _) = ScaleOptions.Parse(["--members", "none", "--processes", "4,7", "--faults", "crash", "--liars", "Forker", "--delay", "1..3", "--html", "a.html"]);
        Assert.Empty(scale!.Members);
        Assert.Equal([4, 7], scale.Processes);
        Assert.Equal([Fault.Crash], scale.Faults);
        Assert.Equal([LiarKind.Forker], scale.Liars);
        Assert.Equal((1, 3), scale.Delay);
        var (contracts, _) = ContractsOptions.Parse(["--rates", "5,50", "--batch", "3", "--assets", "0"]);
        Assert.Equal([5, 50], contracts!.Rates);
        Assert.Equal([3], contracts.Batches);
        Assert.Equal(0, contracts.Assets);
    }

    [Theory]
    [InlineData("--members", "3")]
    [InlineData("--members", "4,101")]
    [InlineData("--members", "4,,7")]
    [InlineData("--members")]
    [InlineData("--processes", "27")]
    [InlineData("--rates", "0")]
    [InlineData("--rates", "-1")]
    [InlineData("--faults", "flood")]
    [InlineData("--faults", "7")]
    [InlineData("--delay", "5")]
    [InlineData("--delay", "9..5")]
    [InlineData("--ms", "1,2")]
    [InlineData("--seed", "1", "--seed", "2")]
    [InlineData("--nothing", "1")]
    public void What_makes_no_sense_is_refused(params string[] arguments)
    {
        var (options, fault) = ScaleOptions.Parse(arguments);
        Assert.Null(options);
        Assert.Contains(arguments[0], fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Watching_takes_numbers()
    {
        Assert.Equal(new WatchingOptions(8, 2, 3, 0), WatchingOptions.Parse(["--clients", "8", "--rounds", "2", "--seconds", "3", "--warm-up", "0"]).Options);
        Assert.NotNull(WatchingOptions.Parse(["--rounds", "0"]).Fault);
    }

    [Fact]
    public void Homomorphic_takes_the_two_sizes_of_a_modulus()
    {
        Assert.Equal(new HomomorphicOptions(3072, 2, "a.json"), HomomorphicOptions.Parse(["--bits", "3072", "--rounds", "2", "--json", "a.json"]).Options);
        Assert.NotNull(HomomorphicOptions.Parse(["--bits", "2500"]).Fault);
        Assert.NotNull(HomomorphicOptions.Parse(["--rounds", "0"]).Fault);
    }
}
