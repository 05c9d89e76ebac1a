using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Scew.Client.DevNets;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>What systemd hears of a silo, and what its health command says.</summary>
public sealed class ServiceNoticeTests(DoctorBench bench) : IClassFixture<DoctorBench>
{
    [Fact]
    public async Task ReadyThenTheWatchdogThenStopping()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(bench.At("notify")));
        var config = bench.Config.DeepClone();
        config["passphraseFile"] = "passphrase";
        await File.WriteAllTextAsync(bench.At("silo.json"), config.ToJsonString());
        var info = SiloProgram.Find().StartInfo(["run", "--config", bench.At("silo.json")], bench.At("silo.log"));
        info.Environment["NOTIFY_SOCKET"] = bench.At("notify");
        info.Environment["WATCHDOG_USEC"] = "300000";
        using var silo = Process.Start(info)!;
        try
        {
            string first;
            while ((first = await HearAsync(socket, silo)) == "WATCHDOG=1")
            {
                // It starts.
            }
            Assert.Equal("READY=1", first);
            Assert.Equal("WATCHDOG=1", await HearAsync(socket, silo));
            Assert.Equal("WATCHDOG=1", await HearAsync(socket, silo));
            var live = await SiloRun.StartAsync("health", "--config", bench.At("silo.json"));
            Assert.True(live.ExitCode == 0, live.Error);
            var (exit, checks) = await bench.LookAsync();
            Assert.True(exit == 0, checks.ToString());
            Assert.All(checks.Where(one => one!["name"]!.ToString() == "ports"), one => Assert.Contains("running silo's", one!["message"]!.ToString(), StringComparison.Ordinal));
            using (var kill = Process.Start("kill", ["-TERM", silo.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await kill.WaitForExitAsync();
            }
            var word = "";
            while (word != "STOPPING=1")
            {
                word = await HearAsync(socket, silo);
            }
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await silo.WaitForExitAsync(limit.Token);
            Assert.Equal(0, silo.ExitCode);
            Assert.DoesNotContain("BackgroundService", await File.ReadAllTextAsync(bench.At("silo.log")), StringComparison.Ordinal);
            (await SiloRun.StartAsync("health", "--config", bench.At("silo.json"))).Refused(1, "does not answer");
        }
        finally
        {
            if (!silo.HasExited)
            {
                silo.Kill();
            }
        }
    }

    private async Task<string> HearAsync(Socket socket, Process silo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[64];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"nothing was said; ended: {silo.HasExited}; {await File.ReadAllTextAsync(bench.At("silo.log"))}");
            return "";
        }
    }
}
