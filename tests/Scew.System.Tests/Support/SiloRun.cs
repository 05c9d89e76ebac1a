using System.Diagnostics;
using Scew.Client.DevNets;

namespace Scew.SystemTests.Support;

/// <summary>One start of <c>scew-silo</c> that is expected to end by itself.</summary>
internal sealed record SiloRun(int ExitCode, string Error)
{
    /// <summary>What it wrote to its standard output.</summary>
    public string Output { get; init; } = "";

    public static Task<SiloRun> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>Behind another command, such as <c>prlimit --nofile=256</c>.</summary>
    public static async Task<SiloRun> StartAsync(IReadOnlyList<string> wrapper, string[] arguments)
    {
        using var process = Process.Start(SiloProgram.Find().StartInfo(arguments, null, wrapper))!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            var shown = await output;
            await process.WaitForExitAsync(limit.Token);
            return new SiloRun(process.ExitCode, error) { Output = shown };
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    public static Task<SiloRun> RunAsync(string config) => StartAsync("run", "--config", config);

    /// <summary>Fails unless it ended with this code and one clear line that holds all of <paramref name="words"/>.</summary>
    public void Refused(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}: {Error}");
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), one => one.StartsWith("scew-silo: ", StringComparison.Ordinal));
        foreach (var word in words)
        {
            Assert.Contains(word, line, StringComparison.Ordinal);
        }
    }
}
