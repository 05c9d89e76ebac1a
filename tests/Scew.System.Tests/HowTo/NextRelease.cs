using Scew.Client.DevNets;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>
/// The release after the one that the tree is: the same source with another version, published as one file as <c>agent.md</c> says, the customers' page beside it. Made once a test run.
/// </summary>
internal static class NextRelease
{
    public const string Version = "0.2.0";

    private static readonly Lazy<string> Published = new(Publish);

    /// <summary>The version of the tree.</summary>
    public static string Before { get; } = typeof(SiloProgram).Assembly.GetName().Version!.ToString(3);

    public static string Program => Path.Combine(Published.Value, "scew-silo");

    public static string Page => Path.Combine(Published.Value, "wwwroot");

    private static string Publish()
    {
        var artifacts = Path.Combine(HowToPage.Root, "artifacts", "next");
        SiloBuild.Run(
            "publish", "--use-current-runtime", "--self-contained", "false", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "-p:Version=" + Version,
            "-p:ArtifactsPath=" + artifacts, "-p:GenerateDocumentationFile=false", "-p:DebugType=none", "-o", Path.Combine(artifacts, "program"));
        return Path.Combine(artifacts, "program");
    }
}
