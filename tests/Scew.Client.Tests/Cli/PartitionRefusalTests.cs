using System.Diagnostics;
using Scew.Client.DevNets;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Cli;

public sealed class PartitionRefusalTests
{
    [Fact]
    public async Task NoSiloOfARealGroupIsCutOff()
    {
        var folder = Directory.CreateTempSubdirectory("scew-earnest-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "genesis.json"), SignedGroup.InEarnest.Encode());
            await File.WriteAllTextAsync(Path.Combine(folder, "silo.json"), """{"genesis":"genesis.json","data":"data","key":"key.json","linkKey":"link.json","peerListen":"127.0.0.1:1","httpListen":"http://127.0.0.1:2"}""");
            using var silo = Process.Start(SiloProgram.Find().StartInfo(["partition", "--config", Path.Combine(folder, "silo.json"), "--ms", "1000"], null))!;
            var error = await silo.StandardError.ReadToEndAsync();
            await silo.WaitForExitAsync();
            Assert.Equal((2, "scew-silo: faults are for groups whose genesis is marked 'dev'; nothing was cut\n"), (silo.ExitCode, error.ReplaceLineEndings("\n")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
