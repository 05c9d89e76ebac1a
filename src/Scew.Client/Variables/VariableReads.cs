using System.Runtime.CompilerServices;
using Scew.Client.Reads;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Client.Variables;

/// <summary>Registers of variables and keys, every certificate checked; what cannot be read is a <see cref="VariableException"/>.</summary>
internal sealed class VariableReads(ScewClient client)
{
    private const int AtOnce = 8;

    /// <summary>The variable as it is now; an exception where there is none.</summary>
    public async Task<StoredVariable> FindAsync(string id, CancellationToken cancellation)
    {
        var outcome = await client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Variable, id), First(), cancellation);
        return StoredVariable.Of(outcome) ?? throw Missing(id, outcome);
    }

    /// <summary>Several variables as they are now, in the order asked: one question about the newest height, then certified state at or above it.</summary>
    public async Task<StoredVariable[]> FindAllAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        if (ids.Count == 1)
        {
            return [await FindAsync(ids[0], cancellation)];
        }
        var (height, reason) = await client.HeadAsync(cancellation);
        if (height is null)
        {
            throw VariableFaults.Unreadable("the newest height", new ReadOutcome<RegisterRead>(null, reason, false));
        }
        var found = new StoredVariable[ids.Count];
        var first = First();
        await Parallel.ForAsync(0, ids.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, cancel) =>
        {
            var outcome = await client.ReadCertifiedAsync(new RegisterKey(RegisterKind.Variable, ids[i]), first, height.Value, cancel);
            found[i] = StoredVariable.Of(outcome) ?? throw Missing(ids[i], outcome);
        });
        return found;
    }

    /// <summary>Every variable whose id begins so, none older than what was final when the call began, as f+1 merchants list them.</summary>
    public async IAsyncEnumerable<StoredVariable> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var outcome in client.ReadVariablesAsync(prefix, cancellation))
        {
            yield return StoredVariable.Of(outcome) ?? throw VariableFaults.Unreadable("the list of variables", outcome);
        }
    }

    /// <summary>A registered Paillier key and its owner; null where there is none. It never changes, so certified state of any age will do that has it.</summary>
    public async Task<(PaillierKeyValue Key, Account Owner)?> PaillierKeyAsync(string id, CancellationToken cancellation)
    {
        var register = new RegisterKey(RegisterKind.PaillierKey, id);
        var outcome = await client.ReadCertifiedAsync(register, First(), 0, cancellation);
        if (outcome.Value is { Register: null })
        {
            outcome = await client.ReadLinearizableAsync(register, First(), cancellation);
        }
        var read = Require(outcome, $"the key '{id}'");
        return read.Register is { Contract: PaillierKeyValue.Contract } found && PaillierKeyValue.Decode(found.Value) is { } key ? (key, found.Owner) : null;
    }

    /// <summary>The key to which others seal for an account, 65 bytes; null where it has published none.</summary>
    public async Task<byte[]?> EncryptionKeyAsync(Account account, CancellationToken cancellation)
    {
        var read = Require(await client.ReadLinearizableAsync(new RegisterKey(RegisterKind.EncryptionKey, account.ToString()), First(), cancellation), $"the key of account {account}");
        return read.Register is { Contract: EncryptionKeyValue.Contract } found && found.Owner == account ? EncryptionKeyValue.Decode(found.Value)?.Key : null;
    }

    private static RegisterRead Require(ReadOutcome<RegisterRead> outcome, string what) => outcome.Value ?? throw VariableFaults.Unreadable(what, outcome);

    private static VariableException Missing(string id, ReadOutcome<RegisterRead> outcome) =>
        outcome.Value is { } read ? VariableFaults.Unknown(id, read.Height) : VariableFaults.Unreadable($"the variable '{id}'", outcome);

    private int First() => Random.Shared.Next(client.Merchants.Length);
}
