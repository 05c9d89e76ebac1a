using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines.Language;

namespace Scew.Cli.Commands;

/// <summary><c>machine check|format|draw|deploy|show</c>.</summary>
internal static class MachineCommands
{
    private static readonly Argument<string> FilePath = new("FILE") { Description = "a machine text, or the name of one that ships" };

    public static Noun Build()
    {
        var older = new Option<string[]>("--older") { Description = "a text that it migrates from, once for each", AllowMultipleArgumentsPerToken = false };
        var write = new Option<bool>("--write") { Description = "into the file itself" };
        return new Noun("machine", "the rules of an asset's life",
            new Verb("check", "say what is wrong with a machine", (call, _) => Task.FromResult(Check(call, older)), FilePath, older),
            new Verb("format", "write a text the one way", (call, _) => Task.FromResult(Format(call, write)), FilePath, write),
            MachineDrawCommand.Build(),
            MachineDeployCommands.Deploy(),
            MachineDeployCommands.Show());
    }

    private static CommandOutput Check(Call call, Option<string[]> older)
    {
        var path = call.Value(FilePath);
        var machine = MachineFiles.Compile(path, call.Value(older) ?? [], out var warning);
        var data = new JsonObject
        {
            ["machine"] = machine.Title,
            ["name"] = machine.Name,
            ["states"] = Names(machine.States),
            ["finalStates"] = Names(machine.FinalStates),
            ["transitions"] = Names(machine.Transitions.Select(transition => transition.Name)),
            ["cost"] = machine.Transitions.Max(transition => transition.Cost),
            ["faults"] = new JsonArray(),
        };
        var text = CommandOutput.Facts(
            ("machine", machine.Title ?? machine.Name),
            ("name", machine.Name),
            ("states", string.Join(", ", machine.States)),
            ("transitions", string.Join(", ", machine.Transitions.Select(transition => transition.Name))),
            ("cost", machine.Transitions.Max(transition => transition.Cost).ToString(CultureInfo.InvariantCulture) + " operations at most for a step"),
            ("faults", "none"));
        return new CommandOutput(data, text)
        {
            Ids = [machine.Name],
            Warnings = warning is null ? [] : [warning],
            Next = [$"scew machine draw {path}"],
        };
    }

    private static CommandOutput Format(Call call, Option<bool> write)
    {
        var path = call.Value(FilePath);
        var toFile = call.Value(write);
        if (toFile && !File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "check the path");
        }
        var text = MachineFiles.Read(path);
        var (formatted, faults) = MachineText.Format(text);
        if (formatted is null)
        {
            throw MachineFiles.Fault(path, faults, $"scew machine format {path}");
        }
        var changed = formatted != text;
        if (!toFile)
        {
            return new CommandOutput(new JsonObject { ["file"] = path, ["changed"] = changed, ["text"] = formatted }, formatted) { Ids = [MachineText.NameOf(formatted)] };
        }
        if (changed)
        {
            MachineFiles.Write(path, formatted);
        }
        return new CommandOutput(
            new JsonObject { ["file"] = path, ["changed"] = changed },
            CommandOutput.Facts(("file", path), ("changed", changed ? "yes" : "no, it was well formatted")))
        {
            Ids = [MachineText.NameOf(formatted)],
            Next = [$"scew machine check {path}"],
        };
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode?)JsonValue.Create(name))]);
}
