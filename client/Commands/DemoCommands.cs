using System.CommandLine;
using Scew.Cli.Demo;
using Scew.Cli.Grammar;

namespace Scew.Cli.Commands;

/// <summary><c>demo</c>.</summary>
internal static class DemoCommands
{
    public static Verb Build()
    {
        var folder = new Option<string?>("--state") { Description = "folder of the data (else a temporary one)" };
        return new Verb("demo", "four merchants, till receipts, a double spend, a crash, a liar", (call, cancel) =>
            DemoRun.RunAsync(call.Printer, call.Value(folder), cancel), folder);
    }
}
