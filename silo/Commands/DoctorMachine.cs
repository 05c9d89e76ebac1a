using System.Diagnostics;
using System.Globalization;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;

namespace Scew.Silo.Commands;

/// <summary>This machine: disk, ports, limits of the process.</summary>
internal static class DoctorMachine
{
    private const long FewestBytes = 1L << 30;
    private const long FewBytes = 5L << 30;
    private const int SyncRounds = 16;

    // No disk and no battery-backed cache answers so fast: the system keeps it to itself.
    private const double ImpossibleSyncMs = 0.005;

    private static readonly string[] InMemory = ["tmpfs", "ramfs"];
    private static readonly string[] OverNetwork = ["nfs", "nfs4", "cifs", "smb2", "fuse.sshfs"];

    public static void Disk(SiloConfig config, List<DoctorFinding> findings)
    {
        // With a server's database the keys' folder still has the witness, which is synced at every vote.
        var folder = config.Location.Folder is { } data && Directory.Exists(data) ? data : Path.GetDirectoryName(Path.GetFullPath(config.Key))!;
        try
        {
            var drive = DriveOf(folder);
            var text = $"{folder}: {Gib(drive.AvailableFreeSpace)} GiB free on {drive.DriveFormat}";
            findings.Add(
                InMemory.Contains(drive.DriveFormat) ? DoctorFinding.Failed("disk", $"{folder} is in memory ({drive.DriveFormat}): what is signed would be forgotten at the next start of the machine", "choose a folder on a disk")
                : drive.AvailableFreeSpace < FewestBytes ? DoctorFinding.Failed("disk", text, "make room: a silo whose disk is full stops with exit code 74")
                : OverNetwork.Contains(drive.DriveFormat) ? DoctorFinding.Warning("disk", text + ", over the network: locks and syncs may not be what they say", "use a local disk, or PostgreSQL")
                : drive.AvailableFreeSpace < FewBytes ? DoctorFinding.Warning("disk", text, "make room, or set keepHeights")
                : DoctorFinding.Ok("disk", text));
            Sync(folder, findings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            findings.Add(DoctorFinding.Failed("disk", $"{folder} cannot be written: {failure.Message}", "check its owner and the disk"));
        }
    }

    public static void Ports(SiloConfig config, bool isRunning, List<DoctorFinding> findings)
    {
        foreach (var (member, endpoint) in new[] { ("httpListen", config.HttpEndpoint), ("peerListen", config.PeerEndpoint) })
        {
            try
            {
                FreeAddress.Require(member, endpoint);
                findings.Add(isRunning && endpoint.Port != 0 ? DoctorFinding.Warning("ports", $"{endpoint} ({member}) is free although a silo runs with this key", "is that silo's configuration another one?") : DoctorFinding.Ok("ports", $"{endpoint} ({member}) is free"));
            }
            catch (SiloFailure taken)
            {
                findings.Add(isRunning ? DoctorFinding.Ok("ports", $"{endpoint} ({member}) is this merchant's running silo's") : DoctorFinding.Failed("ports", taken.Message, "ss -ltnp shows who has it"));
            }
        }
    }

    public static void Process(List<DoctorFinding> findings)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Descriptors.LimitsFile))
        {
            return;
        }
        using (var handle = File.OpenHandle(Descriptors.LimitsFile))
        {
            var files = Descriptors.SoftLimit(handle);
            findings.Add(files is { } limit && limit < 4096
                ? new DoctorFinding("descriptors", limit < Descriptors.Fewest ? DoctorState.Failed : DoctorState.Warning, $"this shell's programs may open {limit} files and connections", "LimitNOFILE=65536 in the unit, ulimit -n here")
                : DoctorFinding.Ok("descriptors", files is { } many ? $"{many} files and connections" : "no limit on files and connections"));
        }
        var core = File.ReadLines(Descriptors.LimitsFile).FirstOrDefault(static line => line.StartsWith("Max core file size", StringComparison.Ordinal)) ?? "";
        findings.Add(core.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["Max", "core", "file", "size", "0", ..]
            ? DoctorFinding.Ok("core dumps", "none")
            : DoctorFinding.Warning("core dumps", "a program of this shell may leave one, with keys in it", "LimitCORE=0 in the unit, ulimit -c 0 here"));
        if (Environment.IsPrivilegedProcess)
        {
            findings.Add(DoctorFinding.Warning("user", "this is root, which a silo does not need", "give it a user of its own: silo/deploy/systemd"));
        }
    }

    private static void Sync(string folder, List<DoctorFinding> findings)
    {
        var path = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
        var durations = new List<double>(SyncRounds);
        var block = new byte[4096];
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose))
        {
            for (var i = 0; i < SyncRounds; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                file.Write(block);
                file.Flush(flushToDisk: true);
                durations.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }
        durations.Sort();
        var middle = durations[SyncRounds / 2];
        var text = string.Create(CultureInfo.InvariantCulture, $"a write of 4 KiB is on disk after {middle:0.000} ms");
        findings.Add(middle < ImpossibleSyncMs ? DoctorFinding.Warning("sync", text + ", faster than any disk: it may only be in memory", "no eatmydata, no unsafe cache of the virtual disk") : DoctorFinding.Ok("sync", text));
    }

    // The mount that the folder is on: the longest one that its path begins with.
    private static DriveInfo DriveOf(string folder) => DriveInfo.GetDrives().Where(drive => (folder + "/").StartsWith(drive.Name.TrimEnd('/') + "/", StringComparison.Ordinal) || folder.StartsWith(drive.Name, StringComparison.Ordinal))
        .OrderByDescending(static drive => drive.Name.Length).FirstOrDefault() ?? new DriveInfo(folder);

    private static string Gib(long bytes) => (bytes / (double)(1 << 30)).ToString("0.0", CultureInfo.InvariantCulture);
}
