using System.Globalization;
using Scew.Protocol.Registers;

namespace Scew.Storage.Tests;

/// <summary>Two real processes on one data folder.</summary>
public sealed class SqliteProcessTests
{
    [Fact]
    public async Task A_second_process_is_refused_and_the_lock_ends_with_its_holder()
    {
        using var folder = new TempFolder();
        await SqliteReplicaStore.InitializeAsync(folder.Path, Samples.Genesis, 1);
        using var holder = SecondProcess.Start(SecondProcess.Hold, folder.Path);
        Assert.Equal("open", await holder.StandardOutput.ReadLineAsync());
        using (var refused = SecondProcess.Start(SecondProcess.Hold, folder.Path))
        {
            Assert.Equal("InUse", await refused.StandardOutput.ReadLineAsync());
            await refused.WaitForExitAsync();
            Assert.Equal(74, refused.ExitCode);
        }
        var failure = await Assert.ThrowsAsync<StoreException>(() => SqliteReplicaStore.OpenAsync(folder.Path, Samples.Genesis, 1));
        Assert.Equal(StoreFault.InUse, failure.Fault);
        holder.Kill();
        await holder.WaitForExitAsync();
        await using var store = await SqliteReplicaStore.OpenAsync(folder.Path, Samples.Genesis, 1);
    }

    [Fact]
    public async Task A_killed_process_loses_nothing_that_it_had_acknowledged()
    {
        using var folder = new TempFolder();
        await SqliteReplicaStore.InitializeAsync(folder.Path, Samples.Genesis, 1);
        using var writer = SecondProcess.Start(SecondProcess.Write, folder.Path);
        Assert.Equal("open", await writer.StandardOutput.ReadLineAsync());
        var acknowledged = 0;
        while (acknowledged < 50)
        {
            acknowledged = int.Parse((await writer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        }
        writer.Kill();
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged = int.TryParse(line, CultureInfo.InvariantCulture, out var last) ? Math.Max(acknowledged, last) : acknowledged;
        }
        await writer.WaitForExitAsync();

        await using var store = await SqliteReplicaStore.OpenAsync(folder.Path, Samples.Genesis, 1);
        var height = (await store.ReadHeadAsync())!.Height;
        Assert.True(height >= acknowledged);
        Assert.Equal(height, (await store.ReadHistoryAsync()).Above.Length);
        Assert.Equal(height, (await store.ReadRegisterAsync(new RegisterKey(RegisterKind.Wallet, "a")))!.Version);
        Assert.Equal(height, (await store.ReadRegisterAsync(new RegisterKey(RegisterKind.Wallet, "b")))!.Version);
        // A chain comes in pieces of bounded length.
        long read = 0;
        while (read < height)
        {
            read += (await store.ReadChainAsync(read + 1, long.MaxValue))!.Blocks.Length;
        }
        Assert.Equal(height, read);
    }
}
