using System.Security.Cryptography;
using Scew.Client.Tests.Cli;

namespace Scew.Client.Tests.Group;

/// <summary><c>replica inspect --offline</c> of a real silo's database, stopped and killed.</summary>
[Collection(GroupCollection.Name)]
public sealed class InspectTests(RunningGroup group)
{
    private string Data => Path.Combine(group.Net.Merchants[3].Folder, "data");

    [Fact]
    public async Task AStoppedReplicaTellsWhereItStandsAndIsLeftAsItWas()
    {
        var running = group.Console.Run("replica", "inspect", "--offline", Data);
        Assert.Equal((1, ""), (running.Exit, running.Out));
        Assert.Contains("is in use by another process", running.Error, StringComparison.Ordinal);
        var damaged = Path.Combine(group.Console.Home, "damaged.db");
        await group.Net.StopAsync(3);
        try
        {
            var before = Files();
            var (exit, stdout, stderr) = group.Console.Run("replica", "inspect", "--offline", Data, "--check", "--json");
            Assert.True(exit == 0, stdout + stderr);
            var found = GoodCallTests.AssertEnvelope(stdout);
            Assert.Equal((group.Net.Genesis.Document.Hash().ToString(), 3, 0), (found["genesis"]!.ToString(), found["member"]!.GetValue<int>(), found["epoch"]!.GetValue<int>()));
            Assert.True(found["complete"]!.GetValue<bool>());
            Assert.Equal(found["applied"]!.GetValue<long>(), found["height"]!.GetValue<long>());
            Assert.True(found["newestHeight"]!.GetValue<long>() >= found["height"]!.GetValue<long>());
            Assert.True(found["lease"]!.GetValue<long>() >= found["floor"]!.GetValue<long>());
            Assert.Equal((0, found["newestSchema"]!.GetValue<int>()), (found["journalBytes"]!.GetValue<int>(), found["schema"]!.GetValue<int>()));
            Assert.All(new[] { "votes", "blocks", "certificates", "sizeBytes" }, member => Assert.True(found[member]!.GetValue<long>() > 0, member));
            Assert.Equal(before, Files());
            Assert.Contains("chain, registers and tallies are complete", group.Console.Run("replica", "inspect", "--offline", Data, "--check").Out, StringComparison.Ordinal);
            File.Copy(Directory.EnumerateFiles(Data, "replica.*.db").Single(), damaged);
            ACopyIsReadWithoutALock();
            WhatCannotBeOpenedIsNotDamaged(damaged);
        }
        finally
        {
            await group.Net.RestartAsync(3);
        }
        using (var file = new FileStream(damaged, FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.Write(RandomNumberGenerator.GetBytes((int)(file.Length / 3)));
        }
        var broken = group.Console.Run("replica", "inspect", "--offline", damaged, "--check");
        Assert.Equal(74, broken.Exit);
        Assert.Contains("the database is damaged", broken.Error, StringComparison.Ordinal);
    }

    private void ACopyIsReadWithoutALock()
    {
        var copy = Directory.CreateDirectory(Path.Combine(group.Console.Home, "copy")).FullName;
        var database = Directory.EnumerateFiles(Data, "replica.*.db").Single();
        File.Copy(database, Path.Combine(copy, Path.GetFileName(database)));
        var read = group.Console.Run("replica", "inspect", "--offline", copy, "--check");
        Assert.True(read.Exit == 0, read.Error);
        Assert.Equal([Path.GetFileName(database)], Directory.EnumerateFileSystemEntries(copy).Select(Path.GetFileName));
    }

    // A journal whose index cannot be made: not even this process, which may be root's, opens that.
    private void WhatCannotBeOpenedIsNotDamaged(string sound)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var shut = Path.Combine(group.Console.Home, "shut.db");
        File.Copy(sound, shut);
        File.WriteAllBytes(shut + "-wal", new byte[4096]);
        File.CreateSymbolicLink(shut + "-shm", Path.Combine(group.Console.Home, "nowhere", "index"));
        var unread = group.Console.Run("replica", "inspect", "--offline", shut);
        Assert.Equal((1, ""), (unread.Exit, unread.Out));
        Assert.Contains("the database cannot be read", unread.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("recover", unread.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKilledReplicaLeavesAJournalThatIsReadAndStays()
    {
        group.Net.Kill(3);
        try
        {
            var before = Files();
            var (exit, stdout, stderr) = group.Console.Run("replica", "inspect", "--offline", Data, "--json");
            Assert.True(exit == 0, stdout + stderr);
            var found = GoodCallTests.AssertEnvelope(stdout);
            Assert.True(found["journalBytes"]!.GetValue<long>() > 0);
            Assert.True(found["applied"]!.GetValue<long>() > 0);
            Assert.Null(found["complete"]);
            Assert.Equal(before, Files());
        }
        finally
        {
            await group.Net.RestartAsync(3);
        }
    }

    [Fact]
    public void WhatIsNotThereIsSaid()
    {
        Assert.Equal(3, group.Console.Run("replica", "inspect", "--offline", Path.Combine(group.Console.Home, "none")).Exit);
        var empty = group.Console.Run("replica", "inspect", "--offline", group.Console.Home);
        Assert.Equal((1, ""), (empty.Exit, empty.Out));
        Assert.Contains("There is no database in", empty.Error, StringComparison.Ordinal);
        Assert.Equal(2, group.Console.Run("replica", "inspect", "--offline", "postgres://a@b/c").Exit);
    }

    // Without the index of a journal, which every reader makes anew, and without the folder's lock.
    private string Files() => string.Join('\n', Directory.EnumerateFiles(Data, "replica.*").Where(static file => !file.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(static file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"));
}
