using System.Text;
using Scew.Cli;
using Scew.Cli.Output;

namespace Scew.Client.Tests.Cli;

public sealed class ClosedPipeTests
{
    [Fact]
    public async Task AResultThatCannotBeWrittenDoesNotReadAsIfTheCommandHadFailed()
    {
        using var console = new ConsoleRun();
        using var stderr = new StringWriter();
        using var closed = new ClosedPipe();

        var exit = await new ScewConsole(closed, stderr, new StringReader("")).RunAsync(["profile", "list", "--home", console.Home], CancellationToken.None);

        Assert.Equal(ExitCodes.Storage, exit);
        Assert.Contains("the command succeeded", stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AStreamEndsWhenNobodyReadsIt()
    {
        using var closed = new ClosedPipe();
        using var stderr = new StringWriter();

        Assert.Equal(ExitCodes.Storage, Assert.Throws<CliFault>(() => new Printer(closed, stderr, new OutputSettings()).StreamItem([], "line")).ExitCode);
    }

    private sealed class ClosedPipe : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("broken pipe");
    }
}
