using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A group in which one merchant has not taken the secure modules' key.</summary>
public sealed class MissingModuleKeyTests
{
    private const int Without = 2;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public async Task AMerchantWithoutTheKeyTakesPartUntilSomethingIsDelegatedAndCatchesUpWithIt()
    {
        var hasKey = false;
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Configure = (merchant, config) =>
            {
                if (merchant == Without && !hasKey)
                {
                    config.Remove("moduleKey");
                }
            },
        });
        Assert.Contains("has no key of the group's secure modules", group.Log(Without), StringComparison.Ordinal);
        Assert.DoesNotContain("has no key of the group's secure modules", group.Log(0), StringComparison.Ordinal);
        using var customer = new Customer(group);
        var id = customer.Id("a");
        await customer.Variables.CreateAsync(id, VariableType.Additive, 40);
        await customer.Variables.SumAsync(id, 2);
        await group.UntilEqualAsync(1, All);
        var before = (await group.StatusAsync(Without)).ExecutedHeight;

        // The others need nobody for it; here it waits, and the silo says why.
        Assert.True((await customer.Variables.CompareAsync(id, Comparison.Equal, 42)).Holds);
        await RunningGroup.UntilAsync("a reason", async () => (await group.StatusAsync(Without)).Reason?.Contains("no key of epoch 0", StringComparison.Ordinal) == true);
        Assert.Equal(before, (await group.StatusAsync(Without)).ExecutedHeight);
        Assert.Contains("scew-silo module-key take", group.Log(Without), StringComparison.Ordinal);

        hasKey = true;
        await group.Net.RestartAsync(Without);
        await group.UntilEqualAsync(before + 1, All);
        Assert.Equal(42, await customer.Variables.GetAsync(id));
    }
}
