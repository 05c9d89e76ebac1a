using Scew.Client.Variables;
using Scew.Protocol.Requests;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>
/// Blocks of encrypted operations give the same bytes at four merchants, two on PostgreSQL and two on SQLite, two whose modules remember openings and two whose do not, and when one is killed
/// after its module answered in the middle of a block.
/// </summary>
public sealed class SameBytesTests
{
    private const int Killed = 3;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public async Task OneBlockGivesTheSameBytesEverywhere()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            OnPostgres = true,
            OnSqlite = "ab",
            Program = CrashBuild.Program,
            Configure = static (merchant, config) => config["moduleCache"] = merchant % 2 == 0 ? 0 : 1024,
        });
        using var customer = new ModuleCustomer(group);
        await CreateAsync(customer);
        await AskAsync(customer, "cold");
        await AskAsync(customer, "warm");
        await EqualAsync(group, customer);

        var process = group.Net.Merchants[Killed].Process;
        process.Kill();
        process.Environment["SCEW_CRASH_AT"] = "module-answer";
        await group.Net.RestartAsync(Killed);
        await AskAsync(customer, "with one that dies in the middle of a block");
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
        {
            Assert.NotEqual(0, await process.WaitForExitAsync(limit.Token));
        }
        process.Environment.Remove("SCEW_CRASH_AT");
        await group.Net.RestartAsync(Killed);
        await AskAsync(customer, "with all again");
        await EqualAsync(group, customer);
        Assert.All(await Task.WhenAll(All.Select(group.StatusAsync)), static status => Assert.Equal(("normal", 0), (status.State, status.EvidenceCount)));
    }

    private static async Task CreateAsync(ModuleCustomer customer)
    {
        foreach (var (name, type) in ((string, VariableType)[])[("a1", VariableType.Additive), ("a2", VariableType.Additive), ("o1", VariableType.Ordered), ("o2", VariableType.Ordered)])
        {
            await customer.Variables.CreateAsync(customer.Id(name), type, 5);
        }
    }

    /// <summary>At once, so that blocks hold several: what the modules answer, what stays the same and what changes in between.</summary>
    private static async Task AskAsync(ModuleCustomer customer, string when)
    {
        var (variables, a1, a2, o1, o2) = (customer.Variables, customer.Id("a1"), customer.Id("a2"), customer.Id("o1"), customer.Id("o2"));
        await variables.SetAsync(a2, 100);
        await variables.SetAsync(o2, -100);
        var holds = await Task.WhenAll(
            Task.Run(async () => (await variables.CompareAsync(a1, Comparison.Equal, 5)).Holds),
            Task.Run(async () => (await variables.CompareAsync(a1, Comparison.Less, 5)).Holds),
            Task.Run(async () => (await variables.CompareAsync(o1, Comparison.LessOrEqual, 5)).Holds),
            Task.Run(async () => (await variables.SumAsync(a2, 11)).Succeeded),
            Task.Run(async () => (await variables.SumAsync(o2, 11)).Succeeded),
            Task.Run(async () => (await variables.BetweenAsync([a1, o1], 5, 5)).Ids.Length == 2),
            Task.Run(async () => (await variables.UpdateAsync(
                new VariableCondition(a1, Comparison.Greater, 0), [new VariableChange.Sum(a2, 31), new VariableChange.Sum(o2, 31)])).Done));
        Assert.True(holds.SequenceEqual([true, false, true, true, true, true, true]), $"{when}: {string.Join(", ", holds)}");
        Assert.Equal((142L, -58L), (await variables.GetAsync(a2), await variables.GetAsync(o2)));
    }

    /// <summary>One state root, and for every request the same result from every merchant.</summary>
    private static async Task EqualAsync(RunningGroup group, ModuleCustomer customer)
    {
        await group.UntilEqualAsync(customer.Receipts.Max(static receipt => receipt.Height), All);
        foreach (var receipt in customer.Receipts)
        {
            foreach (var merchant in All)
            {
                var answer = await group.GetAsync($"/v1/receipts/{receipt.RequestId}", merchant);
                var (verified, fault) = group.Client.Verifier.Verify(answer.IsOk().Body);
                Assert.True(verified is not null, $"{merchant}: {fault}");
                Assert.True(receipt.Receipt.ResultJson.AsSpan().SequenceEqual(verified.Receipt.ResultJson), $"{merchant} has another result of {receipt.RequestId}");
            }
        }
    }
}
