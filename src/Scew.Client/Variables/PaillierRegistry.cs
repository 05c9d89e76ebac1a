using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Keys;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// Finds and registers the own Paillier keys. The private half lies in the key's register, sealed under the master secret, and every variable's register names its key: so the master
/// alone finds all of it again.
/// </summary>
internal sealed class PaillierRegistry(
    VariableReads reads, VariableKeys keys, VariableSubmission submission, VariableStore store, MasterSecret master, Account account, Digest group, VariableHooks hooks)
    : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The account-wide key: remembered, found by the own variables, or else made and registered.</summary>
    public async Task<(string Id, AdditiveValueKey Key)> AccountWideAsync(int bits, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (store.AccountKey is { } remembered && await keys.OwnAsync(remembered, cancellation) is { } known)
            {
                return (remembered, known);
            }
            var (id, key) = await FindAsync(cancellation) ?? await RegisterAsync(VariableLabels.NewAccountKey(account), bits, cancellation);
            store.RememberAccountKey(id);
            return (id, key);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A new key for one variable.</summary>
    public Task<(string Id, AdditiveValueKey Key)> SingleAsync(int bits, CancellationToken cancellation) => RegisterAsync(VariableLabels.NewOwnKey(account), bits, cancellation);

    public void Dispose() => _turn.Dispose();

    private async Task<(string Id, AdditiveValueKey Key)?> FindAsync(CancellationToken cancellation)
    {
        var looked = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var variable in reads.ListAsync(IdRules.OwnPrefix(account) + ":", cancellation))
        {
            var label = variable.Value.Key;
            if (variable.Owner == account && variable.Type == VariableType.Additive && VariableLabels.IsAccountKey(label, account) && looked.Add(label)
                && await keys.OwnAsync(label, cancellation) is { } key)
            {
                return (label, key);
            }
        }
        return null;
    }

    private async Task<(string Id, AdditiveValueKey Key)> RegisterAsync(string id, int bits, CancellationToken cancellation)
    {
        hooks.Progress?.Invoke("making    a Paillier key, which takes a second or two");
        var key = await Task.Run(() => PaillierKeys.Create(bits, cancellation), cancellation);
        try
        {
            var nonce = new byte[SealedPaillierKey.NonceBytes];
            Randomness.Fill(nonce);
            await submission.RunAsync(
                new KeyCreate(
                    id, key.PublicKey.Encoded.ToArray(), ModulusProof.Prove(key, ModulusProof.ContextOf(group, account, id)), SealedPaillierKey.Seal(master, group, id, key, nonce)),
                cancellation);
        }
        catch
        {
            key.Dispose();
            throw;
        }
        return (id, keys.Add(id, key));
    }
}
