using System.Diagnostics;
using Scew.Client.DevNets;

namespace Scew.WebTests;

/// <summary>The console <c>scew</c> as a process, with a home of its own, that knows one group by its genesis hash.</summary>
internal sealed class RealConsole : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("scew-web-home-");

    public static async Task<RealConsole> ForAsync(RealGroup group)
    {
        var console = new RealConsole();
        var merchants = group.Net.Merchants.SelectMany(merchant => new[] { "--merchant", merchant.Url.ToString() });
        var (exit, _, error) = await console.RunAsync(["profile", "add", "tested", "--genesis", group.Client.Verifier.Group.Genesis.ToString(), .. merchants]);
        Assert.True(exit == 0, error);
        return console;
    }

    public async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var silo = SiloProgram.Find();
        var folder = Path.GetDirectoryName(silo.DllPath)!;
        var dll = Path.Combine(folder, "..", "..", "Scew.Console", Path.GetFileName(folder), "scew.dll");
        var info = new ProcessStartInfo(silo.DotnetPath, [dll, .. arguments, "--home", _home.FullName])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        try
        {
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    public void Dispose() => _home.Delete(recursive: true);
}
