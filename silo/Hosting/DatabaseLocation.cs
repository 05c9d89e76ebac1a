using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Silo.Commands;
using Scew.Storage;

namespace Scew.Silo.Hosting;

/// <summary>Where a merchant's database is: a folder (SQLite) or <c>postgres://USER@HOST:PORT/DB</c>, whose password only ever comes from a file.</summary>
internal sealed record DatabaseLocation
{
    private const string Sqlite = "sqlite://";

    private DatabaseLocation(string place, bool isPostgres)
    {
        Place = place;
        IsPostgres = isPostgres;
    }

    /// <summary>The folder, or the address with the password file in it.</summary>
    private string Place { get; }

    private bool IsPostgres { get; }

    /// <summary>Reads <c>sqlite://FOLDER</c>, a folder, or <c>postgres://...</c>; relative paths start at <paramref name="folder"/>.</summary>
    /// <exception cref="SiloFailure">It is none of these, or holds a password.</exception>
    public static DatabaseLocation Parse(string text, string? passwordFile, string folder)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || text.StartsWith(Sqlite, StringComparison.Ordinal))
        {
            var path = scheme < 0 ? text : text[Sqlite.Length..];
            if (path.Length == 0)
            {
                throw new SiloFailure(ExitCodes.Usage, $"the database '{text}' names no folder; write sqlite://FOLDER");
            }
            return passwordFile is null
                ? new DatabaseLocation(Path.GetFullPath(path, folder), false)
                : throw new SiloFailure(ExitCodes.Usage, "a SQLite database has no password; leave the password file out");
        }
        if (text[..scheme] is not ("postgres" or "postgresql") || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            throw new SiloFailure(ExitCodes.Usage, $"the database '{Shown(text)}' is none: write sqlite://FOLDER or postgres://USER@HOST:PORT/DATABASE");
        }
        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw new SiloFailure(
                ExitCodes.Usage, "the database's address holds a password, which others on this machine can see; put it into a password file (--database-password-file or PGPASSFILE)");
        }
        if (uri.UserInfo.Length == 0 || uri.AbsolutePath.Length < 2)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the database '{text}' has to name a user and a database: postgres://USER@HOST:PORT/DATABASE");
        }
        return new DatabaseLocation(passwordFile is null ? text : WithPasswordFile(text, uri, Path.GetFullPath(passwordFile, folder)), true);
    }

    /// <summary>For messages.</summary>
    public override string ToString() => IsPostgres ? Place.Split('?')[0] : Place;

    /// <summary>The address of a server.</summary>
    /// <exception cref="SiloFailure">It is a folder.</exception>
    public string Address => IsPostgres
        ? Place
        : throw new SiloFailure(ExitCodes.Usage, "only PostgreSQL has an administrator: write postgres://ADMIN@HOST:PORT/postgres; a SQLite database is made by 'init'");

    /// <summary>Makes a merchant's database and role on the server whose administrator this address names.</summary>
    public Task ProvisionAsync(string name, string? password) => PostgresProvision.RunAsync(Address, name, name, password);

    public Task InitializeAsync(Digest genesis, int member, string witness) => IsPostgres
        ? PostgresReplicaStore.InitializeAsync(Place, genesis, member, witness)
        : SqliteReplicaStore.InitializeAsync(Place, genesis, member, witness);

    public Task RecoverAsync(Digest genesis, int member) => IsPostgres
        ? PostgresReplicaStore.RecoverAsync(Place, genesis, member)
        : SqliteReplicaStore.RecoverAsync(Place, genesis, member);

    public Task RestoreAsync(string backup, Digest genesis, Action<StoreIdentity, ImmutableArray<StoredEra>> whose) => IsPostgres
        ? PostgresReplicaStore.RestoreAsync(backup, Place, genesis, null, whose)
        : SqliteReplicaStore.RestoreAsync(backup, Place, genesis, null, whose);

    public async Task<IReplicaStore> OpenAsync(Digest genesis, int? member, string? witness) => IsPostgres
        ? await PostgresReplicaStore.OpenAsync(Place, genesis, member, witness)
        : await SqliteReplicaStore.OpenAsync(Place, genesis, member, witness);

    /// <summary>What a commit is worth there; changes nothing.</summary>
    public Task<IReadOnlyList<StoreSetting>> SettingsAsync() => IsPostgres ? StoreSettings.ReadPostgresAsync(Place) : StoreSettings.ReadSqliteAsync(Place);

    /// <summary>The eras that it knows; changes nothing.</summary>
    public Task<ImmutableArray<StoredEra>> ErasAsync() => IsPostgres ? StoreSettings.ReadPostgresErasAsync(Place) : StoreSettings.ReadSqliteErasAsync(Place);

    /// <summary>The folder of a SQLite database; null for a server's.</summary>
    public string? Folder => IsPostgres ? null : Place;

    private static string WithPasswordFile(string text, Uri uri, string file)
    {
        PasswordFile.Require(file);
        return text + (uri.Query.Length > 0 ? "&" : "?") + "passfile=" + Uri.EscapeDataString(file);
    }

    // What stands between scheme and @ may be a password that somebody mistyped the scheme of.
    private static string Shown(string text) => text.Contains('@', StringComparison.Ordinal) ? text[..text.IndexOf("://", StringComparison.Ordinal)] + "://..." : text;
}
