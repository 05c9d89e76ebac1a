using System.Diagnostics;
using System.Globalization;

namespace Scew.Storage.Tests;

/// <summary>A disk on which files may not grow.</summary>
public sealed class SqliteDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("row", "D11")]
    public async Task A_process_whose_files_may_not_grow_stops_with_code_74_and_starts_cleanly_with_room()
    {
        await SqliteReplicaStore.InitializeAsync(_folder.Path, Samples.Genesis, 1);
        // 512-byte blocks; the signal is ignored, so that the write fails as on a full disk. The runtime's own large mappings count as files unless told otherwise.
        var line = $"trap '' XFSZ; ulimit -f 1200; exec dotnet '{typeof(SecondProcess).Assembly.Location}' {SecondProcess.Write} '{_folder.Path}'";
        var start = new ProcessStartInfo("sh", ["-c", line]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.Equal((74, "Failed"), (process.ExitCode, lines[^1]));
        var acknowledged = int.Parse(lines[^2], CultureInfo.InvariantCulture);
        Assert.InRange(acknowledged, 1, 4999);
        await using var store = await SqliteReplicaStore.OpenAsync(_folder.Path, Samples.Genesis, 1);
        Assert.InRange((await store.ReadHeadAsync())!.Height, acknowledged, acknowledged + 1);
        await store.TakeLeaseAsync(Samples.Second);
        await store.WriteSafetyAsync(Samples.Safety(Samples.Second, lease: 1));
    }
}
