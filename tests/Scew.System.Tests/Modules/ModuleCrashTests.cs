using System.Globalization;
using Scew.Protocol.Requests;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A silo dies in the middle of a block: its secure module has answered, and nothing of the block has happened yet.</summary>
public sealed class ModuleCrashTests
{
    internal static readonly string[] CrashPoints = ["module-answer"];

    private const int Sigkill = 128 + 9;
    private const int Dying = 1;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public async Task ABlockThatModulesAnsweredIsExecutedAgain()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program, Parameters = GroupShape.Impatient });
        using var customer = new Customer(group);
        var (additive, ordered) = (customer.Id("a"), customer.Id("o"));
        await customer.Variables.CreateAsync(additive, VariableType.Additive, 40);
        await customer.Variables.CreateAsync(ordered, VariableType.Ordered, 5);
        var process = group.Net.Merchants[Dying].Process;

        // A sum in the clear, a delegated comparison, a delegated sum: the first answer after each start, and the second.
        for (var round = 1; round <= 2; round++)
        {
            await group.Net.StopAsync(Dying);
            process.Environment["SCEW_CRASH_AT"] = CrashPoints[0] + ":" + round.ToString(CultureInfo.InvariantCulture);
            await group.Net.RestartAsync(Dying);
            await customer.Variables.SumAsync(additive, 1);
            Assert.True((await customer.Variables.CompareAsync(additive, Comparison.Equal, 40 + round)).Holds);
            await customer.Variables.SumAsync(ordered, 1);
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            Assert.Equal(Sigkill, await process.WaitForExitAsync(limit.Token));
            process.Environment.Remove("SCEW_CRASH_AT");
            await group.Net.RestartAsync(Dying);
            await group.UntilEqualAsync((await group.StatusAsync(0)).ExecutedHeight, All);
        }
        Assert.Equal((42, 7), (await customer.Variables.GetAsync(additive), await customer.Variables.GetAsync(ordered)));
    }
}
