using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Variables;
using Scew.Keys.Files;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>variable hand|take|rekey</c>: who else reads a variable.</summary>
internal static class VariableSharing
{
    public static Verb Hand()
    {
        var receiver = new Argument<string>("ACCOUNT") { Description = "who is to read it; must have run scew key publish" };
        var to = new Option<string>("--out") { Description = "a new file for the receiver, sealed to the key that was published", Required = true };
        return new Verb("hand", "give a variable's key to another account, in a file that only it opens", (call, cancel) => HandAsync(call, receiver, to, cancel), [VariableCommands.Id, receiver, to, .. VariableSession.Options]);
    }

    public static Verb Take()
    {
        var from = new Argument<string>("FILE") { Description = "a hand-over; keep it: your master secret's backup does not hold what others handed you" };
        return new Verb("take", "take the key of somebody else's variable, after it opened the variable", (call, cancel) => TakeAsync(call, from, cancel), [from, .. VariableSession.Options]);
    }

    public static Verb Rekey()
    {
        var value = new Option<string>("--value") { Description = "in place of the present value, as when a writer stored what does not open: " + Plaintexts.Help };
        return new Verb(
            "rekey", "put the value under a new key, and name writers and readers anew: who is not named loses the right, and no key that was handed over opens what comes",
            (call, cancel) => RekeyAsync(call, value, cancel), [VariableCommands.Id, value, VariableCommands.Writers, VariableCommands.Readers, Acting.Yes, Acting.DryRun, .. VariableSession.Options]);
    }

    private static async Task<CommandOutput> HandAsync(Call call, Argument<string> receiverArgument, Option<string> to, CancellationToken cancellation)
    {
        var receiver = Ids.Account(call.Value(receiverArgument));
        var path = Path.GetFullPath(call.Value(to)!);
        if (Path.Exists(path))
        {
            throw CliFault.Usage($"there is a file {path} already", "--out another file");
        }
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var id = session.Expand(call.Value(VariableCommands.Id));
        var (file, view) = await session.RunAsync(async variables => (await variables.HandAsync(id, receiver, cancellation), await variables.ViewAsync(id, cancellation)));
        if (SecretFile.CreateNew(path, file) is { } problem)
        {
            throw KeyFaults.Fault(problem);
        }
        var isNamed = view.Readers.Contains(receiver) || view.Writers.Contains(receiver);
        return new CommandOutput(
            new JsonObject { ["id"] = id, ["receiver"] = receiver.ToString(), ["key"] = view.Key, ["file"] = path },
            CommandOutput.Facts(("variable", id), ("receiver", receiver.ToString()), ("key", view.Key), ("file", path)))
        {
            Ids = [id],
            Warnings = isNamed ? [] : [$"{receiver} will open the value, but may not order comparisons: it is named neither reader nor writer"],
            Next = [$"the receiver runs: scew variable take {Path.GetFileName(path)}"],
        };
    }

    private static async Task<CommandOutput> TakeAsync(Call call, Argument<string> from, CancellationToken cancellation)
    {
        var path = call.Value(from);
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "the owner makes one: scew variable hand ID ACCOUNT --out FILE");
        }
        if (new FileInfo(path).Length > HandOverFile.MaxBytes)
        {
            throw new CliFault(Codes.BadFile, ExitCodes.General, $"'{path}' is no hand-over file") { Unchanged = "nothing was taken", Next = "ask the variable's owner for another" };
        }
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var view = await session.RunAsync(variables => variables.TakeAsync(bytes, cancellation));
        return VariableViews.Show(session, view) with
        {
            Warnings = ["keep the file: what others handed you is not in your master secret's backup, and can be taken again from it"],
        };
    }

    private static async Task<CommandOutput> RekeyAsync(Call call, Option<string> valueOption, CancellationToken cancellation)
    {
        var (writers, readers) = (VariableCommands.Accounts(call, VariableCommands.Writers), VariableCommands.Accounts(call, VariableCommands.Readers));
        if (call.Value(valueOption) is { } given)
        {
            Plaintexts.Check(given);
        }
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var id = session.Expand(call.Value(VariableCommands.Id));
        Confirmation.AtTerminal(call, $"Whoever this does not name loses the right to {id}, and what was handed over opens it no more", "rekey");
        long? value = call.Value(valueOption) is { } text ? Plaintexts.Read(call, text) : null;
        var receipt = await session.RunAsync(variables => variables.RekeyAsync(id, writers, readers, value, cancellation));
        return VariableViews.Change(session, receipt, id, ("key", receipt.Result().GetProperty("key").GetString()!)) with
        {
            Next = [.. readers.Concat(writers).Distinct().Select(one => $"scew variable hand {id} {one} --out FILE")],
        };
    }
}
