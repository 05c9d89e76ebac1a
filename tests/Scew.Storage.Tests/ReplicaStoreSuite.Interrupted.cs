namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    /// <summary>The named points at which pruning, installing and copying can end.</summary>
    public static TheoryData<string, int> Points => new()
    {
        { "prune-base", 1 }, { "prune-base", 2 }, { "prune-removed", 1 }, { "prune-removed", 2 }, { "prune-between", 1 },
        { "install-registers", 1 }, { "install-base", 1 }, { "install-recent", 1 }, { "install-blocks", 1 },
        { "copy-votes", 1 }, { "copy-blocks", 1 }, { "copy-heights", 1 }, { "copy-base", 1 }, { "copy-registers", 1 }, { "backup-renamed", 1 },
    };

    [Theory]
    [MemberData(nameof(Points))]
    [Trait("row", "D18")]
    public async Task A_crash_at_any_point_leaves_the_old_state_or_the_new_one_and_the_work_can_be_done_again(string point, int time)
    {
        using var folder = new TempFolder();
        var log = new TrueLog(12, 400, requests: 2);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 300, step: 100);
        await Store.DisposeAsync();
        var reached = 0;
        _store = await OpenHookedAsync(new StoreHooks { At = name => ThrowAt(name == point && ++reached == time) });
        await Assert.ThrowsAnyAsync<Exception>(() => WorkAsync(log, folder.Path, point));
        Assert.Equal(time, reached);
        await Store.DisposeAsync();
        _store = await OpenAsync(Samples.Genesis, Member);
        var report = await Store.AuditAsync();
        Assert.Null(report.Fault);
        Assert.Equal(300, report.AppliedHeight);
        Same.Registers(log.Registers(300), await RegistersAsync());
        Assert.Equal(300 - report.BaseHeight, (await Store.ReadChainAsync(report.BaseHeight + 1, long.MaxValue))!.Blocks.Length + Rest(report.BaseHeight));

        await WorkAsync(log, folder.Path, point);
        report = await Store.AuditAsync();
        Assert.Null(report.Fault);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.new"));
    }

    /// <summary>A chain answer ends at a bound.</summary>
    private static long Rest(long baseHeight) => Math.Max(0, 300 - baseHeight - Protocol.Messages.MessageCodec.MaxBlocks);

    private async Task WorkAsync(TrueLog log, string folder, string point)
    {
        switch (point.Split('-')[0])
        {
            case "prune":
                await Store.PruneAsync(291);
                break;
            case "install":
                await StageAsync(log, 400);
                await Store.InstallAsync(log.Installed(Samples.First, 400, 399));
                break;
            default:
                await Store.BackupAsync(Path.Combine(folder, "backup.db"));
                break;
        }
    }

    private static void ThrowAt(bool here)
    {
        if (here)
        {
            throw new IOException("the process ends here");
        }
    }
}
