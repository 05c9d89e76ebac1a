using System.Reflection;
using System.Text;
using Scew.Protocol;
using Scew.Storage.Writes;

namespace Scew.Storage.Sqlite;

/// <summary>Applies db/sqlite/*.sql in order, each once, each in its own transaction. There is no way back.</summary>
internal static class SqliteMigrations
{
    private const string Prefix = "sqlite/";
    private const int TalliesFrom = 3;

    /// <summary>A migration: the number that its file's name begins with, the name, the text.</summary>
    internal sealed record Migration(int Number, string Name, string Sql)
    {
        internal Digest Hash => Digest.Of(Encoding.UTF8.GetBytes(Sql));
    }

    /// <summary>What this program ships, numbered from 1 without a gap.</summary>
    internal static IReadOnlyList<Migration> Shipped { get; } = Load();

    /// <summary>The last migration that ran; 0 in an empty file. Refuses a schema that this program does not know.</summary>
    internal static int Check(SqliteSession session)
    {
        if (session["SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'"].First(row => row.Int64(0)) == 0)
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

    /// <summary>Runs what is missing; a database that has an identity but no tallies yet gets them with the migration that adds them.</summary>
    internal static void Apply(SqliteSession session, StoreIdentity? identity = null)
    {
        session.Run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL)");
        foreach (var migration in Shipped.Skip(Check(session)))
        {
            session.Run("BEGIN IMMEDIATE");
            session.Run(migration.Sql);
            if (identity is not null && migration.Number == TalliesFrom)
            {
                ControlRow.Seal(session, identity);
            }
            session["INSERT INTO schema_version (version, name, hash) VALUES (?, ?, ?)"].Add(migration.Number).Add(migration.Name).Add(migration.Hash).Execute();
            session.Run("COMMIT");
        }
    }

    private static List<Migration> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var migrations = new List<Migration>();
        foreach (var resource in names)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var name = resource[Prefix.Length..];
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
            Invariant.Require(migrations[^1].Number == migrations.Count, "migrations are numbered from 001 without a gap");
        }
        return migrations;
    }
}
