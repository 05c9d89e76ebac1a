using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines;
using Scew.Machines.Checking;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>machine check</c>: faults of the text first; without any, what goes wrong in some life of an asset, each finding with the steps that show it.</summary>
internal static class MachineCheckCommand
{
    private const string Deployment = "deployment";
    private const string Thorough = "thorough";
    private const int SubjectLength = 40;

    public static Verb Build(Argument<string> file, Option<string[]> older)
    {
        var save = new Option<string?>("--save") { Description = "a folder for the steps that show each finding, as files that machine test replays" };
        var bounds = new Option<string?>("--bounds") { Description = "how far to look: thorough (else), or deployment, which is what the group looks at" };
        bounds.AcceptOnlyFromAmong(Thorough, Deployment);
        return new Verb("check", "say what is wrong with a machine", (call, _) => Task.FromResult(Check(call, file, older, save, bounds)), file, older, save, bounds);
    }

    private static CommandOutput Check(Call call, Argument<string> fileArgument, Option<string[]> older, Option<string?> save, Option<string?> bounds)
    {
        var path = call.Value(fileArgument);
        var machine = MachineFiles.Compile(path, call.Value(older) ?? [], out var warning, out var find);
        var report = MachineChecker.Check(machine, call.Value(bounds) == Deployment ? CheckBounds.Deployment : CheckBounds.Thorough, find);
        var files = call.Value(save) is { } folder ? Save(report, folder) : new string?[report.Findings.Length];
        var data = Data(machine, report, files);
        var text = Text(machine, report, files);
        var test = files.FirstOrDefault(static file => file is not null) is { } saved
            ? $"scew machine test {path} --steps {saved}{string.Concat((call.Value(older) ?? []).Select(static file => " --older " + file))}"
            : null;
        if (report.HasErrors)
        {
            var first = report.Findings[0];
            throw new CliFault(Codes.MachineRefused, ExitCodes.Refused, $"{machine.Title ?? machine.Name} does not pass its checks: {Count(report)}")
            {
                Why = $"{first.Code} {first.Subject}: {first.Message}",
                Unchanged = "nothing was sent",
                Next = test ?? $"correct {path}, or keep the steps: scew machine check {path} --save FOLDER",
                Result = text,
                Details = data,
            };
        }
        return new CommandOutput(data, text)
        {
            Ids = [machine.Name],
            Warnings = warning is null ? [] : [warning],
            Next = test is null ? [$"scew machine draw {path}"] : [test, $"scew machine draw {path}"],
        };
    }

    private static JsonObject Data(Machine machine, CheckReport report, string?[] files) => new()
    {
        ["machine"] = machine.Title,
        ["name"] = machine.Name,
        ["states"] = Names(machine.States),
        ["finalStates"] = Names(machine.FinalStates),
        ["transitions"] = Names(machine.Transitions.Select(static transition => transition.Name)),
        ["cost"] = Cost(machine),
        ["explored"] = new JsonObject
        {
            ["exhaustive"] = report.Explored.IsExhaustive,
            ["situations"] = report.Explored.Situations,
            ["attempts"] = report.Explored.Attempts,
            ["depth"] = report.Explored.Depth,
            ["walks"] = report.Explored.Walks,
            ["operations"] = report.Explored.Operations,
        },
        ["findings"] = new JsonArray([.. report.Findings.Select((finding, index) => (JsonNode)new JsonObject
        {
            ["severity"] = finding.SeverityName,
            ["code"] = finding.Code,
            ["subject"] = finding.Subject,
            ["message"] = finding.Message,
            ["steps"] = Names(finding.Lines),
            ["file"] = files[index],
        })]),
        ["notes"] = Names(report.Notes),
    };

    private static string Text(Machine machine, CheckReport report, string?[] files)
    {
        var text = new StringBuilder(CommandOutput.Facts(
            ("machine", machine.Title ?? machine.Name),
            ("name", machine.Name),
            ("states", string.Join(", ", machine.States)),
            ("transitions", string.Join(", ", machine.Transitions.Select(static transition => transition.Name))),
            ("cost", Cost(machine).ToString(CultureInfo.InvariantCulture) + " operations at most for a step"),
            ("looked at", report.Explored.ToString()),
            ("findings", Count(report))));
        for (var i = 0; i < report.Findings.Length; i++)
        {
            text.Append('\n').Append(PlainText.Clean(report.Findings[i].ToString())).Append('\n');
            foreach (var step in report.Findings[i].Lines)
            {
                text.Append("  ").Append(PlainText.Clean(step)).Append('\n');
            }
            if (files[i] is { } file)
            {
                text.Append("  saved as ").Append(PlainText.Clean(file)).Append('\n');
            }
        }
        foreach (var note in report.Notes)
        {
            text.Append("\nnote ").Append(PlainText.Clean(note)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Per finding the file of its steps; null where there are none.</summary>
    private static string?[] Save(CheckReport report, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new string?[report.Findings.Length];
        for (var i = 0; i < files.Length; i++)
        {
            var finding = report.Findings[i];
            if (!finding.Steps.IsEmpty)
            {
                files[i] = Path.Combine(folder, $"{i + 1:00}-{finding.Code}-{FileName(finding.Subject)}.steps");
                MachineFiles.Write(files[i]!, finding.Script.Format());
            }
        }
        return files;
    }

    private static string FileName(string subject)
    {
        var name = string.Concat(subject.Take(SubjectLength).Select(static character => char.IsAsciiLetterOrDigit(character) || character == '_' ? character : '-'));
        return name.TrimEnd('-');
    }

    private static int Cost(Machine machine) => machine.Transitions.Max(static transition => transition.Cost);

    private static string Count(CheckReport report)
    {
        var errors = report.Findings.Count(static finding => finding.Severity == CheckSeverity.Error);
        var warnings = report.Findings.Length - errors;
        return (errors, warnings) switch
        {
            (0, 0) => "none",
            (_, 0) => Plural(errors, "error"),
            (0, _) => Plural(warnings, "warning"),
            _ => $"{Plural(errors, "error")}, {Plural(warnings, "warning")}",
        };
    }

    private static string Plural(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(static name => (JsonNode?)JsonValue.Create(name))]);
}
