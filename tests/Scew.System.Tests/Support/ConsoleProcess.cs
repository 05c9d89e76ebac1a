using System.Diagnostics;
using Scew.Client.DevNets;

namespace Scew.SystemTests.Support;

/// <summary>The console <c>scew</c> as a process, with a home of its own: what an operator or a customer sees of a running group.</summary>
internal sealed class ConsoleProcess : IDisposable
{
    private readonly TempFolder _home = new();

    /// <summary>A console that knows a group by its addresses and its genesis hash.</summary>
    public static async Task<ConsoleProcess> ForAsync(RunningGroup group)
    {
        var console = new ConsoleProcess();
        var merchants = group.Net.Merchants.SelectMany(merchant => new[] { "--merchant", merchant.Url.ToString() });
        var added = await console.RunAsync(["profile", "add", "tested", "--genesis", group.Genesis.ToString(), .. merchants]);
        Assert.True(added.ExitCode == 0, added.Error);
        return console;
    }

    /// <summary>A file of this console's user.</summary>
    public string File(string name) => _home.File(name);

    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>With what a user types or pipes in.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunWithInputAsync(string input, params string[] arguments)
    {
        var silo = SiloProgram.Find();
        var folder = Path.GetDirectoryName(silo.DllPath)!;
        var dll = Path.Combine(folder, "..", "..", "Scew.Console", Path.GetFileName(folder), "scew.dll");
        var info = new ProcessStartInfo(silo.DotnetPath, [dll, .. arguments, "--home", _home.File("home")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(info)!;
        try
        {
            await process.StandardInput.WriteAsync(input);
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

    public void Dispose() => _home.Dispose();
}
