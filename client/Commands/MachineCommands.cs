using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines.Language;

namespace Scew.Cli.Commands;

/// <summary><c>machine check|test|format|draw|deploy|show</c>.</summary>
internal static class MachineCommands
{
    private static readonly Argument<string> FilePath = new("FILE") { Description = "a machine text, or the name of one that ships" };

    public static Noun Build()
    {
        var older = new Option<string[]>("--older") { Description = "a text that it migrates from, once for each", AllowMultipleArgumentsPerToken = false };
        var write = new Option<bool>("--write") { Description = "into the file itself" };
        return new Noun("machine", "the rules of an asset's life",
            MachineCheckCommand.Build(FilePath, older),
            MachineTestCommand.Build(FilePath, older),
            new Verb("format", "write a text the one way", (call, _) => Task.FromResult(Format(call, write)), FilePath, write),
            MachineDrawCommand.Build(),
            MachineDeployCommands.Deploy(),
            MachineDeployCommands.Show());
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
}
