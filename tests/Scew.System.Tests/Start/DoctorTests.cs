using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Data.Sqlite;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>Each thing that the doctor looks at, right and broken.</summary>
public sealed class DoctorTests(DoctorBench bench) : IClassFixture<DoctorBench>
{
    [Fact]
    public async Task WhereAllIsRightNothingFailsAndEverythingWasLookedAt()
    {
        var (exit, checks) = await bench.LookAsync(config => config["passphraseFile"] = "passphrase");
        Assert.True(exit == 0, checks.ToString());
        Assert.Contains(checks, one => one!["name"]!.ToString() == "keys" && one["state"]!.ToString() == "ok");
        string[] looked = ["configuration", "genesis", "permissions", "keys", "merchant", "database", "disk", "sync", "ports", "descriptors", "core dumps", "merchants", "clock", "versions"];
        Assert.Empty(looked.Except(checks.Select(one => one!["name"]!.ToString())));
        var shown = await SiloRun.StartAsync("doctor", "--config", await ConfigFileAsync());
        Assert.Contains("ok       clock", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public Task AWrongConfigurationIsAllThatIsSaid() => bench.FindsAsync("configuration", "failed", ["did you mean 'linkKey'"], config => config["linkKye"] = "x");

    [Fact]
    public async Task SecretsThatOthersCanRead()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Copy(bench.At("passphrase"), bench.At("open-passphrase"));
            File.SetUnixFileMode(bench.At("open-passphrase"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            await bench.FindsAsync("permissions", "failed", ["open-passphrase"], config => config["passphraseFile"] = "open-passphrase");
        }
    }

    [Fact]
    public async Task KeysThatDoNotOpenOrBelongToAnotherMerchant()
    {
        await File.WriteAllTextAsync(bench.At("wrong"), "not the passphrase");
        TempFolder.OnlyForOwner(bench.At("wrong"));
        await bench.FindsAsync("keys", "failed", ["signing.key.json"], config => config["passphraseFile"] = "wrong");
        await bench.FindsAsync("keys", "unknown", ["not opened"]);
        await bench.FindsAsync("merchant", "failed", ["link key is not the one"], config => config["linkKey"] = "other-link.key.json");
    }

    [Fact]
    public async Task AMissingDatabaseAndOneThatSomebodyChanged()
    {
        await bench.FindsAsync("database", "failed", ["no database"], config => config["data"] = "nowhere");
        Directory.CreateDirectory(bench.At("changed"));
        File.Copy(Path.Combine(bench.At("data"), "replica.1.db"), Path.Combine(bench.At("changed"), "replica.1.db"));
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(bench.At("changed"), "replica.1.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = DELETE";
            await command.ExecuteScalarAsync();
        }
        await bench.FindsAsync("database", "failed", ["journal_mode is delete, not wal"], config => config["data"] = "changed");
    }

    [Fact]
    public async Task ADatabaseInMemory()
    {
        if (!Directory.Exists("/dev/shm"))
        {
            return;
        }
        var folder = Directory.CreateDirectory("/dev/shm/scew-doctor-" + Guid.NewGuid().ToString("N"));
        try
        {
            File.Copy(Path.Combine(bench.At("data"), "replica.1.db"), Path.Combine(folder.FullName, "replica.1.db"));
            await bench.FindsAsync("disk", "failed", ["in memory (tmpfs)"], config => config["data"] = folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task APortThatIsTaken()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await bench.FindsAsync("ports", "failed", ["peerListen", "in use"], config => config["peerListen"] = taken.LocalEndpoint.ToString());
    }

    [Theory]
    [InlineData(-400, -2, "127.0.0.1", "failed", "and not now")]
    [InlineData(-400, 10, "127.0.0.1", "warning", "it ends on")]
    [InlineData(-1, 400, "192.0.2.1", "warning", "it is not for 127.0.0.1")]
    public async Task ACertificateThatEndsOrIsForAnother(int fromDays, int toDays, string address, string state, string word)
    {
        var file = $"https-{Guid.NewGuid():N}.p12";
        using (var key = RSA.Create(2048))
        {
            var request = new CertificateRequest("CN=m0", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Parse(address));
            request.CertificateExtensions.Add(names.Build());
            var now = TimeProvider.System.GetUtcNow();
            using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
            await File.WriteAllBytesAsync(bench.At(file), made.Export(X509ContentType.Pkcs12));
            TempFolder.OnlyForOwner(bench.At(file));
        }
        await bench.FindsAsync("certificate", state, [word], config => config["certificate"] = file);
    }

    [Fact]
    public async Task OneLyingClockMovesNothingAndTwoThatAgreeAreBelieved()
    {
        try
        {
            bench.Others[0].ClockAhead = TimeSpan.FromHours(3);
            var (exit, checks) = await bench.LookAsync();
            Assert.Equal(0, exit);
            Assert.Contains(checks, one => one!["name"]!.ToString() == "clock" && one["state"]!.ToString() == "ok");
            bench.Others[1].ClockAhead = TimeSpan.FromHours(3);
            await bench.FindsAsync("clock", "failed", ["the others' is +1"]);
        }
        finally
        {
            bench.Others.ForEach(other => other.ClockAhead = TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task AnotherProgramAndOnesThatDoNotAnswer()
    {
        try
        {
            bench.Others[2].Version = "9.9.9";
            await bench.FindsAsync("versions", "warning", ["m3 9.9.9"]);
            bench.Others[0].Silent = true;
            await bench.FindsAsync("merchants", "warning", ["no answer from m1"]);
            bench.Others[1].Silent = true;
            await bench.FindsAsync("merchants", "warning", ["the group orders nothing without 3"]);
            bench.Others[2].Silent = true;
            await bench.FindsAsync("merchants", "unknown", ["none of the others answers"]);
        }
        finally
        {
            bench.Others.ForEach(other => (other.Silent, other.Version) = (false, "0.1.0"));
        }
    }

    private async Task<string> ConfigFileAsync()
    {
        await File.WriteAllTextAsync(bench.At("silo.json"), bench.Config.ToJsonString());
        return bench.At("silo.json");
    }
}
