using Microsoft.Data.Sqlite;
using Scew.Storage.Sqlite;

namespace Scew.Storage.Tests;

/// <summary>A database whose files end early or hold a turned bit: what was acknowledged is there, or the store says what is wrong, or it is in doubt.</summary>
public sealed class SqliteTailTests : IDisposable
{
    private const int Tail = 4096;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("row", "D5")]
    public async Task A_journal_cut_short_is_a_doubt_or_a_refusal() => await Damage.TruncateAsync(_folder.Path, Tail, step: 31);

    [Fact]
    [Trait("row", "D5")]
    public async Task A_turned_byte_in_the_last_record_is_a_doubt_or_a_refusal() => await Damage.TurnTailAsync(_folder.Path, step: 83);

    [Fact]
    [Trait("row", "D5")]
    public async Task A_main_file_cut_short_is_a_doubt_or_a_refusal()
    {
        var (tried, opened) = await Damage.TruncateMainAsync(_folder.Path, step: 5);
        Assert.InRange(opened, 0, tried / 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("row", "D5")]
    public async Task A_file_that_was_duplicated_is_a_doubt_or_holds_everything(bool withJournal) => Assert.True(await Damage.DuplicateAsync(_folder.Path, withJournal));

    [Fact]
    [Trait("row", "D6")]
    public async Task A_turned_bit_on_any_page_is_found_or_changes_no_answer() => await Damage.TurnPagesAsync(_folder.Path, perPage: 4);

    [Fact]
    [Trait("row", "D5")]
    public async Task A_database_of_the_first_schema_gets_its_tallies_and_keeps_its_rows()
    {
        var file = Path.Combine(_folder.Path, "replica.1.db");
        using (var session = SqliteSession.OpenWriter(file, SqliteOpenMode.ReadWriteCreate, new SqliteStoreOptions()))
        {
            session.Run(session.VersionTable);
            foreach (var migration in StoreMigrations.Sqlite.Shipped.Take(2))
            {
                session.Run(migration.Sql);
                session["INSERT INTO schema_version (version, name, hash) VALUES (?, ?, ?)"].Add(migration.Number).Add(migration.Name).Add(migration.Hash).Execute();
            }
            session["INSERT INTO identity (id, genesis, member, store_id) VALUES (1, ?, 1, ?)"].Add(Samples.Genesis).Add(Guid.NewGuid().ToByteArray()).Execute();
            var vote = Samples.FinalizeVote(Samples.Chain(1)[0].Block);
            var writer = new Protocol.Codec.CodecWriter();
            vote.Encode(writer);
            session["INSERT INTO votes (view, kind, height, block, vote) VALUES (?, ?, ?, ?, ?)"]
                .Add(1).Add(3).Add(1).Add(vote.Statement.Block).Add(writer.Written).Execute();
            session.Run("UPDATE lease SET lease = 7, counter = 4");
        }
        await using (var store = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1))
        {
            Assert.Single(await store.ReadVotesAboveAsync(0));
            Assert.Null((await store.AuditAsync()).Fault);
            Assert.Equal(new LeaseTaken(7, 5), await store.TakeLeaseAsync(Samples.First));
        }
        await using var again = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1);
        Assert.Equal(7, (await again.TakeLeaseAsync(Samples.First)).Floor);
    }
}
