using System.Diagnostics;
using System.Security.Cryptography;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>What <c>silo/deploy/release/verify</c> lets through. That a whole release is built twice alike is the command <c>reproduce</c> beside it.</summary>
public sealed class ReleaseVerifyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ReleaseVerifyTests()
    {
        Directory.CreateDirectory(_folder.File("linux-x64"));
        File.WriteAllBytes(_folder.File("linux-x64/scew"), [1, 2, 3, 4, 5, 6, 7, 8]);
        File.WriteAllText(_folder.File("linux-x64/console.spdx.json"), "{}");
        File.WriteAllLines(_folder.File("SHA256SUMS"), new[] { "linux-x64/console.spdx.json", "linux-x64/scew" }.Select(name => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File(name))))}  {name}"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("row", "I11")]
    public async Task AReleaseIsVerifiedAndOneFlippedBitIsNot()
    {
        Assert.Equal(0, (await VerifyAsync()).Exit);
        var program = await File.ReadAllBytesAsync(_folder.File("linux-x64/scew"));
        for (var bit = 0; bit < 8; bit++)
        {
            var changed = (byte[])program.Clone();
            changed[5] ^= (byte)(1 << bit);
            await File.WriteAllBytesAsync(_folder.File("linux-x64/scew"), changed);
            var (exit, error) = await VerifyAsync();
            Assert.Equal(1, exit);
            Assert.Contains("do not run it", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("row", "I11")]
    public async Task AFileTooManyOneTooFewAndAnotherListAreNot()
    {
        var sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(_folder.File("SHA256SUMS"))));
        Assert.Equal(0, (await VerifyAsync(sum)).Exit);
        Assert.Equal(1, (await VerifyAsync(new string('0', 64))).Exit);
        await File.WriteAllTextAsync(_folder.File("linux-x64/libe_sqlite3.so"), "x");
        Assert.Contains("libe_sqlite3.so", (await VerifyAsync()).Error, StringComparison.Ordinal);
        File.Delete(_folder.File("linux-x64/libe_sqlite3.so"));
        File.Delete(_folder.File("linux-x64/console.spdx.json"));
        Assert.Equal(1, (await VerifyAsync()).Exit);
        File.Delete(_folder.File("SHA256SUMS"));
        Assert.Equal(1, (await VerifyAsync()).Exit);
    }

    private async Task<(int Exit, string Error)> VerifyAsync(params string[] more)
    {
        var info = new ProcessStartInfo("bash", [Path.Combine(HowToPage.Root, "silo", "deploy", "release", "verify"), _folder.Path, .. more]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }
}
