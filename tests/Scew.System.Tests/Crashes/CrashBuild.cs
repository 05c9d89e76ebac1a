using Scew.Client.DevNets;
using Scew.SystemTests.HowTo;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Crashes;

/// <summary>The second build of the silo, with crash points and a clock that tests can set. Made once a test run.</summary>
internal static class CrashBuild
{
    private static readonly Lazy<SiloProgram> Built = new(Build);

    public static SiloProgram Program => Built.Value;

    private static SiloProgram Build()
    {
        SiloBuild.Run("build", "-p:CrashPoints=true");
        return SiloProgram.Find() with { DllPath = Path.Combine(HowToPage.Root, "artifacts", "crash-points", "bin", "Scew.Silo", SiloBuild.Configuration, "scew-silo.dll") };
    }
}
