using System.Runtime.CompilerServices;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Language;

/// <summary>LANGUAGE.md says what is there.</summary>
public sealed class LanguageTextTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Folder(), "../../../src/Scew.Machines/LANGUAGE.md"));

    [Fact]
    public void ItsExampleIsAMachine()
    {
        var text = Text.Split("```machine\n")[1].Split("```")[0];
        Assert.NotNull(MachineText.Compile(text).Machine);
        Assert.Equal(text, MachineText.Format(text).Text);
    }

    [Theory]
    [InlineData("Words.cs")]
    [InlineData("../Compiling/ExpressionCompiler.Functions.cs")]
    public void EveryWordIsInIt(string file)
    {
        var source = File.ReadAllText(Path.Combine(Folder(), "../../../src/Scew.Machines/Language/Syntax", file));
        var words = file == "Words.cs" ? source.Split('"').Where(static (_, i) => i % 2 == 1) : source.Split("Functions = \"")[1].Split('"')[0].Split(", ");
        foreach (var word in words)
        {
            Assert.True(Text.Contains(word.TrimEnd('s'), StringComparison.Ordinal), word);
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
