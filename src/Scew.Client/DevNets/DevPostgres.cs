using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scew.Keys.Files;

namespace Scew.Client.DevNets;

/// <summary>
/// A PostgreSQL cluster of a development group's own, from the system's binaries, on a free loopback port, with passwords. initdb and postgres refuse root: under root they run as the
/// user <c>postgres</c>, in a folder outside the group's, which that user could not reach.
/// </summary>
public static class DevPostgres
{
    private const string User = "postgres";
    private const string RootsPlace = "/var/lib/postgresql";

    /// <summary>
    /// Makes a cluster and starts it; answers its folder (in <paramref name="groupFolder"/>, except under root) and an administrator's address, whose password it writes into
    /// <paramref name="passwordFile"/>.
    /// </summary>
    /// <exception cref="DevNetException">PostgreSQL is not installed or does not start; nothing is left.</exception>
    public static async Task<(string Folder, string Administrator)> CreateAsync(string groupFolder, string passwordFile)
    {
        var folder = MakeFolder(groupFolder);
        try
        {
            var port = FreePorts.Pick(1)[0].ToString(CultureInfo.InvariantCulture);
            var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
            var secret = Path.Combine(folder, "password");
            WriteSecret(secret, password + "\n");
            WriteSecret(passwordFile, $"127.0.0.1:{port}:*:{User}:{password}\n");
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync("chown", "-R", User, folder);
            }
            await RunAsync(AsUser(Path.Combine(Binaries(), "initdb"), "-D", Data(folder), "-U", User, "--auth=scram-sha-256", "--pwfile=" + secret, "--locale=C", "-E", "UTF8"));
            File.Delete(secret);
            await File.AppendAllTextAsync(
                Path.Combine(Data(folder), "postgresql.conf"),
                $"listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 200\nshared_buffers = 32MB\n");
            await StartAsync(folder);
            return (folder, $"postgres://{User}@127.0.0.1:{port}/{User}");
        }
        catch
        {
            await RemoveAsync(folder);
            throw;
        }
    }

    /// <summary>Starts a cluster that is down.</summary>
    /// <exception cref="DevNetException">It is gone or does not start.</exception>
    public static async Task StartAsync(string folder)
    {
        if (!Directory.Exists(Data(folder)))
        {
            throw new DevNetException($"the group's PostgreSQL cluster {folder} is gone: 'scew dev up --fresh --postgres' makes a new group");
        }
        if (!await IsRunningAsync(folder))
        {
            var log = Path.Combine(folder, "postgres.log");
            var (code, _) = await TryAsync(AsUser(Control(), "-D", Data(folder), "-l", log, "-w", "start"));
            if (code != 0)
            {
                throw new DevNetException($"the group's PostgreSQL cluster does not start: {(File.Exists(log) ? File.ReadLines(log).LastOrDefault() : null)} (its log: {log})");
            }
        }
    }

    /// <summary>Stops a cluster; one that is down or gone stays so. <paramref name="atOnce"/> as a crash would, without ending its sessions.</summary>
    public static async Task StopAsync(string folder, bool atOnce = false)
    {
        if (Directory.Exists(Data(folder)) && await IsRunningAsync(folder))
        {
            await RunAsync(AsUser(Control(), "-D", Data(folder), "-m", atOnce ? "immediate" : "fast", "-w", "stop"));
        }
    }

    /// <summary>Stops a cluster and removes its folder.</summary>
    public static async Task RemoveAsync(string folder)
    {
        await StopAsync(folder, atOnce: true);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string MakeFolder(string groupFolder)
    {
        _ = Binaries();
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var folder = Environment.IsPrivilegedProcess
            ? Path.Combine(Directory.Exists(RootsPlace) ? RootsPlace : Path.GetTempPath(), "scew-dev-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)))
            : Path.Combine(Path.GetFullPath(groupFolder), User);
        return OperatingSystem.IsWindows() ? throw Missing() : Directory.CreateDirectory(folder, owner).FullName;
    }

    private static void WriteSecret(string file, string text)
    {
        File.Delete(file);
        if (SecretFile.CreateNew(file, Encoding.UTF8.GetBytes(text)) is { } problem)
        {
            throw new DevNetException(problem.Message);
        }
    }

    private static async Task<bool> IsRunningAsync(string folder) =>
        File.Exists(Path.Combine(Data(folder), "postmaster.pid")) && (await TryAsync(AsUser(Control(), "-D", Data(folder), "status"))).ExitCode == 0;

    private static string Data(string folder) => Path.Combine(folder, "data");

    private static string Control() => Path.Combine(Binaries(), "pg_ctl");

    // The newest: a folder's name is its version.
    private static string Binaries()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Select(version => Path.Combine(version, "bin")).Concat(ProgramPath.Folders).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb"))) ?? throw Missing();
    }

    private static DevNetException Missing() =>
        new("PostgreSQL's initdb was not found; install it (apt-get install postgresql), or name a server: --postgres postgres://ADMIN@HOST:PORT/postgres");

    private static string[] AsUser(params string[] command) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", "--", .. command] : command;

    private static async Task RunAsync(params string[] command)
    {
        var (code, output) = await TryAsync(command);
        if (code != 0)
        {
            throw new DevNetException($"{string.Join(' ', command)} failed: {output.Trim()}");
        }
    }

    // The server that pg_ctl leaves running must not hold our pipes: its output goes where the shell says.
    private static async Task<(int ExitCode, string Output)> TryAsync(params string[] command)
    {
        var log = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", "log=\"$1\"; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, .. command]) { UseShellExecute = false, WorkingDirectory = "/" };
            using var process = Process.Start(start) ?? throw new DevNetException($"{command[0]} did not start");
            await process.WaitForExitAsync();
            return (process.ExitCode, await File.ReadAllTextAsync(log));
        }
        finally
        {
            File.Delete(log);
        }
    }
}
