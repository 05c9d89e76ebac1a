using Scew.Storage.Writes;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    [Trait("row", "E4")]
    public async Task The_blocks_of_an_installed_state_are_there_without_their_bodies_also_in_a_backup_of_it()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "backup.db");
        var log = new TrueLog(1, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 45));
        await RestartAsync();
        await HoldsAsync(log, 45, 50);
        Assert.Null(await Store.ReadBlockAsync(log.Block(50).Block.Hash));
        Assert.Equal(log.Attestations(50).Select(one => one.Signer), (await Store.ReadAttestationsAsync(log.Head(50).State)).Select(one => one.Signer));
        Assert.Null((await Store.AuditAsync()).Fault);

        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 51, 60);
        await Store.BackupAsync(file);
        await Store.DisposeAsync();
        await RestoreAsync(file, Samples.Genesis, Member);
        await RestartAsync();
        await HoldsAsync(log, 45, 50);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    /// <summary>The second install's blocks end at the head that was executed between them: together with what was there they reach down to the first block outside its windows.</summary>
    [Fact]
    [Trait("row", "E4")]
    public async Task A_second_install_leaves_what_its_windows_reach_of_the_first()
    {
        var log = new TrueLog(2, 90);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 40));
        await log.WriteAsync(Store, Samples.First, 51, 55);
        await StageAsync(log, 60);
        await Store.InstallAsync(log.Installed(Samples.First, 60, 48, blocksFrom: 56));
        await RestartAsync();
        await HoldsAsync(log, 48, 50);
        await HoldsAsync(log, 56, 60);
        Same.Blocks(log.Blocks.Skip(50).Take(5), await Store.ReadBlocksAboveAsync(0));
        // One behind the other, without blocks between them.
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 70);
        await Store.InstallAsync(log.Installed(Samples.First, 70, 58, blocksFrom: 61));
        await HoldsAsync(log, 58, 70);
        // And one so far above that nothing of what was there counts.
        await StageAsync(log, 90);
        await Store.InstallAsync(log.Installed(Samples.First, 90, 85));
        await HoldsAsync(log, 85, 90);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    /// <summary>The executed head was in memory alone: a block that is stored already may be among those that an install brings.</summary>
    [Fact]
    [Trait("row", "E4")]
    public async Task An_install_may_bring_what_is_stored_already()
    {
        var log = new TrueLog(3, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 40);
        await Store.InstallAsync(log.Installed(Samples.First, 40, 30));
        await log.WriteAsync(Store, Samples.First, 41, 45);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 35));
        await HoldsAsync(log, 35, 50);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    [Trait("row", "B5")]
    public async Task The_blocks_of_an_installed_state_are_pruned_like_any_others()
    {
        var log = new TrueLog(4, 740, requests: 1);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 700);
        await Store.InstallAsync(log.Installed(Samples.First, 700, 1));
        await Store.PruneAsync(101);
        await HoldsAsync(log, 101, 700);
        await Store.PruneAsync(690);
        await HoldsAsync(log, 690, 700);
        Assert.Null((await Store.AuditAsync()).Fault);
        await log.WriteAsync(Store, Samples.First, 701, 740);
        await Store.PruneAsync(695);
        await HoldsAsync(log, 695, 700);
        await Store.PruneAsync(721);
        Assert.Null(await Store.ReadWindowBlockAsync(log.Block(700).Block.Hash));
        Assert.Equal(720, (await Store.ReadBaseAsync())!.Height);
        Same.Blocks(log.Blocks.Skip(720), await Store.ReadBlocksAboveAsync(0));
        await RestartAsync();
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task A_block_of_the_windows_that_was_edited_is_refused()
    {
        var log = new TrueLog(5, 30);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 30);
        await Store.InstallAsync(log.Installed(Samples.First, 30, 20));
        await Store.DisposeAsync();
        await EditAsync(DatabaseEdit.Swap(Table.WindowBlocks.Name, "block", "height"));
        await ReopenAsync();
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadWindowBlockAsync(log.Block(25).Block.Hash));
        Assert.NotNull(await Store.ReadWindowBlockAsync(log.Block(27).Block.Hash));
        Assert.Contains("last windows", (await Store.AuditAsync()).Fault, StringComparison.Ordinal);
    }

    /// <summary>The older program's lease row names one table less.</summary>
    [Fact]
    [Trait("row", "D2")]
    public async Task A_database_that_an_older_program_wrote_is_what_was_written()
    {
        var log = new TrueLog(6, 60).WithoutChanges(40);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 40);
        await Store.DisposeAsync();
        await EditAsync("DROP TABLE window_blocks; DROP TABLE changes; DROP TABLE eras; DELETE FROM schema_version WHERE version >= (SELECT max(version) - 2 FROM schema_version)");
        await ReopenAsync();
        Assert.Null((await Store.AuditAsync()).Fault);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 60);
        await Store.InstallAsync(log.Installed(Samples.First, 60, 50));
        await RestartAsync();
        await HoldsAsync(log, 50, 60);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    /// <summary>These blocks came with a state, and of those around them none.</summary>
    private async Task HoldsAsync(TrueLog log, int from, int to)
    {
        for (var height = from; height <= to; height++)
        {
            var (block, _) = log.Block(height);
            var found = await Store.ReadWindowBlockAsync(block.Hash);
            Assert.Equal(block.Header, found!.Header);
            Assert.Equal(block.RequestIds.AsEnumerable(), found.RequestIds);
        }
        Assert.Null(from > 1 ? await Store.ReadWindowBlockAsync(log.Block(from - 1).Block.Hash) : null);
        Assert.Null(to < log.Blocks.Count ? await Store.ReadWindowBlockAsync(log.Block(to + 1).Block.Hash) : null);
    }
}
