namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    public async Task Every_version_of_an_asset_is_found_with_what_made_it_newest_first_and_page_by_page_after_a_restart()
    {
        var log = new TrueLog(21, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 60);
        await RestartAsync();
        foreach (var id in AssetsOf(log))
        {
            var all = Versions(log, id, 0, 60);
            var found = await Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000);
            Assert.Equal(all, found.Changes.AsEnumerable());
            Assert.Equal((0, 60), (found.CompleteAbove, found.AppliedHeight));
            var paged = new List<AssetChange>();
            for (var below = long.MaxValue; (await Store.ReadAssetHistoryAsync(id, below, 3)).Changes is { IsEmpty: false } page; below = page[^1].Version)
            {
                Assert.True(page.Length <= 3);
                paged.AddRange(page);
            }
            Assert.Equal(all, paged);
        }
        Assert.Empty((await Store.ReadAssetHistoryAsync("nobody", long.MaxValue, 10)).Changes);
        for (var height = 1; height <= 61; height++)
        {
            // In order of execution: the timer first.
            Assert.Equal(height > 60 ? [] : log.Heights[height - 1].Changes.AsEnumerable(), await Store.ReadAssetChangesAsync(height));
        }
    }

    [Fact]
    [Trait("row", "B5")]
    public async Task Changes_are_pruned_with_their_heights_and_the_history_says_from_where_it_is_whole()
    {
        var log = new TrueLog(22, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 60);
        await Store.PruneAsync(31);
        await RestartAsync();
        foreach (var id in AssetsOf(log))
        {
            var found = await Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000);
            Assert.Equal(Versions(log, id, 30, 60), found.Changes.AsEnumerable());
            Assert.Equal((30, 60), (found.CompleteAbove, found.AppliedHeight));
        }
        Assert.Empty(await Store.ReadAssetChangesAsync(24));
        Assert.Equal(log.Heights[31].Changes.AsEnumerable(), await Store.ReadAssetChangesAsync(32));
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    /// <summary>What was executed before a state was installed stays until it is pruned; between it and what follows there is a gap, which the history tells.</summary>
    [Fact]
    [Trait("row", "E4")]
    public async Task An_installed_state_leaves_a_gap_that_the_history_tells()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "backup.db");
        var log = new TrueLog(23, 80);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 20);
        await StageAsync(log, 50);
        await Store.InstallAsync(log.Installed(Samples.First, 50, 45));
        await log.WriteAsync(Store, Samples.First, 51, 80);
        await Store.BackupAsync(file);
        await HasGapAsync(above: 0);
        await Store.DisposeAsync();
        await RestoreAsync(file, Samples.Genesis, Member);
        await RestartAsync();
        await HasGapAsync(above: 0);
        await Store.TakeLeaseAsync(Samples.First);
        await Store.PruneAsync(11);
        Assert.Null((await Store.AuditAsync()).Fault);
        await HasGapAsync(above: 10);

        async Task HasGapAsync(int above)
        {
            foreach (var id in AssetsOf(log))
            {
                var found = await Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000);
                Assert.Equal([.. Versions(log, id, 50, 80), .. Versions(log, id, above, 20)], found.Changes.AsEnumerable());
                Assert.Equal((50, 80), (found.CompleteAbove, found.AppliedHeight));
            }
        }
    }

    [Fact]
    [Trait("row", "D2")]
    public async Task The_history_of_an_older_programs_database_begins_where_this_one_opened_it()
    {
        var log = new TrueLog(24, 60).WithoutChanges(40);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 40);
        await Store.DisposeAsync();
        await EditAsync("DROP TABLE changes; DROP TABLE eras; DELETE FROM schema_version WHERE version >= (SELECT max(version) - 1 FROM schema_version)");
        await ReopenAsync();
        Assert.Null((await Store.AuditAsync()).Fault);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 41, 60);
        var id = log.Heights[50].Changes[^1].AssetId;
        var found = await Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000);
        Assert.Equal(Versions(log, id, 40, 60), found.Changes.AsEnumerable());
        Assert.Equal(40, found.CompleteAbove);
        Assert.Empty(await Store.ReadAssetChangesAsync(40));
        await Store.PruneAsync(51);
        Assert.Equal(50, (await Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000)).CompleteAbove);
        Assert.Null((await Store.AuditAsync()).Fault);
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task A_version_that_was_removed_from_a_large_database_is_not_passed_over_in_silence()
    {
        var log = new TrueLog(25, 60);
        await Store.TakeLeaseAsync(Samples.First);
        await log.WriteAsync(Store, Samples.First, 1, 60);
        var id = AssetsOf(log).MaxBy(one => Versions(log, one, 0, 60).Count)!;
        await Store.DisposeAsync();
        await EditAsync($"DELETE FROM changes WHERE asset = '{id}' AND version = 2");
        await ReopenAsync(Uncounted);
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadAssetHistoryAsync(id, long.MaxValue, 1000));
    }

    public static TheoryData<string> WrongChanges => new("no result", "other height", "request below 0", "timer among results", "twice");

    [Theory]
    [MemberData(nameof(WrongChanges))]
    public async Task A_change_that_nothing_made_is_our_bug(string wrong)
    {
        var chain = Samples.Chain(1);
        var timer = new ChangeTimer("a", "ring", 5, true);
        AssetChange[] changes = wrong switch
        {
            "no result" => [new("a", 1, 1, 3, null)],
            "other height" => [new("a", 1, 2, 0, null)],
            "request below 0" => [new("a", 1, 1, -1, null)],
            "timer among results" => [new("a", 1, 1, 0, timer)],
            _ => [new("a", 1, 1, 0, null), new("a", 1, 1, 1, null)],
        };
        await Store.TakeLeaseAsync(Samples.First);
        await Store.WriteSafetyAsync(Samples.Final(Samples.First, chain));
        var set = new AppliedSet(Samples.First, [Samples.Applied(chain[0].Block, 1) with { Changes = [.. changes] }], [], []);
        await Assert.ThrowsAnyAsync<Exception>(() => Store.ApplyAsync(set));
        await RestartAsync();
        Assert.Null(await Store.ReadHeadAsync());
    }

    private static SortedSet<string> AssetsOf(TrueLog log) => new(log.Heights.SelectMany(height => height.Changes).Select(change => change.AssetId), StringComparer.Ordinal);

    /// <summary>Those of heights above one up to another, the newest first.</summary>
    private static List<AssetChange> Versions(TrueLog log, string id, long above, long to) =>
        [.. log.Heights.SelectMany(height => height.Changes).Where(change => change.AssetId == id && change.Height > above && change.Height <= to).OrderByDescending(change => change.Version)];
}
