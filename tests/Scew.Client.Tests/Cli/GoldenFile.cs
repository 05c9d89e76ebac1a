using System.Runtime.CompilerServices;

namespace Scew.Client.Tests.Cli;

/// <summary>Texts that people and scripts see, beside the tests in <c>Golden/</c>. Written again only when <c>SCEW_REGENERATE_CONSOLE=1</c> says that a change is meant.</summary>
internal static class GoldenFile
{
    public static bool Regenerates => Environment.GetEnvironmentVariable("SCEW_REGENERATE_CONSOLE") == "1";

    public static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", name);

    public static void Check(string name, string text)
    {
        var path = PathOf(name);
        if (Regenerates)
        {
            File.WriteAllText(path, text);
            return;
        }
        var (expected, actual) = (File.ReadAllLines(path), text.Split('\n')[..^1]);
        var at = expected.Zip(actual).TakeWhile(static pair => pair.First == pair.Second).Count();
        Assert.True(at == expected.Length && at == actual.Length,
            $"Golden/{name} differs at line {at + 1}:\n  was: {expected.ElementAtOrDefault(at)}\n  is:  {actual.ElementAtOrDefault(at)}\n"
            + "If the change is meant: SCEW_REGENERATE_CONSOLE=1 dotnet test tests/Scew.Client.Tests --filter FullyQualifiedName~Golden, and look at what git diff shows");
    }
}
