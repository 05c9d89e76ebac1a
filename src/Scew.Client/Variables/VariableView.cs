using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// A variable as n-f merchants attested it, opened here where its key is here. Knows the plaintext, so it writes itself without it.
/// </summary>
public sealed class VariableView
{
    internal VariableView(StoredVariable stored, VariableReading reading, long value)
    {
        Stored = stored;
        Reading = reading;
        Value = reading == VariableReading.Value ? value : null;
    }

    /// <summary>The variable's id.</summary>
    public string Id => Stored.Id;

    /// <summary>Additive or ordered.</summary>
    public VariableType Type => Stored.Value.Type;

    /// <summary>Who owns it.</summary>
    public Account Owner => Stored.Owner;

    /// <summary>The label of its key: of an additive variable the id of a registered Paillier key.</summary>
    public string Key => Stored.Value.Key;

    /// <summary>How often it changed, from 1.</summary>
    public long Version => Stored.Version;

    /// <summary>Who besides the owner may set and sum.</summary>
    public ImmutableArray<Account> Writers => Stored.Value.Writers;

    /// <summary>Who besides the owner may get and compare.</summary>
    public ImmutableArray<Account> Readers => Stored.Value.Readers;

    /// <summary>Height at which it was attested so.</summary>
    public long Height => Stored.Height;

    /// <summary>Time of that block, Unix ms.</summary>
    public long TimeMs => Stored.TimeMs;

    /// <summary>Indexes of the merchants that attested it.</summary>
    public ImmutableArray<int> Signers => Stored.Signers;

    /// <summary>Other merchants that know the same state at that height.</summary>
    public int Witnesses => Stored.Witnesses;

    /// <summary>Whether there is a value, and why not.</summary>
    public VariableReading Reading { get; }

    /// <summary>The plaintext; null unless <see cref="Reading"/> is <see cref="VariableReading.Value"/>.</summary>
    public long? Value { get; }

    internal StoredVariable Stored { get; }

    /// <summary>Id and version; never the value.</summary>
    public override string ToString() => Stored.ToString();
}
