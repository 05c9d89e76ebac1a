using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Scew.Storage.Tests.Postgres;

/// <summary>
/// A PostgreSQL cluster of this run's own, from the system's binaries, on a free port of loopback and in a temporary folder. It ends with this process: its shell waits for the end of
/// its input. initdb and postgres refuse root, so under root they run as the user <c>postgres</c>.
/// </summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private const string Name = "postgres";
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-pg-").FullName;
    private Process? _server;
    private readonly ConcurrentBag<string> _free = [];
    private int _databases;

    internal int Port { get; private set; }

    internal string Administrator => Address(Name, Name);

    /// <summary>Where this distribution keeps initdb, postgres, pg_dump; a missing PostgreSQL fails the tests.</summary>
    internal static string Binaries { get; } = FindBinaries();

    private string Data => Path.Combine(_folder, "data");

    public async Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", Name, _folder);
        }
        await RunAsync(AsUser([Path.Combine(Binaries, "initdb"), "-D", Data, "-U", Name, "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8"]));
        Port = FreePort();
        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The server with these settings beside the defaults, which sync every commit.</summary>
    internal async Task StartAsync(params string[] settings)
    {
        var server = string.Join(' ', settings.Select(setting => $"-c {setting}"));
        var line = $"'{Binaries}/postgres' -D '{Data}' -k '{_folder}' -p {Port} -c listen_addresses=127.0.0.1 -c max_connections=60 -c shared_buffers=32MB {server} "
            + $">'{_folder}/log' 2>&1 & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid";
        var command = AsUser(["sh", "-c", line]);
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/" };
        _server = Process.Start(start)!;
        for (var i = 0; ; i++)
        {
            try
            {
                await ExecuteAsync(Administrator, "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (i < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    internal async Task StopAsync()
    {
        if (_server is { } server)
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            server.Dispose();
            _server = null;
        }
    }

    /// <summary>A fresh database and a role of its own, as the provision makes them; gives the role's address.</summary>
    internal async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"merchant_{Interlocked.Increment(ref _databases)}");
        await PostgresProvision.RunAsync(Administrator, name, name);
        return Address(name, name);
    }

    /// <summary>An empty database that an earlier test gave back, or a fresh one: making one costs more than most tests.</summary>
    internal async Task<string> RentDatabaseAsync()
    {
        if (!_free.TryTake(out var address))
        {
            return await NewDatabaseAsync();
        }
        const string drop = "DO $$ DECLARE one text; BEGIN FOR one IN SELECT nspname FROM pg_namespace WHERE nspname ~ '^(scew|kept)' "
            + "LOOP EXECUTE 'DROP SCHEMA ' || quote_ident(one) || ' CASCADE'; END LOOP; END $$";
        await ExecuteInAsync(address, drop);
        return address;
    }

    internal void GiveBack(string address) => _free.Add(address);

    internal string Address(string user, string database, int? port = null) => $"postgres://{user}@127.0.0.1:{port ?? Port}/{database}";

    /// <summary>Runs SQL as the administrator in the database of an address.</summary>
    internal Task ExecuteInAsync(string address, string sql) => ExecuteAsync(Address(Name, new Uri(address).AbsolutePath[1..]), "SET search_path = scew; " + sql);

    internal static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command[0]}: {error}");
    }

    private static async Task ExecuteAsync(string address, string sql)
    {
        var uri = new Uri(address);
        await using var connection = new NpgsqlConnection(
            $"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={uri.AbsolutePath[1..]};Pooling=false;Timeout=5");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string[] AsUser(string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", Name, "--regid", Name, "--clear-groups", "--", .. command] : command;

    private static string FindBinaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var folders = versions.Select(version => Path.Combine(version, "bin")).Append("/usr/bin").Append("/usr/local/bin");
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install -y postgresql");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
