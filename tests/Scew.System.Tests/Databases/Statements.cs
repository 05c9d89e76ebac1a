using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Databases;

/// <summary>What members signed, whatever database they have: read from backups, which are SQLite files.</summary>
internal static class Statements
{
    /// <summary>Adds what a merchant's database holds; the merchant may run.</summary>
    public static async Task AddAsync(this SignedStatements statements, RunningGroup group, TempFolder folder, params int[] merchants)
    {
        foreach (var merchant in merchants)
        {
            var file = folder.File(Guid.NewGuid().ToString("N"));
            var backup = await SiloRun.StartAsync("backup", file, "--config", Path.Combine(group.Net.Merchants[merchant].Folder, "silo.json"));
            Assert.True(backup.ExitCode == 0, backup.Error);
            statements.Read(file);
        }
    }
}
