using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Durability;

/// <summary>A merchant's disk is gone: <c>init</c> is refused, <c>recover</c> makes an empty database that asks the others before it votes.</summary>
public sealed class LostDatabaseTests
{
    private const int Lost = 1;
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    [Trait("row", "D9")]
    public async Task RecoverBringsItBackAndInitDoesNot()
    {
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(30, "before the loss");
        group.Net.Kill(Lost);
        var folder = group.Net.Merchants[Lost].Folder;
        var data = Path.Combine(folder, "data");
        var lost = new SignedStatements();
        lost.ReadFolder(data);
        Directory.Delete(data, recursive: true);

        (await CommandAsync(group, folder, "init")).Refused(1, "recover");
        var recovered = await CommandAsync(group, folder, "recover");
        Assert.True(recovered.ExitCode == 0, recovered.Error);
        group.Net.Launch(Lost);
        await RunningGroup.UntilAsync("it votes again", async () =>
        {
            try
            {
                return (await group.StatusAsync(Lost)).State == "normal";
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        await load.ProgressAsync(20, "after its return");
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, All);
        await load.NothingLostAsync(All);
        lost.ReadGroup(group.Net);
        lost.NobodyContradictsItself();
        Assert.Equal(0, (await group.StatusAsync(0)).EvidenceCount);
    }

    private static Task<SiloRun> CommandAsync(RunningGroup group, string folder, string command) => SiloRun.StartAsync(
        command, "--genesis", Path.Combine(group.Net.Folder, "genesis.json"), "--key", Path.Combine(folder, "signing.key.json"),
        "--passphrase-file", Path.Combine(folder, "passphrase"), "--data", Path.Combine(folder, "data"));
}
