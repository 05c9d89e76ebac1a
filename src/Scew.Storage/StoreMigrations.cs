using System.Reflection;
using System.Text;
using Scew.Protocol;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>
/// The files of one database under db/, applied in order, each once. There is no way back. With <paramref name="talliesFrom"/> come the tallies: a database that has an identity then
/// gets them with it; with <paramref name="recentFrom"/> the requests that have to be remembered for long get a table of their own; with
/// <paramref name="changesFrom"/> the history of assets begins.
/// </summary>
internal sealed class StoreMigrations(string prefix, int talliesFrom, int recentFrom, int changesFrom)
{
    internal static readonly StoreMigrations Sqlite = new("sqlite/", talliesFrom: 3, recentFrom: 4, changesFrom: 6);
    internal static readonly StoreMigrations Postgres = new("postgresql/", talliesFrom: 1, recentFrom: 2, changesFrom: 4);

    /// <summary>A migration: the number that its file's name begins with, the name, the text.</summary>
    internal sealed record Migration(int Number, string Name, string Sql)
    {
        internal Digest Hash => Digest.Of(Encoding.UTF8.GetBytes(Sql));
    }

    /// <summary>What this program ships, numbered from 1 without a gap.</summary>
    internal IReadOnlyList<Migration> Shipped { get; } = Load(prefix);

    /// <summary>The last migration that ran; 0 in an empty file. Refuses a schema that this program does not know.</summary>
    internal int Check(StoreSession session)
    {
        if (!session.HasTable("schema_version"))
        {
            return 0;
        }
        var ran = session["SELECT version, hash FROM schema_version ORDER BY version"].All(row => (Number: row.Int64(0), Hash: row.Digest(1)));
        if (ran.Count > Shipped.Count)
        {
            throw new StoreException(
                StoreFault.Schema, $"The database has schema version {ran.Count}, this program knows {Shipped.Count}: a newer program wrote it. Use that one or a later one.");
        }
        for (var i = 0; i < ran.Count; i++)
        {
            if (ran[i].Number != i + 1 || ran[i].Hash != Shipped[i].Hash)
            {
                throw new StoreException(StoreFault.Schema, $"The database was made with another text of migration {Shipped[i].Name}.");
            }
        }
        return ran.Count;
    }

    /// <summary>Runs what is missing, each in its own transaction.</summary>
    internal void Apply(StoreSession session, StoreIdentity? identity = null)
    {
        if (Check(session) == Shipped.Count)
        {
            return;
        }
        foreach (var migration in Shipped.Skip(Check(session)))
        {
            session.BeginWrite();
            Run(session, migration, identity);
            session.Commit();
        }
    }

    /// <summary>Runs everything within the session's transaction.</summary>
    internal void ApplyAll(StoreSession session)
    {
        foreach (var migration in Shipped)
        {
            Run(session, migration, null);
        }
    }

    private void Run(StoreSession session, Migration migration, StoreIdentity? identity)
    {
        session.Run(session.VersionTable);
        session.Run(migration.Sql);
        if (identity is not null && migration.Number == talliesFrom)
        {
            ControlRow.Seal(session, identity);
        }
        if (identity is not null && migration.Number == recentFrom)
        {
            RecentWriter.TakeAll(session, identity);
        }
        if (identity is not null && migration.Number == changesFrom)
        {
            ChangeWriter.MarkOlder(session, identity);
        }
        session["INSERT INTO schema_version (version, name, hash) VALUES (?, ?, ?)"].Add(migration.Number).Add(migration.Name).Add(migration.Hash).Execute();
    }

    private static List<Migration> Load(string prefix)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var migrations = new List<Migration>();
        foreach (var resource in names)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var name = resource[prefix.Length..];
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
            Invariant.Require(migrations[^1].Number == migrations.Count, "migrations are numbered from 001 without a gap");
        }
        return migrations;
    }
}
