using System.CommandLine;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Variables;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>variable update</c>: all changes or none, of variables and wallets together.</summary>
internal static class VariableUpdates
{
    private const string Wallet = "wallet:";
    private const string Variable = "variable:";
    private const int LegParts = 3;

    private static readonly Option<string> If = new("--if")
    {
        Description = $"the condition, quoted: 'ID OP N', with OP one of {Comparisons.Help}; an id is a variable's where there is one, else a wallet's; wallet:ID and variable:ID say which",
        Required = true,
    };

    private static readonly Option<string[]> Set = new("--set") { Description = "ID=VALUE, once for each; - reads the value from stdin, as in --if and --sum, in the order --if, --set, --sum", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string[]> Sum = new("--sum") { Description = "ID=N adds N, once for each", AllowMultipleArgumentsPerToken = false };

    private static readonly Option<string[]> Transfer = new("--transfer")
    {
        Description = "FROM TO AMOUNT between wallets, once for each",
        Arity = new ArgumentArity(LegParts, LegParts * RequestLimits.MaxUpdates),
        AllowMultipleArgumentsPerToken = true,
    };

    public static Verb Build() => new(
        "update", "make changes if a condition holds, all of them or none; carried out in the order --set, --sum, --transfer", UpdateAsync, [If, Set, Sum, Transfer, Acting.DryRun, .. VariableSession.Options]);

    private static async Task<CommandOutput> UpdateAsync(Call call, CancellationToken cancellation)
    {
        var (conditionId, comparison, argument) = Comparisons.Split(call.Value(If)!);
        Plaintexts.Check(argument);
        var (sets, sums, legs) = ((call.Value(Set) ?? []).Select(Change).ToList(), (call.Value(Sum) ?? []).Select(Change).ToList(), Legs(call.Value(Transfer) ?? []));
        if (sets.Count + sums.Count + legs.Count == 0)
        {
            throw CliFault.Usage("there is nothing to change", "--set ID=VALUE, --sum ID=N or --transfer FROM TO AMOUNT");
        }
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var (id, ofWallet) = await ResolveAsync(session, conditionId, cancellation);
        var condition = new VariableCondition(id, comparison, Plaintexts.Read(call, argument)) { OfWallet = ofWallet };
        var changes = new List<VariableChange>();
        foreach (var (target, value) in sets)
        {
            var (at, isWallet) = await ResolveAsync(session, target, cancellation);
            changes.Add(new VariableChange.Set(at, Plaintexts.Read(call, value)) { OfWallet = isWallet });
        }
        foreach (var (target, value) in sums)
        {
            var (at, isWallet) = await ResolveAsync(session, target, cancellation);
            changes.Add(new VariableChange.Sum(at, Plaintexts.Read(call, value)) { OfWallet = isWallet });
        }
        changes.AddRange(legs.Select(leg => new VariableChange.Transfer(session.Expand(leg.From), session.Expand(leg.To), leg.Amount)));
        var outcome = await session.RunAsync(variables => variables.UpdateAsync(condition, changes, cancellation));
        return outcome.Done
            ? VariableViews.Change(session, outcome.Receipt, id, ("condition", "held; all changes were made"))
            : throw Refusals.Fault(outcome.Receipt, session.Group.Outbox.ReceiptPath(outcome.Receipt.RequestId));
    }

    private static (string Id, string Value) Change(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            throw CliFault.Usage("a change has the form ID=NUMBER", "--set ID=7 --sum ID=-2");
        }
        Plaintexts.Check(text[(at + 1)..]);
        return (text[..at], text[(at + 1)..]);
    }

    private static List<(string From, string To, long Amount)> Legs(string[] words)
    {
        if (words.Length % LegParts != 0)
        {
            throw CliFault.Usage("a transfer has three parts", "--transfer FROM TO AMOUNT");
        }
        return [.. words.Chunk(LegParts).Select(static leg => long.TryParse(leg[2], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var amount)
            ? (leg[0], leg[1], amount)
            : throw CliFault.Usage($"'{leg[2]}' is no amount", "--transfer FROM TO AMOUNT, a whole number above 0"))];
    }

    /// <summary>Variables and wallets have ids of their own, so one id may name both.</summary>
    private static async Task<(string Id, bool OfWallet)> ResolveAsync(VariableSession session, string typed, CancellationToken cancellation)
    {
        if (typed.StartsWith(Wallet, StringComparison.Ordinal))
        {
            return (session.Expand(typed[Wallet.Length..]), true);
        }
        if (typed.StartsWith(Variable, StringComparison.Ordinal))
        {
            return (session.Expand(typed[Variable.Length..]), false);
        }
        var id = session.Expand(typed);
        var isVariable = await ExistsAsync(session, RegisterKind.Variable, id, cancellation);
        var isWallet = await ExistsAsync(session, RegisterKind.Wallet, id, cancellation);
        return isVariable && isWallet ? throw CliFault.Usage($"'{id}' is a variable and a wallet", $"write variable:{typed} or wallet:{typed}")
            : isVariable || isWallet ? (id, isWallet)
            : throw CliFault.NotFound($"there is no variable and no wallet '{id}'", "scew variable list");
    }

    private static async Task<bool> ExistsAsync(VariableSession session, RegisterKind kind, string id, CancellationToken cancellation) =>
        Reading.Require(await session.Group.Client.ReadCertifiedAsync(new RegisterKey(kind, id), cancellation: cancellation), $"'{id}'").Register is not null
        || Reading.Require(await session.Group.Client.ReadLinearizableAsync(new RegisterKey(kind, id), cancellation: cancellation), $"'{id}'").Register is not null;
}
