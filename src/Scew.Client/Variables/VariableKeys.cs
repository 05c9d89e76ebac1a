using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// Keys of variables, each read, checked and opened once: own ones follow from the master secret, others come from what was handed over. Owns the keys that it gives. A label is its
/// owner's word, so a key is found for owner and label together: nobody gets the own master secret used by naming a label like an own one.
/// </summary>
internal sealed class VariableKeys(VariableReads reads, TakenKeys taken, Account account, MasterSecret master, Digest group) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<(Account Owner, VariableType Type, string Label, string Id), ValueKey> _keys = [];
    private readonly List<ValueKey> _retired = [];
    private readonly EncryptionTables _tables = new();

    /// <summary>The key of a variable; null where nothing of it is here. An additive one may be its public half alone.</summary>
    public async Task<ValueKey?> FindAsync(StoredVariable variable, CancellationToken cancellation)
    {
        var name = NameOf(variable.Owner, variable.Type, variable.Value.Key, variable.Id);
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_keys.TryGetValue(name, out var known))
            {
                return known;
            }
            ValueKey? key = variable.Type == VariableType.Additive ? await AdditiveAsync(variable, cancellation) : Ordered(variable);
            if (key is not null)
            {
                _keys[name] = key;
            }
            return key;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The own registered Paillier key of this id; null where there is none, or this master secret does not open it.</summary>
    public async Task<AdditiveValueKey?> OwnAsync(string id, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var name = NameOf(account, VariableType.Additive, id, "");
            if (!_keys.TryGetValue(name, out var key) && await reads.PaillierKeyAsync(id, cancellation) is { } found && found.Owner == account && OpenOwn(id, found.Key) is { } opened)
            {
                _keys[name] = key = opened;
            }
            return key is AdditiveValueKey { CanOpen: true } own ? own : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Takes over a key that was registered just now.</summary>
    public AdditiveValueKey Add(string id, PaillierPrivateKey key)
    {
        _turn.Wait();
        try
        {
            var added = new AdditiveValueKey(key.PublicKey, key, _tables);
            _keys[NameOf(account, VariableType.Additive, id, "")] = added;
            return added;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Forgets that the key of somebody else's variable was not here, or was another one.</summary>
    public void Forget(StoredVariable variable)
    {
        _turn.Wait();
        try
        {
            if (_keys.Remove(NameOf(variable.Owner, variable.Type, variable.Value.Key, variable.Id), out var key))
            {
                // Somebody may be using it.
                _retired.Add(key);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The key of an own ordered variable under any label.</summary>
    public ValueKey OwnOrdered(string label, string id)
    {
        _turn.Wait();
        try
        {
            var name = NameOf(account, VariableType.Ordered, label, id);
            return _keys.TryGetValue(name, out var known) ? known : _keys[name] = Own(label, id);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values.Concat(_retired))
        {
            key.Dispose();
        }
        _keys.Clear();
        _tables.Dispose();
        _turn.Dispose();
    }

    // One Paillier key may serve many variables; what was handed over serves one.
    private (Account, VariableType, string, string) NameOf(Account owner, VariableType type, string label, string id) =>
        (owner, type, label, owner == account && type == VariableType.Additive ? "" : id);

    private OrderedValueKey Own(string label, string id) => new(master.OrderedKey(group, label, id));

    private OrderedValueKey? Ordered(StoredVariable variable)
    {
        if (variable.Owner == account)
        {
            return Own(variable.Value.Key, variable.Id);
        }
        if (taken.Find(variable) is not { } handed)
        {
            return null;
        }
        var key = new OrderedValueKey(new OrderedKey(handed, variable.Id));
        CryptographicOperations.ZeroMemory(handed);
        return key;
    }

    private async Task<AdditiveValueKey> AdditiveAsync(StoredVariable variable, CancellationToken cancellation)
    {
        var label = variable.Value.Key;
        if (await reads.PaillierKeyAsync(label, cancellation) is not { } found)
        {
            throw VariableFaults.UnknownKey(label);
        }
        var key = variable.Owner == account && found.Owner == account ? OpenOwn(label, found.Key) : OpenTaken(variable, found.Key);
        return key ?? new AdditiveValueKey(Public(label, found.Key), null, _tables);
    }

    private AdditiveValueKey? OpenOwn(string id, PaillierKeyValue key) =>
        SealedPaillierKey.TryOpen(master, group, id, key.PublicKey, key.Sealed) is { } opened ? new AdditiveValueKey(opened.PublicKey, opened, _tables) : null;

    private AdditiveValueKey? OpenTaken(StoredVariable variable, PaillierKeyValue key)
    {
        if (taken.Find(variable) is not { } exported)
        {
            return null;
        }
        var opened = PaillierPrivateKey.TryImport(exported, key.PublicKey, out _);
        CryptographicOperations.ZeroMemory(exported);
        return opened is null ? null : new AdditiveValueKey(opened.PublicKey, opened, _tables);
    }

    private static PaillierPublicKey Public(string label, PaillierKeyValue key) => PaillierPublicKey.TryParse(key.PublicKey, out _) ?? throw VariableFaults.UnknownKey(label);
}
