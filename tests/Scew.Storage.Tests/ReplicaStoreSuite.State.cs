using Scew.Protocol;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    [Trait("row", "E4")]
    public async Task Pruning_that_was_decided_before_an_install_keeps_what_the_install_brought()
    {
        var log = new TrueLog(6, 330);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 200);
        await StageAsync(log, 300);
        await Store.InstallAsync(log.Installed(Samples.First, 300, 280));
        await Store.PruneAsync(51);
        Assert.Null((await Store.AuditAsync()).Fault);
        Assert.Equal(63, (await Store.ReadExecutedAfterAsync(279_000, 279_000)).Length);
        // What is decided afterwards may go behind the new base.
        await log.WriteAsync(Store, Samples.First, 301, 330);
        await Store.PruneAsync(311);
        Assert.Null((await Store.AuditAsync()).Fault);
        Assert.Equal(61, (await Store.ReadExecutedAfterAsync(310_000, 0)).Length);
    }

    [Fact]
    public async Task An_installed_state_is_base_and_applied_height_and_what_follows_extends_it()
    {
        var log = new TrueLog(1, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 10);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 45));
        await RestartAsync();
        var start = await Store.ReadBaseAsync();
        Assert.Equal(log.Head(50), start!.Head);
        Assert.Equal(log.History(50).Root, start.History.Root);
        Assert.Equal(log.Head(50), await Store.ReadHeadAsync());
        Same.Registers(log.Registers(50), await RegistersAsync());
        Assert.Null(await Store.ReadHeightAsync(50));
        Assert.Null(await Store.ReadBlockAtAsync(50));
        Assert.Null(await Store.ReadChainAsync(50, Everything));
        Assert.Equal(50, await Store.ReadCertifiedHeightAsync(3));

        await Store.TakeLeaseAsync(Samples.Second);
        await log.WriteAsync(Store, Samples.Second, 51, 60);
        var history = await Store.ReadHistoryAsync();
        Assert.Equal(log.History(60).Root, history.Above.Aggregate(history.Base, (tree, hash) => tree.Append(hash)).Root);
        Same.Blocks(log.Blocks.Skip(50), (await Store.ReadChainAsync(51, Everything))!.Blocks);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    /// <summary>f+1 attestations are enough to install a state, and not enough for its height to count as certified.</summary>
    [Fact]
    public async Task An_installed_state_counts_as_certified_once_enough_attest_it()
    {
        var log = new TrueLog(1, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 45) with { Attestations = log.Attestations(50).RemoveAt(1) });
        await RestartAsync();
        Assert.Equal((49, 50), (await Store.ReadCertifiedHeightAsync(3), await Store.ReadCertifiedHeightAsync(2)));
        Assert.Equal((log.Head(50).State, null), Assert.Single(await Store.ReadUncertifiedAsync(49)));
        Assert.Null((await Store.AuditAsync()).Fault);

        await Store.TakeLeaseAsync(Samples.Second);
        await log.WriteAsync(Store, Samples.Second, 51, 60);
        await Store.StoreAttestationsAsync([.. Enumerable.Range(51, 10).SelectMany(height => log.Attestations(height))]);
        Assert.Equal((49, 60), (await Store.ReadCertifiedHeightAsync(3, 4096), await Store.ReadCertifiedHeightAsync(3, 10)));
        await Store.StoreAttestationsAsync(log.Attestations(50));
        Assert.Equal(60, await Store.ReadCertifiedHeightAsync(3, 4096));
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task Requests_below_an_installed_height_are_found_without_a_place()
    {
        var log = new TrueLog(2, 52);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 45));
        await log.WriteAsync(Store, Samples.First, 51, 52);
        var id = log.Block(47).Block.RequestIds[1];
        Assert.Equal(new ExecutedId(id, 0, -1, 47_000), await Store.FindExecutedAsync(id));
        Assert.False((await Store.FindExecutedAsync(id))!.Value.HasPlace);
        Assert.Null(await Store.ReadReceiptAsync(id));
        Assert.Null(await Store.FindExecutedAsync(log.Block(44).Block.RequestIds[1]));
        var after = await Store.ReadExecutedAfterAsync(47_999, 47_999);
        Assert.Equal(
            log.Blocks.Skip(47).SelectMany(entry => entry.Block.RequestIds.Select(request => (request, entry.Block.Header.TimeMs))).Order(),
            after.Select(one => (one.Id, one.TimeMs)).Order());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 51, 51, 51, 52, 52, 52], after.Select(one => one.Height));
    }

    [Theory]
    [InlineData("back")]
    [InlineData("history")]
    [InlineData("attestation")]
    [InlineData("activation")]
    [InlineData("older register")]
    [InlineData("another block")]
    [InlineData("a block left out")]
    [InlineData("other requests")]
    public async Task A_state_that_does_not_follow_is_refused_and_changes_nothing(string wrong)
    {
        var log = new TrueLog(3, 30);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 20);
        var right = log.Installed(Samples.First, 30, 28);
        if (string.Equals(wrong, "older register", StringComparison.Ordinal))
        {
            await Store.StageRegistersAsync([.. log.Registers(20).Where(register => register.Version > 1).Select(register => register with { Version = 1 })]);
        }
        var state = wrong switch
        {
            "back" => log.Installed(Samples.First, 20, 18),
            "history" => right with { History = log.History(29) },
            "attestation" => right with { Attestations = log.Attestations(29) },
            "activation" => right with { Activation = Samples.Second },
            "another block" => right with { Blocks = right.Blocks.RemoveAt(0) },
            "a block left out" => right with { Blocks = right.Blocks.RemoveAt(1) },
            "other requests" => right with { Blocks = right.Blocks.SetItem(1, right.Blocks[1] with { RequestIds = right.Blocks[0].RequestIds }) },
            _ => right,
        };
        if (string.Equals(wrong, "activation", StringComparison.Ordinal))
        {
            await FailsAsync(StoreFault.LeaseLost, () => Store.InstallAsync(state));
        }
        else
        {
            await Assert.ThrowsAsync<InvariantException>(() => Store.InstallAsync(state));
        }
        await RestartAsync();
        Assert.Equal(20, (await Store.ReadHeadAsync())!.Height);
        Assert.Null(await Store.ReadBaseAsync());
        Same.Registers(log.Registers(20), await RegistersAsync());
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task Staged_registers_end_with_the_process()
    {
        var log = new TrueLog(4, 20);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.StageRegistersAsync([Samples.Wallet("poison", 1)]);
        await RestartAsync();
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 20);
        await Store.InstallAsync(log.Installed(Samples.First, 20, 20));
        Same.Registers(log.Registers(20), await RegistersAsync());
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    [Trait("row", "B5")]
    public async Task Pruning_moves_the_base_and_keeps_registers_evidence_and_what_is_above()
    {
        var heights = LongRun.Heights;
        var pruned = heights - 50;
        var log = new TrueLog(5, heights);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, heights);
        var evidence = new Protocol.Ordering.ConflictingVotes(Samples.FinalizeVote(log.Block(3).Block), Samples.FinalizeVote(Samples.Chain(1, fork: "b")[0].Block));
        await Store.StoreEvidenceAsync(evidence, 1);
        await Store.PruneAsync(pruned + 1);
        await Store.PruneAsync(200);
        await RestartAsync();
        Assert.Equal(log.Head(pruned), (await Store.ReadBaseAsync())!.Head);
        Assert.Equal(log.Head(heights), await Store.ReadHeadAsync());
        Assert.Null(await Store.ReadBlockAtAsync(pruned));
        Assert.Null(await Store.ReadBlockAsync(log.Block(7).Block.Hash));
        Assert.Null(await Store.ReadHeightAsync(100));
        Assert.Null(await Store.FindExecutedAsync(log.Block(100).Block.RequestIds[0]));
        Same.Blocks(log.Blocks.Skip(pruned), await Store.ReadBlocksAboveAsync(0));
        Assert.Equal(Enumerable.Range(pruned, 51).Select(view => (long)view), (await Store.ReadVotesAboveAsync(0)).Select(vote => vote.Statement.View));
        Assert.NotNull(await Store.ReadFinalizationAsync(pruned));
        Same.Registers(log.Registers(heights), await RegistersAsync());
        var kept = Assert.Single(await Store.ReadEvidenceAsync());
        Assert.Equal((1, Convert.ToHexString(Protocol.Ordering.EvidenceCodec.Encode(evidence))), (kept.Accused, Convert.ToHexString(Protocol.Ordering.EvidenceCodec.Encode(kept.Evidence))));
        var history = await Store.ReadHistoryAsync();
        Assert.Equal((pruned + 1, 50), (history.Base.Count, history.Above.Length));
        var report = await Store.AuditAsync();
        Assert.Null(report.Fault);
        Assert.Equal((pruned, heights, 50), (report.BaseHeight, report.AppliedHeight, report.Blocks));
    }

    [Fact]
    public async Task What_lay_below_an_installed_height_goes_with_the_next_pruning()
    {
        var log = new TrueLog(6, 330);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 200);
        await StageAsync(log, 300);
        await Store.InstallAsync(log.Installed(Samples.First, 300, 299));
        await log.WriteAsync(Store, Samples.First, 301, 330);
        Assert.Null((await Store.AuditAsync()).Fault);
        await Store.PruneAsync(311);
        Assert.Equal(310, (await Store.ReadBaseAsync())!.Height);
        Same.Blocks(log.Blocks.Skip(310), await Store.ReadBlocksAboveAsync(0));
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task A_backup_while_writes_go_on_is_one_state_and_restored_it_is_in_doubt()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "backup.db");
        var log = new TrueLog(7, 120);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 60);
        var writing = log.WriteAsync(Store, Samples.First, 61, 120, step: 1);
        await Store.BackupAsync(file);
        await writing;
        await FailsAsync(StoreFault.Failed, () => Store.BackupAsync(file));
        await Store.DisposeAsync();
        await FailsAsync(StoreFault.Foreign, () => RestoreAsync(file, Samples.Genesis, Member + 1));
        await RestoreAsync(file, Samples.Genesis, Member);
        await RestartAsync();
        var height = (await Store.ReadHeadAsync())!.Height;
        Assert.InRange(height, 60, 120);
        Same.Registers(log.Registers(height), await RegistersAsync());
        await FailsAsync(StoreFault.LeaseLost, () => Store.WriteSafetyAsync(Samples.Safety(Samples.First)));
        var report = await Store.AuditAsync();
        Assert.Equal((null, StoreDoubt.Restored), (report.Fault, report.Doubt));
        Assert.Equal(StoreDoubt.Restored, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
        await log.WriteAsync(Store, Samples.First, height + 1, 120);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_and_replaces_nothing()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "backup.db");
        var log = new TrueLog(8, 30);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 30);
        await Store.BackupAsync(file);
        using (var session = Sqlite.SqliteSession.Open(file, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        {
            session.Run("DELETE FROM certificates WHERE view = 4");
        }
        await Store.DisposeAsync();
        var failure = await FailsAsync(StoreFault.Corrupt, () => RestoreAsync(file, Samples.Genesis, Member));
        Assert.Contains("certificates", failure.Message, StringComparison.Ordinal);
        await RestartAsync();
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
    }

    [Fact]
    public async Task An_audit_asks_about_every_attestation_which_of_them_are_own_the_caller_knows()
    {
        var log = new TrueLog(9, 10);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 10);
        await Store.StoreAttestationsAsync(log.Attestations(4));
        var asked = new List<int>();
        var report = await Store.AuditAsync(attestation =>
        {
            asked.Add(attestation.Signer);
            return attestation.Signer != Member || attestation.State.Height != 9;
        });
        Assert.Contains("height 9", report.Fault, StringComparison.Ordinal);
        Assert.Equal([.. Enumerable.Repeat(Member, 3), 0, 1, 2, .. Enumerable.Repeat(Member, 5)], asked);
    }

    private async Task StageAsync(TrueLog log, long height)
    {
        var registers = log.Registers(height);
        foreach (var part in registers.Chunk(20))
        {
            await Store.StageRegistersAsync([.. part]);
        }
    }
}
