using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines.Checking;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>machine test</c>: lives an asset's life again, step by step as a file says, and tells where it comes out otherwise.</summary>
internal static class MachineTestCommand
{
    public static Verb Build(Argument<string> file, Option<string[]> older)
    {
        var steps = new Option<string>("--steps") { Description = "a step file, such as machine check --save writes", Required = true };
        return new Verb("test", "replay a step file", (call, _) => Task.FromResult(Test(call, file, older, steps)), file, steps, older);
    }

    private static CommandOutput Test(Call call, Argument<string> fileArgument, Option<string[]> older, Option<string> stepsOption)
    {
        var path = call.Value(fileArgument);
        var stepsPath = call.Value(stepsOption)!;
        var machine = MachineFiles.Compile(path, call.Value(older) ?? [], out var warning, out _);
        if (!File.Exists(stepsPath) && !Directory.Exists(stepsPath))
        {
            throw CliFault.NotFound($"there is no file '{stepsPath}'", $"scew machine check {path} --save FOLDER writes some");
        }
        var (script, fault) = StepScript.Parse(MachineFiles.Read(stepsPath, StepScript.MaxLength));
        if (script is null || script.Steps.IsEmpty)
        {
            throw new CliFault(Codes.BadFile, ExitCodes.General, $"{stepsPath} is no step file")
            {
                Why = fault?.ToString() ?? "it has no step",
                Unchanged = "nothing was tried",
                Next = $"scew machine check {path} --save FOLDER writes some",
            };
        }
        var run = script.Run(machine);
        // One line per step, as files have them, but without comments.
        var lines = new StepScript([.. script.Steps.Select(static step => step with { Comments = [] })]).Format().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var table = new TableView("", "");
        var data = new JsonArray();
        for (var i = 0; i < run.Lines.Length; i++)
        {
            var (asExpected, actual) = (run.Lines[i].AsExpected, Outcome(run.Lines[i].Actual));
            table.Row(asExpected ? "ok" : "FAILED", lines[i]);
            if (!asExpected)
            {
                table.Row("", "came to: " + actual);
            }
            data.Add((JsonNode)new JsonObject { ["step"] = lines[i], ["asExpected"] = asExpected, ["actual"] = actual });
        }
        var result = new JsonObject { ["machine"] = machine.Name, ["passed"] = run.Passed, ["steps"] = data };
        if (!run.Passed)
        {
            var failed = Array.FindIndex([.. run.Lines], static line => !line.AsExpected);
            throw new CliFault(Codes.MachineRefused, ExitCodes.Refused, $"step {failed + 1} of {run.Lines.Length} came out otherwise")
            {
                Why = $"expected {Outcome(run.Lines[failed].Step.Expected)}, came to {Outcome(run.Lines[failed].Actual)}",
                Unchanged = "nothing was sent",
                Next = $"correct {path} or {stepsPath}, then the same command",
                Result = table.Render(),
                Details = result,
            };
        }
        return new CommandOutput(result, table.Render()) { Ids = [machine.Name], Warnings = warning is null ? [] : [warning] };
    }

    private static string Outcome(StepOutcome outcome) => outcome.State ?? $"refused {outcome.Code}{(outcome.Message is null ? "" : $" \"{outcome.Message}\"")}";
}
