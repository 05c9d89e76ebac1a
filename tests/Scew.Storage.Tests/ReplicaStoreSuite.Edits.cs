using System.Globalization;
using Scew.Storage.Writes;

namespace Scew.Storage.Tests;

public abstract partial class ReplicaStoreSuite
{
    /// <summary>By table: what an administrator can do to rows. Views and heights 23 to 32 are above the base, 22.</summary>
    private static readonly string[] Edits =
    [
        "UPDATE votes SET height = height + 1 WHERE view = 25",
        "DELETE FROM votes WHERE view = 25",
        "DELETE FROM votes",
        "INSERT INTO votes SELECT view + 100, kind, height, block, vote FROM votes WHERE view = 25",
        "INSERT INTO votes SELECT * FROM old_votes WHERE view = 9",
        Swap("votes", "vote", "view"),
        "UPDATE certificates SET height = height + 1 WHERE view = 25",
        "DELETE FROM certificates WHERE view = 25 AND kind = 3",
        "INSERT INTO certificates SELECT view + 100, kind, block, height, certificate FROM certificates WHERE view = 25",
        Swap("certificates", "certificate", "view", "kind"),
        "UPDATE blocks SET view = view + 1 WHERE height = 25",
        "DELETE FROM blocks WHERE height = 25",
        Swap("blocks", "bodies", "height"),
        Swap("blocks", "block", "height"),
        Swap("blocks", "parent", "height"),
        "UPDATE heights SET time_ms = time_ms + 1 WHERE height = 25",
        "UPDATE heights SET result_count = result_count - 1 WHERE height = 25",
        "DELETE FROM heights WHERE height = 25",
        "DELETE FROM heights WHERE height = 32",
        "INSERT INTO heights SELECT 33, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root, results FROM heights WHERE height = 32",
        Swap("heights", "results", "height"),
        Swap("heights", "trie_root", "height"),
        Swap("heights", "block", "height"),
        "UPDATE executed SET place = place + 1 WHERE height = 25",
        "DELETE FROM executed WHERE height = 25",
        "INSERT INTO executed SELECT prefix + 1, height, place FROM executed WHERE height = 25",
        "UPDATE registers SET version = version + 1 WHERE id = 'w00001'",
        "DELETE FROM registers WHERE id = 'w00001'",
        "INSERT INTO registers SELECT kind, 'w99999', version, bytes FROM registers WHERE id = 'w00001'",
        "UPDATE registers SET bytes = (SELECT o.bytes FROM old_registers o WHERE o.id = registers.id), version = (SELECT o.version FROM old_registers o WHERE o.id = registers.id) "
            + "WHERE id IN (SELECT o.id FROM old_registers o WHERE o.version < registers.version)",
        "UPDATE registers SET bytes = (SELECT r.bytes FROM registers r WHERE r.id = CASE WHEN registers.id = 'w00001' THEN 'w00002' ELSE 'w00001' END) "
            + "WHERE id IN ('w00001', 'w00002')",
        "UPDATE attestations SET signer = 2 WHERE height = 25",
        "DELETE FROM attestations WHERE height = 25",
        "INSERT INTO attestations SELECT height, 3, attestation FROM attestations WHERE height = 25",
        Swap("attestations", "attestation", "height"),
        "UPDATE evidence SET accused = 2",
        "DELETE FROM evidence",
        "UPDATE recent SET time_ms = time_ms + 1",
        "DELETE FROM recent",
        "UPDATE base SET view = view + 1",
        "UPDATE base SET height = height + 1",
        "DELETE FROM base",
        "UPDATE lease SET lease = floor",
        "UPDATE lease SET counter = counter + 1",
        "UPDATE lease SET counter = counter - 1",
        "UPDATE lease SET applied = applied - 1",
        "UPDATE lease SET activation = NULL",
        "UPDATE lease SET doubt = 1",
        "DELETE FROM lease",
        "DELETE FROM lease; INSERT INTO lease SELECT * FROM old_lease",
        "UPDATE identity SET member = 2",
        "DELETE FROM identity",
        "UPDATE schema_version SET version = version + 100",
        "INSERT INTO schema_version SELECT 99, name, hash FROM schema_version WHERE version = 1",
        "DELETE FROM schema_version",
    ];

    [Fact]
    [Trait("row", "D7")]
    public async Task Every_edit_by_SQL_is_found_at_the_opening_or_by_the_audit()
    {
        await FillAsync();
        await KeepAsync();
        var missed = new List<string>();
        foreach (var edit in Edits)
        {
            await EditAsync(edit);
            if (await FindAsync() is null)
            {
                missed.Add(edit);
            }
            await PutBackAsync();
        }
        Assert.Empty(missed);
        Assert.Null(await FindAsync());
    }

    [Fact]
    [Trait("row", "D7")]
    public async Task What_was_edited_is_refused_before_it_is_served()
    {
        await FillAsync();
        await EditAsync(Swap("blocks", "bodies", "height"));
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
        await EditAsync(Swap("heights", "results", "height"));
        await ReopenAsync();
        await FailsAsync(StoreFault.Corrupt, () => Store.ReadReceiptAsync(id));
        await FailsAsync(StoreFault.Corrupt, () => Store.FindExecutedAsync(id));
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
                    if (await FindAsync() is null)
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

    private static string Swap(string table, string column, params string[] key)
    {
        var same = string.Concat(key.Skip(1).Select(name => string.Create(CultureInfo.InvariantCulture, $" AND x.{name} = {table}.{name}")));
        return $"UPDATE {table} SET {column} = (SELECT x.{column} FROM {table} x WHERE x.{key[0]} = CASE WHEN {table}.{key[0]} = 25 THEN 26 ELSE 25 END{same}) "
            + $"WHERE {key[0]} IN (25, 26)";
    }

    /// <summary>Rows in every table; the store is closed then.</summary>
    private async Task FillAsync()
    {
        var log = new TrueLog(11, 32, requests: 4);
        await Store.TakeLeaseAsync(Samples.First);
        await StageAsync(log, 20);
        await Store.InstallAsync(log.Installed(Samples.First, 20, 18));
        await Store.WriteSafetyAsync(log.Safety(Samples.First, 21, 24) with { Votes = [Samples.FinalizeVote(Samples.Block(9, 9, Samples.Hash("x"), ["x"]).Block)] });
        await Store.DisposeAsync();
        await EditAsync("CREATE TABLE old_lease AS SELECT * FROM lease; CREATE TABLE old_registers AS SELECT * FROM registers; CREATE TABLE old_votes AS SELECT * FROM votes");
        await ReopenAsync();
        await log.WriteAsync(Store, Samples.First, 21, 32);
        await Store.StoreEvidenceAsync(
            new Protocol.Ordering.ConflictingVotes(Samples.FinalizeVote(log.Block(3).Block), Samples.FinalizeVote(Samples.Chain(1, fork: "b")[0].Block)), 1);
        await Store.PruneAsync(23);
        await Store.DisposeAsync();
        Assert.Null(await FindAsync());
    }

    /// <summary>What the opening or the audit finds; the store is closed then.</summary>
    private async Task<string?> FindAsync()
    {
        try
        {
            await ReopenAsync();
            var found = (await Store.AuditAsync()).Fault;
            await Store.DisposeAsync();
            return found;
        }
        catch (StoreException failure)
        {
            return failure.Message;
        }
    }

    private async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await OpenAsync(Samples.Genesis, Member);
    }
}
