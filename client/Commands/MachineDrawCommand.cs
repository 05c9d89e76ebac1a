using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines;
using Scew.Machines.Applications;
using Scew.Machines.Drawing;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>machine draw</c>: of a text, of a machine that ships or is deployed, or of an asset with the state that it is in.</summary>
internal static class MachineDrawCommand
{
    private const string Mermaid = "mermaid";
    private const string Dot = "dot";
    private const string Svg = "svg";

    private static readonly Argument<string> Target = new("FILE|ASSET") { Description = "a machine text, the name of a machine, or an asset (~/NAME for one of your own)" };

    public static Verb Build()
    {
        var format = new Option<string?>("--format") { Description = "mermaid, dot or svg (else what the name of --out says, else mermaid)" };
        format.AcceptOnlyFromAmong(Mermaid, Dot, Svg);
        var file = new Option<string?>("--out") { Description = "a file to write, instead of stdout" };
        var key = KeyRing.KeyOption();
        return new Verb("draw", "a picture of every state and transition", (call, cancel) => DrawAsync(call, format, file, key, cancel), Target, format, file, key);
    }

    private static async Task<CommandOutput> DrawAsync(Call call, Option<string?> formatOption, Option<string?> fileOption, Option<string?> key, CancellationToken cancellation)
    {
        var target = call.Value(Target);
        var file = call.Value(fileOption);
        var format = call.Value(formatOption) ?? FormatOf(file);
        var (machine, state) = await FindAsync(call, target, key, cancellation);
        var drawing = format switch
        {
            Svg => MachineDrawing.Svg(machine, state),
            Dot => MachineDrawing.Dot(machine, state),
            _ => MachineDrawing.Mermaid(machine, state),
        };
        var data = new JsonObject { ["machine"] = machine.Name, ["state"] = state, ["format"] = format };
        if (file is null)
        {
            data["drawing"] = drawing;
            return new CommandOutput(data, drawing) { Ids = [machine.Name] };
        }
        MachineFiles.Write(file, drawing);
        data["file"] = Path.GetFullPath(file);
        return new CommandOutput(data, CommandOutput.Facts(("machine", machine.Name), ("state", state ?? "none marked"), ("format", format), ("file", Path.GetFullPath(file)))) { Ids = [machine.Name] };
    }

    private static async Task<(Machine Machine, string? State)> FindAsync(Call call, string target, Option<string?> key, CancellationToken cancellation)
    {
        if (File.Exists(target) || ShippedTexts.Find(target) is not null)
        {
            return (MachineFiles.Compile(target, [], out _, out _), null);
        }
        if (MachineCatalog.Shipped.Find(target) is { } shipped)
        {
            return (shipped, null);
        }
        var isName = Digest.TryParse(target, out _);
        if (!isName && !target.StartsWith("~/", StringComparison.Ordinal) && !IdRules.IsValid(target))
        {
            throw CliFault.NotFound($"there is no file '{target}'", "scew machine draw FILE, or an asset's id");
        }
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var shelf = new MachineShelf(session);
        if (isName)
        {
            return (await shelf.RequireAsync(target, cancellation), null);
        }
        var ring = new KeyRing(call, session.Profile);
        var id = Ids.Expand(target, () => ring.AccountOf(ring.Choose(call.Value(key))));
        var (register, _, _) = await AssetViews.FindAsync(session, id, cancellation);
        return (await shelf.RequireAsync(register.Contract, cancellation), register.State);
    }

    private static string FormatOf(string? file) => Path.GetExtension(file) switch
    {
        ".svg" => Svg,
        ".dot" or ".gv" => Dot,
        ".mmd" or ".mermaid" or ".md" or "" or null => Mermaid,
        var other => throw CliFault.Usage($"no picture is written as '{other}'", "a name that ends in .svg, .dot or .mmd, or say --format"),
    };
}
