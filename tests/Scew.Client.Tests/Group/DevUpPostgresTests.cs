using System.Text.Json;
using Scew.Client.DevNets;
using Scew.Client.Tests.Cli;

namespace Scew.Client.Tests.Group;

/// <summary><c>dev up --postgres</c>, as one types it. In the collection of the running group only so as not to run beside it.</summary>
[Collection(GroupCollection.Name)]
public sealed class DevUpPostgresTests
{
    [Fact]
    public async Task FourMerchantsOnDatabasesOfTheirOwnServerThatEndsWithThem()
    {
        using var console = new ConsoleRun();
        var folder = Path.Combine(console.Home, "on-postgres");
        try
        {
            var (exit, stdout, stderr) = console.Run("dev", "up", "--postgres", "--state", folder, "--json");
            Assert.True(exit == 0, stdout + stderr);
            var up = JsonDocument.Parse(stdout).RootElement.GetProperty("data");
            var databases = up.GetProperty("databases").EnumerateArray().Select(database => database.GetString()!).ToList();
            Assert.Equal(4, databases.Distinct(StringComparer.Ordinal).Count());
            Assert.All(databases, database => Assert.StartsWith("postgres://", database, StringComparison.Ordinal));
            var bob = up.GetProperty("wallets")[1].GetProperty("id").GetString()!;
            var paid = console.Run("pay", "~/points", bob, "5", "--key", "alice");
            Assert.True(paid.Exit == 0, paid.Error);
            Assert.Empty(Directory.EnumerateFiles(folder, "replica.*.db", SearchOption.AllDirectories));

            Assert.Equal(0, console.Run("dev", "down", "--state", folder).Exit);
            Assert.Equal(7, console.Run("status").Exit);
            var elsewhere = console.Run("dev", "up", "--postgres", "postgres://somebody@127.0.0.1:1/postgres", "--state", folder);
            Assert.Equal(7, elsewhere.Exit);
            Assert.Contains("--fresh", elsewhere.Error, StringComparison.Ordinal);
        }
        finally
        {
            await DevNet.RemoveAsync(new DevNetOptions { Folder = folder });
        }
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void AnAddressWithAPasswordIsRefusedBeforeAnythingIsMade()
    {
        using var console = new ConsoleRun();
        var folder = Path.Combine(console.Home, "none");
        var (exit, _, stderr) = console.Run("dev", "up", "--postgres", "postgres://admin:secret@127.0.0.1:1/postgres", "--state", folder);
        Assert.Equal(2, exit);
        Assert.Contains("password file", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stderr, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }
}
