using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    private static StoredEra Era(long epoch, long height, bool founding = false) => new(epoch, height, founding, Samples.Signature((int)epoch));

    [Fact]
    [Trait("row", "A18")]
    public async Task An_era_begins_on_the_applied_height_and_nothing_of_the_old_one_is_left_above_it()
    {
        var log = new TrueLog(1, 40);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 30);
        // Blocks that only made the last one final, and what was voted on them.
        await Store.WriteSafetyAsync(log.Safety(Samples.First, 31, 33));
        await Store.StoreAttestationsAsync(log.Attestations(30));
        await Store.StoreAttestationsAsync(log.Attestations(29));
        await Store.BeginErasAsync(Samples.First, [Era(1, 30)]);
        await RestartAsync();

        var era = Assert.Single(await Store.ReadErasAsync());
        Assert.Equal((1, 30, false), (era.Epoch, era.Height, era.IsFounding));
        Assert.Equal(Samples.Signature(1), era.Handover);
        Assert.Equal(log.Head(30).State with { Epoch = 1 }, (await Store.ReadHeadAsync())!.State);
        Assert.Empty((await Store.ReadHeightAsync(30))!.Attestations);
        Assert.Equal(log.Heights[29].Results.Length, (await Store.ReadHeightAsync(30))!.Results.Length);
        Assert.Equal(log.Attestations(29).Length, (await Store.ReadHeightAsync(29))!.Attestations.Length);
        Assert.Empty(await Store.ReadBlocksAboveAsync(30));
        Assert.Empty(await Store.ReadVotesAboveAsync(29));
        Assert.Empty(await Store.ReadCertificatesAboveAsync(29));
        Assert.NotEmpty(await Store.ReadCertificatesAboveAsync(28));
        Assert.Null((await Store.AuditAsync()).Fault);

        // The new era's attestations of the height take the place of the old one's.
        var state = log.Head(30).State with { Epoch = 1 };
        await Store.StoreAttestationsAsync([new Attestation(state, 2, Samples.Signature(7))]);
        Assert.Equal(state, Assert.Single(await Store.ReadAttestationsAsync(state)).State);
        Assert.Equal(state, Assert.Single(await Store.ReadOwnAttestationsAboveAsync(29, 10, 2)).State);
        Assert.Equal(2, Assert.Single(await Store.ReadUncertifiedAsync(29, 2)).Own!.Signer);
    }

    [Fact]
    public async Task Whoever_ended_an_era_writes_nothing_more_and_its_lease_is_found_by_the_next_start()
    {
        var log = new TrueLog(1, 20);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 10);
        await Store.BeginErasAsync(Samples.First, [Era(1, 10)]);
        var late = await Assert.ThrowsAsync<StoreException>(() => Store.WriteSafetyAsync(log.Safety(Samples.First, 11, 11)));
        Assert.Equal(StoreFault.LeaseLost, late.Fault);
        await Assert.ThrowsAsync<StoreException>(() => Store.BeginErasAsync(Samples.First, [Era(2, 10)]));
        Assert.Equal(20, (await Store.TakeLeaseAsync(Samples.Second)).Floor);
        Assert.Single(await Store.ReadErasAsync());
    }

    [Fact]
    public async Task Who_is_behind_passes_into_later_eras_and_takes_a_state_of_the_newest()
    {
        var log = new TrueLog(1, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 10);
        await Store.WriteSafetyAsync(log.Safety(Samples.First, 11, 15));
        await Store.BeginErasAsync(Samples.First, [Era(1, 20), Era(2, 40)]);
        Assert.Equal([1, 2], (await Store.ReadErasAsync()).Select(one => one.Epoch));
        Assert.Empty(await Store.ReadBlocksAboveAsync(10));
        Assert.Empty(await Store.ReadVotesAboveAsync(10));
        Assert.Equal(log.Head(10), await Store.ReadHeadAsync());
        await Store.TakeLeaseAsync(Samples.Second);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.Second, 50, 45));
        await RestartAsync();
        Assert.Equal(log.Head(50), await Store.ReadHeadAsync());
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    public async Task A_handover_is_completed_where_it_is_and_eras_have_no_gap()
    {
        await Store.TakeLeaseAsync(Samples.First);
        await Store.BeginErasAsync(Samples.First, [Era(1, 20)]);
        var complete = Era(1, 20) with { Handover = Samples.Signature(99) };
        await Store.CompleteEraAsync(complete);
        Assert.Equal(complete.Handover, Assert.Single(await Store.ReadErasAsync()).Handover);
        await Assert.ThrowsAsync<InvariantException>(() => Store.CompleteEraAsync(Era(2, 20)));
    }

    [Fact]
    public async Task A_database_is_founded_in_a_later_era_before_anybody_uses_it()
    {
        await Store.FoundAsync([Era(1, 20), Era(2, 40)]);
        await RestartAsync();
        Assert.All(await Store.ReadErasAsync(), one => Assert.True(one.IsFounding));
        Assert.Null((await Store.AuditAsync()).Fault);
        await Store.TakeLeaseAsync(Samples.First);
        await Assert.ThrowsAsync<InvariantException>(() => Store.FoundAsync([Era(3, 60)]));
    }

    [Fact]
    [Trait("row", "A18")]
    public async Task Whose_a_backup_is_its_eras_say_and_one_of_another_merchant_replaces_nothing()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "backup.db");
        await Store.FoundAsync([Era(1, 20), Era(2, 40)]);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.BackupAsync(file);
        var identity = Store.Identity;
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<NotSupportedException>(() => RestoreAsync(file, Samples.Genesis, null, (_, _) => throw new NotSupportedException("another merchant's")));
        Assert.Equal(0, await CountAsideAsync());
        await RestartAsync();
        Assert.Equal(StoreDoubt.None, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
        await Store.DisposeAsync();

        (StoreIdentity Identity, ImmutableArray<StoredEra> Eras)? seen = null;
        await RestoreAsync(file, Samples.Genesis, null, (whose, eras) => seen = (whose, eras));
        Assert.Equal(identity, seen!.Value.Identity);
        Assert.Equal([(1, 20, true), (2, 40, true)], seen.Value.Eras.Select(static one => (one.Epoch, one.Height, one.IsFounding)));
        Assert.Equal(1, await CountAsideAsync());
        await RestartAsync();
        Assert.Equal(StoreDoubt.Restored, (await Store.TakeLeaseAsync(Samples.First)).Doubt);
    }
}
