using System.CommandLine;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>variable ...</c>: integers that stay encrypted in the group. Here create, get, set and sum.</summary>
internal static class VariableCommands
{
    /// <summary>The variable that a command is about.</summary>
    public static readonly Argument<string> Id = new("ID") { Description = "a variable, ~/NAME for one of your own" };

    /// <summary>Accounts that may set and sum.</summary>
    public static readonly Option<string[]> Writers = new("--writer") { Description = "an account that may set and sum it, once for each; an additive variable then has a key of its own" };

    /// <summary>Accounts that may get and compare.</summary>
    public static readonly Option<string[]> Readers = new("--reader") { Description = "an account that may get and compare it, once for each; hand it the key as well" };

    public static Noun Build()
    {
        var type = new Option<string>("--type") { Description = "additive: sums run on ciphertext (homo-add-int); ordered: comparisons do (homo-ope-int)", Required = true };
        type.AcceptOnlyFromAmong("additive", "ordered");
        var value = new Option<string>("--value") { Description = "what it begins with: " + Plaintexts.Help, DefaultValueFactory = static _ => "0" };
        var ownKey = new Option<bool>("--own-key") { Description = "an additive variable with a Paillier key of its own, as handing it over needs" };
        var since = new Option<long?>("--unchanged-since") { Description = "only while this is the variable's version, so that nobody's change is lost" };
        var overwrite = new Option<bool>("--overwrite") { Description = "also over an ordered record that does not open here" };
        var amount = Plaintexts.Argument("VALUE", "the new value");
        var addend = Plaintexts.Argument("ADDEND", "what is added, below 0 to subtract");
        return new Noun("variable", "encrypted integers: only you and those whom you hand a key read them",
            new Verb("create", "make an encrypted variable", (call, cancel) => CreateAsync(call, type, value, ownKey, cancel), [Id, type, value, ownKey, Writers, Readers, Acting.DryRun, .. VariableSession.Options]),
            new Verb("get", "the value now, decrypted here", GetAsync, [Id, .. VariableSession.Options]),
            new Verb("set", "store another value", (call, cancel) => SetAsync(call, amount, since, overwrite, cancel), [Id, amount, since, overwrite, Acting.DryRun, .. VariableSession.Options]),
            new Verb("sum", "add to the value without reading it", (call, cancel) => SumAsync(call, addend, cancel), [Id, addend, Acting.DryRun, .. VariableSession.Options]),
            VariableQuestions.Compare(),
            VariableQuestions.Between(),
            VariableUpdates.Build(),
            VariableLists.Build(),
            VariableSharing.Hand(),
            VariableSharing.Take(),
            VariableSharing.Rekey());
    }

    /// <summary>Named accounts, or a usage fault.</summary>
    public static Protocol.Account[] Accounts(Call call, Option<string[]> option) => [.. (call.Value(option) ?? []).Select(Ids.Account)];

    private static async Task<CommandOutput> CreateAsync(Call call, Option<string> typeOption, Option<string> valueOption, Option<bool> ownKey, CancellationToken cancellation)
    {
        var (writers, readers) = (Accounts(call, Writers), Accounts(call, Readers));
        var type = call.Value(typeOption) == "additive" ? VariableType.Additive : VariableType.Ordered;
        Plaintexts.Check(call.Value(valueOption)!);
        using var session = await VariableSession.OpenAsync(call, cancellation, makesMaster: true);
        var id = session.Expand(call.Value(Id));
        var value = Plaintexts.Read(call, call.Value(valueOption)!);
        var receipt = await session.RunAsync(variables => variables.CreateAsync(id, type, value, call.Value(ownKey), writers, readers, cancellation));
        return VariableViews.Change(session, receipt, id, ("type", VariableViews.TypeOf(type)), ("key", receipt.Result().GetProperty("key").GetString()!)) with
        {
            Next = [$"scew variable get {id}", .. readers.Concat(writers).Distinct().Select(one => $"scew variable hand {id} {one} --out FILE")],
        };
    }

    private static async Task<CommandOutput> GetAsync(Call call, CancellationToken cancellation)
    {
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var view = await session.RunAsync(async variables =>
        {
            var found = await variables.ViewAsync(session.Expand(call.Value(Id)), cancellation);
            variables.Require(found);
            return found;
        });
        return VariableViews.Show(session, view);
    }

    private static async Task<CommandOutput> SetAsync(Call call, Argument<string> amount, Option<long?> since, Option<bool> overwrite, CancellationToken cancellation)
    {
        Plaintexts.Check(call.Value(amount));
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var id = session.Expand(call.Value(Id));
        var value = Plaintexts.Read(call, call.Value(amount));
        return VariableViews.Change(session, await session.RunAsync(variables => variables.SetAsync(id, value, call.Value(since), call.Value(overwrite), cancellation)), id);
    }

    private static async Task<CommandOutput> SumAsync(Call call, Argument<string> addend, CancellationToken cancellation)
    {
        Plaintexts.Check(call.Value(addend));
        using var session = await VariableSession.OpenAsync(call, cancellation);
        var id = session.Expand(call.Value(Id));
        var value = Plaintexts.Read(call, call.Value(addend));
        return VariableViews.Change(session, await session.RunAsync(variables => variables.SumAsync(id, value, cancellation)), id);
    }
}
