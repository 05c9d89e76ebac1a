using System.Diagnostics;
using Scew.Client.DevNets;
using Scew.SystemTests.HowTo;

namespace Scew.SystemTests.Support;

/// <summary>Other builds of the silo from this tree, each in a folder of its own below <c>artifacts</c>. <c>.ci/test</c> has made them already, so here they cost a look.</summary>
internal static class SiloBuild
{
    /// <summary>The configuration that these tests were built in.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>Runs <c>dotnet COMMAND silo/Scew.Silo.csproj</c> with more arguments.</summary>
    public static void Run(string command, params string[] more)
    {
        string[] arguments = [command, Path.Combine(HowToPage.Root, "silo", "Scew.Silo.csproj"), .. more, "-p:RunAnalyzers=false", "--configuration", Configuration, "--nologo", "-v", "q", "-nodeReuse:false"];
        var info = new ProcessStartInfo(SiloProgram.Find().DotnetPath, arguments) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = HowToPage.Root };
        // What the test runner sets for itself is not meant for a build.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "DOTNET_CLI_CONTEXT").ToList())
        {
            info.Environment.Remove(name);
        }
        using var build = Process.Start(info)!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, output);
    }
}
