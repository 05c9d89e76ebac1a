using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Machines.Language;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>machine deploy|show</c>: machines in the group.</summary>
internal static class MachineDeployCommands
{
    private static readonly Argument<string> FilePath = new("FILE") { Description = "a machine text, or the name of one that ships" };
    private static readonly Argument<string> Name = new("MACHINE") { Description = "the hash of a deployed machine, 43 characters" };

    public static Verb Deploy()
    {
        var key = KeyRing.KeyOption();
        var password = KeyRing.PasswordFileOption();
        return new Verb("deploy", "let assets of the group follow a machine, named by the hash of its text", (call, cancel) => DeployAsync(call, key, password, cancel), [FilePath, Acting.DryRun, .. KeyRing.Signing(key, password)]);
    }

    public static Verb Show() => new("show", "the text of a deployed machine, and who deployed it", ShowAsync, Name);

    private static async Task<CommandOutput> DeployAsync(Call call, Option<string?> keyOption, Option<string?> password, CancellationToken cancellation)
    {
        var path = call.Value(FilePath);
        var text = MachineFiles.Read(path);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var shelf = new MachineShelf(session);
        var older = MachineText.MigratesFrom(text);
        foreach (var source in older)
        {
            await shelf.RequireAsync(source, cancellation);
        }
        var compiled = MachineText.Compile(text, shelf.Known);
        if (compiled.Machine is not { } machine)
        {
            throw MachineFiles.Fault(path, compiled.Faults, $"scew machine check {path}");
        }
        if (await shelf.RegisterAsync(machine.Name, cancellation) is { } there)
        {
            return Output(machine.Name, machine.Title ?? machine.Name, there.Owner.ToString(), isNew: false);
        }
        var ring = new KeyRing(call, session.Profile);
        using var key = ring.Unlock(ring.Choose(call.Value(keyOption)), call.Value(password));
        await Submitting.RunAsync(call, session, new MachineDeploy(text), [key], cancellation);
        return Output(machine.Name, machine.Title ?? machine.Name, key.Account.ToString(), isNew: true) with
        {
            Warnings = MachineText.Format(text).Text == text ? [] : [$"this text is not written the one way, so the same machine can go by two names: scew machine format {path} --write"],
        };
    }

    private static async Task<CommandOutput> ShowAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var name = call.Value(Name);
        if (await new MachineShelf(session).RegisterAsync(name, cancellation) is not { } register)
        {
            throw CliFault.NotFound($"there is no machine '{name}'", "scew machine deploy FILE");
        }
        var text = Encoding.UTF8.GetString(register.Value);
        return new CommandOutput(new JsonObject { ["machine"] = name, ["owner"] = register.Owner.ToString(), ["text"] = text }, text) { Ids = [name] };
    }

    private static CommandOutput Output(string name, string title, string owner, bool isNew) => new(
        new JsonObject { ["machine"] = name, ["title"] = title, ["owner"] = owner, ["deployed"] = isNew },
        CommandOutput.Facts(("machine", name), ("title", title), ("deployed", isNew ? "yes" : "deployed before, by somebody or by you"), ("by", owner)))
    {
        Ids = [name],
        Next = [$"scew asset create ID --machine {name}"],
    };
}
