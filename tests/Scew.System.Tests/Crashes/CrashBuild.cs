using System.Diagnostics;
using Scew.Client.DevNets;

namespace Scew.SystemTests.Crashes;

/// <summary>The second build of the silo, with crash points and a clock that tests can set. Made once a test run; <c>.ci/test</c> has made it already.</summary>
internal static class CrashBuild
{
    private static readonly Lazy<SiloProgram> Built = new(Build);

    public static SiloProgram Program => Built.Value;

    /// <summary>The repository that this test was built from.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Scew.sln")))
            {
                folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run from their repository");
            }
            return folder.FullName;
        }
    }

    private static SiloProgram Build()
    {
        var normal = SiloProgram.Find();
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string[] arguments =
        [
            "build", Path.Combine(Root, "silo", "Scew.Silo.csproj"), "-p:CrashPoints=true", "-p:RunAnalyzers=false", "--configuration", configuration, "--nologo", "-v", "q",
            "-nodeReuse:false",
        ];
        var info = new ProcessStartInfo(normal.DotnetPath, arguments) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Root };
        // What the test runner sets for itself is not meant for a build.
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "DOTNET_CLI_CONTEXT").ToList())
        {
            info.Environment.Remove(name);
        }
        using var build = Process.Start(info)!;
        var output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.True(build.ExitCode == 0, output);
        return normal with { DllPath = Path.Combine(Root, "artifacts", "crash-points", "bin", "Scew.Silo", configuration, "scew-silo.dll") };
    }
}
