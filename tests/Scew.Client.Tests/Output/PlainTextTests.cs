using Scew.Cli.Output;

namespace Scew.Client.Tests.Output;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Tools & Söhne 🔧", "Tools & Söhne 🔧")]
    [InlineData("a\u001b[2Jb", "a\uFFFD[2Jb")]
    [InlineData("a\nb\rc\td", "a\uFFFDb\uFFFDc\uFFFDd")]
    [InlineData("pay \u202Eecila", "pay \uFFFDecila")]
    [InlineData("a\u2028b\u2029c\u0085d\u200Be", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe")]
    [InlineData(null, "")]
    public void NothingThatSteersATerminalIsLeft(string? text, string clean) => Assert.Equal(clean, PlainText.Clean(text));

    [Fact]
    public void ACellCannotStartAnotherLine()
    {
        var text = new TableView("name", "state").Row("a\nb  certified", "normal").Render();

        Assert.Equal(2, text.Count(c => c == '\n'));
    }

    [Fact]
    public void FaultsAndNotesOfStrangersAreCleaned()
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var printer = new Printer(stdout, stderr, new OutputSettings());

        printer.Note("a\u001b]0;x");
        printer.Failure("pay", new CliFault("refused\u001b", ExitCodes.Refused, "no\u001b") { Why = "because\u001b[1A", Next = "x\u202E", Unchanged = "y\u0007" });
        printer.Success("pay", new CommandOutput(new System.Text.Json.Nodes.JsonObject(), "line\u001b\nline\n") { Warnings = ["w\u001b"], Next = ["n\u001b"] });

        Assert.DoesNotContain(stdout.ToString() + stderr, c => (char.IsControl(c) && c is not ('\n' or '\r')) || c == '\u202E');
        Assert.Equal("line\uFFFD\nline\n", stdout.ToString());
    }
}
