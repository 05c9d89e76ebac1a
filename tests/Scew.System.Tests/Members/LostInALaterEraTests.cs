using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>Databases lost and restored in an era in which their merchants have other places than in genesis: one on PostgreSQL, one on SQLite.</summary>
[Trait("row", "A18")]
[Trait("row", "D9")]
public sealed class LostInALaterEraTests
{
    private const int OnPostgres = 1;
    private const int OnSqlite = 2;

    [Fact]
    public async Task WhoLosesItsDatabaseInALaterEraRecoversAndRestoresItThere()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { OnPostgres = true, OnSqlite = "acd", Parameters = GroupShape.Impatient });
        using var newcomer = new Newcomer(group, "e");
        var present = group.Net.Genesis.Document;
        // The first one goes, so that everybody else has another place.
        var plan = Changing.Plan(group, present, [.. present.Merchants[1..], newcomer.Merchant], newcomer);
        await Changing.DecideAsync(group, plan, 0, 1, 2);
        var eras = await Changing.UntilEpochAsync(group, 1, group.Net.Merchants[3].Url, () => group.Log(3));
        var handovers = Path.Combine(group.Net.Folder, "handovers.json");
        await newcomer.JoinAsync(await Changing.HandoverBytesAsync(group, group.Net.Merchants[3].Url));
        File.Copy(Path.Combine(newcomer.Folder, "handovers.json"), handovers);
        await Changing.UntilEqualAsync(group, newcomer.Url, group.Net.Merchants[3].Url, () => newcomer.Log);

        foreach (var lost in new[] { OnPostgres, OnSqlite })
        {
            var folder = group.Net.Merchants[lost].Folder;
            var (config, backup) = (Path.Combine(folder, "silo.json"), Path.Combine(folder, "later.backup"));
            await group.Net.StopAsync(lost);
            await DoneAsync([.. Recovering.Line(group, folder), "--handovers", handovers]);
            await ReturnsAsync(group, eras[1], lost);

            await DoneAsync("backup", backup, "--config", config);
            await group.Net.StopAsync(lost);
            await DoneAsync("audit", backup, "--config", config);
            await DoneAsync("restore", backup, "--config", config);
            await ReturnsAsync(group, eras[1], lost);
            await DoneAsync("audit", "--config", config);

            // Another merchant's key has no use for it.
            var other = Path.Combine(newcomer.Folder, "silo.json");
            (await SiloRun.StartAsync("audit", backup, "--config", other)).Refused(1, $"the backup belongs to merchant '{"abcd"[lost]}', and the key to 'e'");
            (await SiloRun.StartAsync("restore", Path.Combine(folder, "none"), "--config", config)).Refused(1, "no backup");
        }
    }

    /// <summary>In doubt, told by the others what its key signed, and a voter again: the request is executed by it.</summary>
    private static async Task ReturnsAsync(RunningGroup group, GenesisDocument era, int merchant)
    {
        var (own, others) = (group.Net.Merchants[merchant].Url, group.Net.Merchants[3].Url);
        await group.Net.RestartAsync(merchant);
        await RunningGroup.UntilAsync("it is normal", async () => (await group.StatusAsync(merchant)).State == "normal", 120, () => group.Log(merchant));
        var wallet = "back-" + Guid.NewGuid().ToString("N");
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, era, own, group.Sign(new CreateWallet(wallet, 0), group.Net.Merchants[merchant].Key))).Code);
        await Changing.UntilEqualAsync(group, own, others, () => group.Log(merchant));
    }

    private static async Task DoneAsync(params string[] command)
    {
        var run = await SiloRun.StartAsync(command);
        Assert.True(run.ExitCode == 0, string.Join(' ', command) + ": " + run.Error);
    }
}
