using System.Collections.Immutable;
using Scew.Client.Histories;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Durability;

/// <summary>Two of four merchants keep only the newest heights, and one of them dies in the middle of removing the old ones.</summary>
public sealed class PruningTests
{
    /// <summary>Points of pruning, killed at here.</summary>
    internal static readonly string[] CrashPoints = ["prune-before-commit"];

    private const int Dies = 1;
    private const int Prunes = 2;
    private static readonly int[] Pruning = [Dies, Prunes];
    private static readonly int[] KeepAll = [0, 3];
    private static readonly int[] All = [0, 1, 2, 3];
    private static readonly ImmutableSortedDictionary<string, MachineValue> Nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);

    [Fact]
    [Trait("row", "D18")]
    public async Task WhatWasRemovedIsWithTheOthersAndWhatIsLeftHangsTogether()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape
        {
            Program = CrashBuild.Program,
            // The last two windows are never removed.
            Parameters = GroupParameters.Default with { WindowMs = 15_000, SeveralSignersWindowMs = 15_000 },
            Configure = static (merchant, config) => config["keepHeights"] = Pruning.Contains(merchant) ? 100 : 0,
        });
        // Both anchors that everybody serves have to be made in one life.
        var process = group.Net.Merchants[Dies].Process;
        process.Environment["SCEW_CRASH_AT"] = CrashPoints[0] + ":2";
        group.Net.Kill(Dies);
        group.Net.Launch(Dies);
        var (key, wallet) = await group.NewWalletAsync(5);
        var early = await group.SettleAsync(new Sum(wallet, -2), key);
        var drill = await CreateDrillAsync(group, key);
        var kept = (await group.GetAsync("/v1/receipts/" + early.RequestId, Prunes)).IsOk().Body;

        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start(4, 0);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        Assert.Equal(137, await process.WaitForExitAsync(limit.Token));
        process.Environment.Remove("SCEW_CRASH_AT");
        await AuditAsync(group, Dies);
        group.Net.Launch(Dies);
        foreach (var merchant in Pruning)
        {
            await RunningGroup.UntilAsync($"merchant {merchant} says that the receipt is gone", () => IsGoneAsync(group, early.RequestId, merchant), 300);
        }
        await load.ProgressAsync(20, "with old heights removed");
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);

        // Offline, from the customer's file, and from those who keep everything.
        Assert.NotNull(group.Client.Verifier.Verify(kept).Receipt);
        (await group.GetAsync("/v1/receipts/" + early.RequestId, KeepAll[0])).IsOk();
        await load.NothingLostAsync(KeepAll);
        await load.BalancesFitAsync(Pruning);
        foreach (var merchant in Pruning)
        {
            await group.Net.StopAsync(merchant);
            await AuditAsync(group, merchant);
            await group.Net.RestartAsync(merchant);
        }
        await load.OneAsync(Prunes);
        await group.UntilEqualAsync(load.Height, All);
        await HistoriesSayWhatIsGoneAsync(group, key, drill);
        SignedStatements.Of(group.Net).NobodyContradictsItself();
    }

    private static async Task<string> CreateDrillAsync(RunningGroup group, SigningKey owner)
    {
        var id = IdRules.OwnPrefix(owner.Account) + ":drill";
        var input = Nothing.Add("deposit", new MachineValue.Int(5)).Add("title", new MachineValue.Text("drill"));
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(id, "builtin/eshare/1", input), owner)).Code);
        return id;
    }

    private static async Task HistoriesSayWhatIsGoneAsync(RunningGroup group, SigningKey owner, string id)
    {
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetTransition(id, "retire", Nothing), owner)).Code);
        var now = (await group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Asset, id))).Value!;
        foreach (var merchant in All)
        {
            var (history, reason) = await group.Client.ReadHistoryAsync(merchant, id, now);
            Assert.True(history is not null, reason);
            Assert.False(history.IsFalse, string.Join("; ", history.Faults));
            Assert.Equal(KeepAll.Contains(merchant) ? [2, 1] : [2], history.Entries.Select(entry => entry.Version));
            Assert.All(history.Entries, entry => Assert.Equal(HistoryProof.Verified, entry.Proof));
            Assert.Equal(KeepAll.Contains(merchant) ? [] : [new HistoryGap(1, 1, true)], history.Gaps.AsEnumerable());
        }
    }

    private static async Task<bool> IsGoneAsync(RunningGroup group, Digest request, int merchant)
    {
        try
        {
            var answer = await group.GetAsync("/v1/receipts/" + request, merchant);
            if (answer.Status == 200)
            {
                return false;
            }
            answer.IsProblem(Codes.NotFound);
            return answer.Json.GetProperty("detail").GetString()!.Contains("above height", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task AuditAsync(RunningGroup group, int merchant)
    {
        var audit = await SiloRun.StartAsync("audit", "--config", Path.Combine(group.Net.Merchants[merchant].Folder, "silo.json"));
        Assert.True(audit.ExitCode == 0, audit.Error);
    }
}
