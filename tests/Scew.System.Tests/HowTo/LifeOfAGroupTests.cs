using System.Diagnostics;
using System.Globalization;
using Scew.Client.DevNets;
using Scew.Protocol.Api;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.HowTo;

/// <summary>
/// What happens to a group in a year, in a minute, by the pages: customers pay all the time, the silos are upgraded one by one (one goes back in between), a merchant is replaced, a silo is killed and launched
/// again from afar. Nobody's payment fails, and in the end all have one state.
/// </summary>
[Collection(FoundedGroup.Name)]
public sealed class LifeOfAGroupTests(FoundedGroup group, ITestOutputHelper output)
{
    private const int Payers = 2;
    private readonly Stopwatch _since = Stopwatch.StartNew();

    [Fact]
    [Trait("row", "E7")]
    [Trait("row", "E11")]
    [Trait("row", "A18")]
    public async Task UpgradedReplacedKilledAndLaunchedFromAfarAndNoPaymentFails()
    {
        await using var one = await group.NewPayerAsync();
        await using var another = await group.NewPayerAsync();
        TransferLoad[] payers = [one, another];
        Assert.Equal(Payers, payers.Length);
        Array.ForEach(payers, static payer => payer.Start(clients: 4, pauseMs: 250));

        var replacement = new MemberReplacement(group);
        await replacement.PrepareAsync();
        Say("keys");
        // The restarts of the upgrade are those of step 3 of the replacement as well.
        await UpgradeAsync(payers);
        Say("upgrade");
        await replacement.DecideAsync();
        replacement.Newcomer.Install(NextRelease.Program);
        await replacement.JoinAsync();
        await group.UntilWellAsync(replacement.Newcomer);
        Assert.Equal(["shop-a", "shop-b", "shop-c", "shop-e"], group.Client.Merchants.Select(static merchant => merchant.Name));

        Say("replacement");
        var killed = group.Merchants[2];
        await killed.KillAsync();
        await using var remote = await RemoteLaunch.PrepareAsync(group, killed);
        Assert.Contains("running, launched now", await remote.LaunchAsync(), StringComparison.Ordinal);
        await group.UntilWellAsync(killed);
        await ProgressAsync(payers, 20, "after the launch");

        Say("launch");
        foreach (var payer in payers)
        {
            await payer.StopAsync();
            Assert.Equal(0, payer.Unsettled);
            // The newcomer took over a state, and not the blocks before it.
            await payer.NothingLostAsync([0, 1, 2]);
        }
        await OneStateAndAllTheMoneyAsync(payers);
        await OldReceiptsHoldAsync(one);

        Say($"{one.Count + another.Count} payments checked");
        Assert.Contains("ended", await remote.StopAsync(), StringComparison.Ordinal);
        await killed.StopAsync();
        group.Start(killed);
        await group.UntilWellAsync(killed);
        Say("stop");
    }

    // A figure to print, not to assert.
    private void Say(string step) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_since.Elapsed.TotalSeconds:F1} s: {step}"));

    private async Task UpgradeAsync(TransferLoad[] payers)
    {
        await ToAsync(group.Merchants[0], NextRelease.Program);
        await ToAsync(group.Merchants[1], NextRelease.Program);
        // Two of each: neither version has a quorum of its own.
        await ProgressAsync(payers, 20, "with two versions");
        var shown = await group.Coordinator.RunAsync("scew status");
        var versions = new[] { NextRelease.Version, NextRelease.Version, NextRelease.Before, NextRelease.Before };
        Assert.Equal(versions, (await group.StatusesAsync()).Select(static status => status!.Version));
        Assert.All(group.Merchants.Zip(versions), pair => Assert.Contains(shown.Split('\n'), line => line.StartsWith(pair.First.Name, StringComparison.Ordinal) && line.Contains(" " + pair.Second + " ", StringComparison.Ordinal)));
        // A table breaks long sentences.
        var doctor = string.Join(' ', (await group.Coordinator.TryAsync("scew doctor")).Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{NextRelease.Version} (shop-a shop-b)", doctor, StringComparison.Ordinal);
        await ToAsync(group.Merchants[2], NextRelease.Program);
        await ToAsync(group.Merchants[3], NextRelease.Program);
        // And one goes back; it is the one that leaves, with the old program.
        await ToAsync(group.Merchants[3], MerchantMachine.Command(SiloProgram.Find().DllPath));
        Assert.Equal(NextRelease.Before, (await group.StatusesAsync())[3]!.Version);
    }

    private async Task ToAsync(MerchantMachine merchant, string program)
    {
        await merchant.StopAsync();
        merchant.Install(program);
        await group.RunAsync(merchant, Assert.Single(HowToPage.Read("upgrade.md")).Commands);
        group.Start(merchant);
        await group.UntilWellAsync(merchant);
    }

    private static Task ProgressAsync(TransferLoad[] payers, int more, string when) => Task.WhenAll(payers.Select(payer => payer.ProgressAsync(more, when)));

    private async Task OneStateAndAllTheMoneyAsync(TransferLoad[] payers)
    {
        StatusResponse?[] all = [];
        await RunningGroup.UntilAsync("one state", async () =>
        {
            all = await group.StatusesAsync();
            return all.All(one => one is { StateRoot.Length: > 0 } && one.StateRoot == all[0]!.StateRoot && one.CertifiedHeight == all[0]!.ExecutedHeight);
        });
        Assert.All(all, static one => Assert.Equal(NextRelease.Version, one!.Version));
        for (var merchant = 0; merchant < all.Length; merchant++)
        {
            await Task.WhenAll(payers.Select(payer => payer.BalancesFitAsync([merchant])));
            var sum = 0L;
            await foreach (var wallet in group.Client.ReadWalletsAsync(merchant))
            {
                Assert.True(wallet.Value is not null, wallet.Reason);
                sum += wallet.Value.Wallet!.Value.Balance;
            }
            // What the founding page pays in, and what the payers began with.
            Assert.Equal(1000 + Payers * FoundedGroup.Funds, sum);
        }
    }

    /// <summary>Receipts of the first era, of the page's own payment and of a customer, are confirmed by the members of today.</summary>
    private async Task OldReceiptsHoldAsync(TransferLoad payer)
    {
        var oldest = payer.Receipts.MinBy(static receipt => receipt.Height)!;
        Assert.Equal(0, oldest.Epoch);
        await File.WriteAllBytesAsync(group.Coordinator.At("oldest.json"), oldest.Bytes);
        var first = Directory.EnumerateFiles(group.Coordinator.At(".local/share/scew/groups"), "*.json", SearchOption.AllDirectories).First(static file => Path.GetFileName(Path.GetDirectoryName(file)) == "receipts");
        foreach (var file in new[] { "oldest.json", first })
        {
            var shown = await group.Coordinator.RunAsync($"scew receipt verify '{file}' --fresh");
            Assert.Contains("merchants of epoch 1 attest", shown, StringComparison.Ordinal);
        }
    }
}
