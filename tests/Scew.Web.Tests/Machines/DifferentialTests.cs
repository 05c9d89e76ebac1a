using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Machines.Tests.Language;

namespace Scew.WebTests.Machines;

/// <summary>
/// The page's machines against the group's: the same steps are open for the same reasons, the same are refused in the same words, and the others lead to the same values, calls and timers.
/// <c>SCEW_FUZZ_SECONDS</c> makes it longer.
/// </summary>
public sealed class DifferentialTests
{
    private static readonly int Factor = int.TryParse(Environment.GetEnvironmentVariable("SCEW_FUZZ_SECONDS"), out var seconds) ? 1 + seconds : 1;

    [Fact]
    public async Task Machines_that_ship_mean_the_same_here_and_there()
    {
        await using var page = await MachinePage.OpenAsync();
        Machine[] machines = [.. ShippedTexts.Names.Select(static name => Texts.Compile(ShippedTexts.Find(name)!)), EShare.Machine];
        for (var seed = 0; seed < 6 * Factor; seed++)
        {
            foreach (var machine in machines)
            {
                await MachinePage.CompareAsync(page, machine, MachineLife.Of(machine, new Random(seed), 60));
            }
        }
    }

    [Fact]
    public async Task Random_machines_mean_the_same_here_and_there()
    {
        await using var page = await MachinePage.OpenAsync();
        var steps = 0;
        for (var seed = 0; seed < 120 * Factor; seed++)
        {
            var random = new Random(900_000 + seed);
            // A random text has no fault but that a step of it can cost too much.
            if (MachineText.Compile(new RandomMachines(random).Next()).Machine is { } machine)
            {
                var cases = MachineLife.Of(machine, random, 40);
                await MachinePage.CompareAsync(page, machine, cases);
                steps += cases.Count(static one => one.Answer["step"]!["state"] is not null);
            }
        }
        Assert.True(steps > 400, $"{steps} steps were taken");
    }
}
