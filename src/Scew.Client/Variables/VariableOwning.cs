using System.Collections.Immutable;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>What only an owner does: to create a variable, and to give it another key.</summary>
internal sealed class VariableOwning(VariableSubmission submission, PaillierRegistry registry, VariableKeys keys, VariableOpening opening, Account account)
{
    public async Task<VerifiedReceipt> CreateAsync(
        string id, VariableType type, long value, int keyBits, bool ownKey, ImmutableArray<Account> writers, ImmutableArray<Account> readers, CancellationToken cancellation)
    {
        var (label, key) = await NewKeyAsync(type, id, VariableLabels.First(id, account), keyBits, ownKey, cancellation);
        return await submission.RunAsync(new CreateVariable(id, type, label, key.Seal(id, value), writers, readers), cancellation);
    }

    /// <summary>
    /// One request, unless a writer comes in between each time: then whoever is not named any more loses the right first, which no writing hinders. With <paramref name="given"/> what is
    /// stored need not open.
    /// </summary>
    public async Task<VerifiedReceipt> RekeyAsync(
        string id, int keyBits, ImmutableArray<Account> writers, ImmutableArray<Account> readers, long? given, CancellationToken cancellation)
    {
        var read = await submission.ReadAsync([id], cancellation);
        var before = read.All[0];
        if (before.Owner != account)
        {
            throw new VariableException(Codes.NotOwner, $"'{id}' belongs to {before.Owner}", "only the owner gives a variable another key");
        }
        if (given is null)
        {
            // Before a key is made for nothing.
            opening.Require(VariableOpening.View(before, read.Opening(id)));
        }
        var (label, key) = await NewKeyAsync(before.Type, id, VariableLabels.Next(id, before.Value.Key, account), keyBits, ownKey: true, cancellation);
        Task<VerifiedReceipt> PutAsync(VariableSet first) => submission.RunAsync(
            [id],
            (variables, _) =>
            {
                var variable = variables.Variable(id);
                RequireShared(variable, first.All[0].Value);
                var value = given ?? opening.Require(VariableOpening.View(variable, variables.Opening(id)));
                return new Rekey(id, variable.Type, label, key.Seal(id, value), writers, readers, variable.Version);
            },
            cancellation,
            first: first);
        var fewer = Fewer(before, writers, readers);
        try
        {
            return await PutAsync(read);
        }
        catch (VariableException refused) when (fewer is not null && refused is { Code: Codes.Stale, Receipt: not null })
        {
            return await PutAsync(await RevokeAsync(before, fewer, cancellation)).HalfDone(id);
        }
    }

    private async Task<VariableSet> RevokeAsync(StoredVariable before, Rekey fewer, CancellationToken cancellation)
    {
        try
        {
            await submission.RunAsync(fewer, cancellation);
        }
        catch (VariableException refused) when (refused.Code is Codes.BadOperation or Codes.Stale)
        {
            // Another device took away more, or gave it another key.
            throw Overtaken(before.Id);
        }
        catch (VariableException unknown) when (unknown.Code == Codes.OutcomeUnknown)
        {
            throw VariableFaults.HalfDone(before.Id, unknown);
        }
        return await ReadAsync(before, fewer, cancellation).HalfDone(before.Id);
    }

    private async Task<VariableSet> ReadAsync(StoredVariable before, Rekey fewer, CancellationToken cancellation)
    {
        var read = await submission.ReadAsync([before.Id], cancellation);
        RequireShared(read.All[0], before.Value with { Writers = fewer.Writers, Readers = fewer.Readers });
        return read;
    }

    private static void RequireShared(StoredVariable variable, VariableValue before)
    {
        if (!variable.IsSharedAs(before))
        {
            // Another device of this account rekeyed it: its key may be in other hands by now, and what it named would be overwritten unseen.
            throw Overtaken(variable.Id);
        }
    }

    private static VariableException Overtaken(string id) =>
        new(Codes.Stale, $"'{id}' was given another key, or other writers and readers, meanwhile", "look at it and decide anew");

    /// <summary>What takes names away; null where nobody loses any right. The owner's own name tells every device that others may have had the key.</summary>
    private Rekey? Fewer(StoredVariable before, ImmutableArray<Account> writers, ImmutableArray<Account> readers)
    {
        var value = before.Value;
        var (keptWriters, keptReaders) = (value.Writers.Where(writers.Contains).ToImmutableArray(), value.Readers.Where(readers.Contains).ToImmutableArray());
        var others = value.Writers.Concat(value.Readers).Count(one => one != account);
        return keptWriters.Length + keptReaders.Length == others
            ? null : new Rekey(before.Id, before.Type, value.Key, [], keptWriters, keptWriters.IsEmpty && keptReaders.IsEmpty ? [account] : keptReaders, 0);
    }

    private async Task<(string Label, ValueKey Key)> NewKeyAsync(VariableType type, string id, string orderedLabel, int keyBits, bool ownKey, CancellationToken cancellation)
    {
        if (type == VariableType.Ordered)
        {
            return (orderedLabel, keys.OwnOrdered(orderedLabel, id));
        }
        return ownKey ? await registry.SingleAsync(keyBits, cancellation) : await registry.AccountWideAsync(keyBits, cancellation);
    }
}
