using Npgsql;

namespace Scew.Storage.Postgres;

/// <summary>
/// <c>postgres://user@host:port/database</c>, with the options <c>sslmode</c>, <c>passfile</c> and <c>host</c> (a socket's folder). The password comes from a file
/// (<c>passfile</c>, PGPASSFILE or ~/.pgpass), never from the address, which others can see.
/// </summary>
internal sealed class PostgresAddress
{
    private const int ConnectSeconds = 4;
    private const int CommandSeconds = 60;
    private readonly string _text;

    private PostgresAddress(string text, string connectionString)
    {
        _text = text;
        ConnectionString = connectionString;
    }

    internal string ConnectionString { get; }

    /// <summary>A bad address is <see cref="StoreFault.Failed"/> with a sentence that says what is wrong.</summary>
    internal static PostgresAddress Parse(string address, string? searchPath = PostgresOpening.Schema)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
        {
            throw Bad("does not look like postgres://user@host:port/database");
        }
        if (uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            throw Bad("holds a password, which others on this machine can see; put it into a password file (PGPASSFILE or ?passfile=...)");
        }
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (database.Length == 0 || uri.UserInfo.Length == 0)
        {
            throw Bad("has to name a user and a database");
        }
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length == 0 ? "localhost" : uri.Host,
            Port = uri.Port > 0 ? uri.Port : NpgsqlConnection.DefaultPort,
            Username = Uri.UnescapeDataString(uri.UserInfo),
            Database = database,
            SearchPath = searchPath,
            Pooling = false,
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            TcpKeepAlive = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            Enlist = false,
            // The driver's fallback from it can lose the timeout, and then an opening waits as long as a silent server likes (npgsql issue 6655).
            GssEncryptionMode = GssEncryptionMode.Disable,
            ApplicationName = "scew",
        };
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = option.Split('=', 2);
            var value = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : string.Empty);
            switch (parts[0])
            {
                case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var mode):
                    settings.SslMode = mode;
                    break;
                case "passfile":
                    settings.Passfile = value;
                    break;
                case "host":
                    settings.Host = value;
                    break;
                default:
                    throw Bad($"has an option that is not known: {parts[0]}");
            }
        }
        return new PostgresAddress($"postgres://{settings.Username}@{settings.Host}:{settings.Port}/{settings.Database}", settings.ConnectionString);
    }

    public override string ToString() => _text;

    private static StoreException Bad(string why) => new(StoreFault.Failed, $"The database address {why}.");
}
