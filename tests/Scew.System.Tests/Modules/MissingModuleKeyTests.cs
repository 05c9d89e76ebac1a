using Scew.SystemTests.Support;

namespace Scew.SystemTests.Modules;

/// <summary>A group in which one merchant has not taken the secure modules' key.</summary>
public sealed class MissingModuleKeyTests
{
    private const int Without = 2;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public async Task AMerchantWithoutTheKeyStartsSaysSoAndTakesPart()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Configure = (merchant, config) =>
            {
                if (merchant == Without)
                {
                    config.Remove("moduleKey");
                }
            },
        });
        Assert.Contains("has no key of the group's secure modules", group.Log(Without), StringComparison.Ordinal);
        Assert.DoesNotContain("has no key of the group's secure modules", group.Log(0), StringComparison.Ordinal);
        var (key, wallet) = await group.NewWalletAsync(5);
        key.Dispose();
        Assert.Equal(5, await group.BalanceAsync(wallet, Without));
        await group.UntilEqualAsync(1, All);
    }
}
