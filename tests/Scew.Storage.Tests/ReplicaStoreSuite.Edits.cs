using Scew.Storage.Writes;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    [Fact]
    [Trait("row", "D7")]
    public async Task Every_edit_by_SQL_is_found_where_the_table_of_edits_says()
    {
        await FillAsync();
        await KeepAsync();
        var elsewhere = new List<string>();
        foreach (var (sql, small, large) in DatabaseEdit.All)
        {
            await EditAsync(sql);
            foreach (var (hooks, place) in new[] { (new StoreHooks(), small), (Uncounted, large) })
            {
                var found = await FindAsync(hooks);
                if (found?.Place != place)
                {
                    elsewhere.Add($"{(hooks == Uncounted ? "large" : "small")}: {found?.Place} not {place}: {sql}: {found?.Says}");
                }
            }
            await PutBackAsync();
        }
        Assert.True(elsewhere.Count == 0, string.Join("\n", elsewhere));
        Assert.Null(await FindAsync(new StoreHooks()));
        Assert.Null(await FindAsync(Uncounted));
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task What_was_edited_is_refused_before_it_is_served()
    {
        await FillAsync();
        await EditAsync(DatabaseEdit.Swap("blocks", "bodies", "height"));
        await ReopenAsync();
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadBlockAtAsync(25));
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadChainAsync(23, Everything));
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadBlocksAboveAsync(20));
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task Results_that_were_swapped_are_no_receipt_that_never_was()
    {
        await FillAsync();
        await ReopenAsync();
        var id = (await Store.ReadHeightAsync(25))!.Results[0].RequestId;
        await Store.DisposeAsync();
        await EditAsync(DatabaseEdit.Swap("heights", "results", "height"));
        await ReopenAsync();
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadReceiptAsync(id));
        await FailsAsync(StoreFault.Corrupt, () => Store.FindExecutedAsync(id));
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task What_was_deleted_from_a_large_database_is_not_said_to_be_unknown()
    {
        await FillAsync();
        await KeepAsync();
        var (kept, never) = (_log!.Block(26).Block.RequestIds[1], Samples.RequestId("never"));
        var (executed, recent) = (_log.Block(25).Block.RequestIds[0], _log.Block(22).Block.RequestIds[^1]);
        foreach (var (edit, id) in new[] { ("DELETE FROM executed WHERE height = 25", executed), ("DELETE FROM recent", recent) })
        {
            await ReopenAsync(Uncounted);
            Assert.NotNull(await Store.FindExecutedAsync(id));
            Assert.Null(await Store.FindExecutedAsync(never));
            Assert.Null(await Store.ReadReceiptAsync(never));
            await Store.DisposeAsync();
            await EditAsync(edit);
            await ReopenAsync(Uncounted);
            await FailsAsync(StoreFault.Corrupt, () => Store.FindExecutedAsync(id));
            await FailsAsync(StoreFault.Corrupt, () => Store.ReadReceiptAsync(id));
            await FailsAsync(StoreFault.Corrupt, () => Store.FindExecutedAsync(never));
            Assert.Equal(26, (await Store.FindExecutedAsync(kept))!.Value.Height);
            Assert.NotNull(await Store.ReadReceiptAsync(kept));
            await Store.DisposeAsync();
            await PutBackAsync();
        }
        await EditAsync("DELETE FROM heights WHERE height = 25");
        await ReopenAsync(Uncounted);
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadHeightAsync(25));
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadBlockAtAsync(25));
        Assert.Null(await Store.ReadHeightAsync(33));
        Assert.Null(await Store.ReadBlockAtAsync(10));
    }

    [Fact]
    [Trait("row", "D6")]
    public async Task Every_turned_bit_in_every_column_is_found()
    {
        await FillAsync();
        await KeepAsync();
        var missed = new List<string>();
        foreach (var table in Table.All)
        {
            foreach (var column in table.Columns)
            {
                foreach (var edit in TurnBit(table, column))
                {
                    await EditAsync(edit);
                    if (await FindAsync(new StoreHooks(), withReads: false) is null)
                    {
                        missed.Add(edit);
                    }
                    await PutBackAsync();
                }
            }
        }
        Assert.Empty(missed);
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task A_newer_schema_is_refused_and_the_message_says_which()
    {
        await Store.DisposeAsync();
        await EditAsync("INSERT INTO schema_version SELECT version + 50, name, hash FROM schema_version");
        var failure = await FailsAsync(StoreFault.Schema, () => OpenAsync(Samples.Genesis, Member));
        Assert.Contains("newer program", failure.Message, StringComparison.Ordinal);
        Assert.Matches("version [0-9]+, this program knows [0-9]+", failure.Message);
    }

    /// <summary>SQL that turns one bit in one row's column, by the database's own functions.</summary>
    private protected abstract IEnumerable<string> TurnBit(Table table, Column column);
}
