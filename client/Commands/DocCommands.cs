using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;

namespace Scew.Cli.Commands;

/// <summary><c>doc exit-codes</c>.</summary>
internal static class DocCommands
{
    public static Noun Build() => new("doc", "reference pages",
        new Verb("exit-codes", "what the process returns to the shell", (_, _) => Task.FromResult(ExitCodesPage())));

    private static CommandOutput ExitCodesPage()
    {
        var table = new TableView("exit code", "meaning") { RightAligned = new HashSet<int> { 0 } };
        var data = new JsonArray();
        foreach (var (code, meaning) in ExitCodes.Table)
        {
            table.Row(code.ToString(CultureInfo.InvariantCulture), meaning);
            data.Add((JsonNode)new JsonObject { ["exitCode"] = code, ["meaning"] = meaning });
        }
        return new CommandOutput(data, table.Render());
    }
}
