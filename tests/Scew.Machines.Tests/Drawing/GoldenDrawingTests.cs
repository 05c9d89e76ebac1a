using Scew.Machines.Applications;
using Scew.Machines.Drawing;

namespace Scew.Machines.Tests.Drawing;

/// <summary>
/// The pictures of eShare stand beside this file, for people to look at and to see what a change does. They are written again only when <c>SCEW_REGENERATE_DRAWINGS=1</c> says
/// that they were changed on purpose.
/// </summary>
public sealed class GoldenDrawingTests
{
    [Fact]
    public void EShareAsMermaid() => Compare("eshare.mmd", MachineDrawing.Mermaid(EShare.Machine, EShare.Offered));

    [Fact]
    public void EShareAsDot() => Compare("eshare.dot", MachineDrawing.Dot(EShare.Machine, EShare.Offered));

    [Fact]
    public void EShareAsSvg() => Compare("eshare.svg", MachineDrawing.Svg(EShare.Machine, EShare.Offered));

    [Fact]
    public void AllKindsOfArrowsAsSvg() => Compare("library.svg", MachineDrawing.Svg(DrawingSamples.All[^1]));

    private static void Compare(string name, string drawing)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("SCEW_REGENERATE_DRAWINGS") == "1")
        {
            File.WriteAllText(path, drawing);
        }
        Assert.Equal(File.ReadAllText(path), drawing);
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Scew.sln")))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder.FullName, "tests", "Scew.Machines.Tests", "Drawing");
    }
}
