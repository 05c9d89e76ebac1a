using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>The two types of encrypted integers. The numbers stand in registers: append only.</summary>
public enum VariableType : byte
{
    /// <summary><c>homo-add-int</c>: Paillier; sums run on ciphertext.</summary>
    Additive = 1,

    /// <summary><c>homo-ope-int</c>: order-revealing; comparisons run on ciphertext.</summary>
    Ordered = 2,
}

/// <summary>
/// An operation on an encrypted integer. Arrays of bytes are as somebody sent them, 1 byte up to the caps of <see cref="RequestLimits"/>; whether they are ciphertexts, records or tokens
/// is for the ledger to say. Nobody changes them.
/// </summary>
public abstract record VariableOperation : Operation
{
    /// <summary>The type that the variable must have.</summary>
    public abstract VariableType Contract { get; }
}

/// <summary>
/// Creates a variable that the caller owns. <paramref name="Key"/>: of an additive one the id of its registered Paillier key, of an ordered one the label from which its owner
/// derives its key. Writers may set and sum, readers may get and compare, at most 16 each. <c>create</c>.
/// </summary>
public sealed record CreateVariable(string Id, VariableType Contract, string Key, byte[] Record, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract { get; } = Contract;

    /// <inheritdoc/>
    public override string Type => "create";
}

/// <summary>The stored record. <c>get</c>.</summary>
public sealed record GetVariable(string Id, VariableType Contract) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract { get; } = Contract;

    /// <inheritdoc/>
    public override string Type => "get";
}

/// <summary>
/// Stores another record, made under the key <paramref name="Key"/>; <c>stale</c> when the variable has another key by now, or another record than the one whose SHA-256 is
/// <paramref name="Expected"/>, where that is named. <c>set</c>.
/// </summary>
public sealed record SetRecord(string Id, VariableType Contract, string Key, byte[] Record, Digest? Expected) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract { get; } = Contract;

    /// <inheritdoc/>
    public override string Type => "set";
}

/// <summary>Multiplies the stored ciphertext by one under the same key, which adds. <c>stale</c> when the variable has another key by now: the product would be of no key. <c>sum</c>.</summary>
public sealed record SumAdditive(string Id, string Key, byte[] Addend) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Additive;

    /// <inheritdoc/>
    public override string Type => "sum";
}

/// <summary>Delegated: the addend is in the envelope. <c>sum</c>.</summary>
public sealed record SumOrdered(string Id, string Key) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Ordered;

    /// <inheritdoc/>
    public override string Type => "sum";
}

/// <summary>Reads "value of <paramref name="Id"/> <paramref name="Operator"/> the argument of <paramref name="Token"/>", which works for one record only. <c>compare</c>.</summary>
public sealed record CompareOrdered(string Id, Comparison Operator, byte[] Token) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Ordered;

    /// <inheritdoc/>
    public override string Type => "compare";
}

/// <summary>Delegated: operator and argument are in the envelope. <paramref name="Bits"/> (2048 or 3072) is the size of the variable's key, which sets the price. <c>compare</c>.</summary>
public sealed record CompareAdditive(string Id, int Bits) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Additive;

    /// <inheritdoc/>
    public override string Type => "compare";
}

/// <summary>Both inclusive bounds for one variable, as tokens for the record that it has.</summary>
public sealed record OrderedBounds(string Id, byte[] Low, byte[] High);

/// <summary>Which of 1 to 100 distinct variables have a value between the bounds. <c>get</c>.</summary>
public sealed record RangeOrdered(ImmutableArray<OrderedBounds> Items) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Ordered;

    /// <inheritdoc/>
    public override string Type => "get";
}

/// <summary>Delegated: which of 1 to 100 distinct variables have a value between the bounds in the envelope. <paramref name="Bits"/> is the size of the largest of their keys. <c>get</c>.</summary>
public sealed record RangeAdditive(ImmutableArray<string> Ids, int Bits) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract => VariableType.Additive;

    /// <inheritdoc/>
    public override string Type => "get";
}

/// <summary>
/// The owner puts the value under another key and names writers and readers anew (the present ones included). <paramref name="Version"/> is the version of the register that it was
/// made from: <c>stale</c> when it has another. With an empty record it takes names away and does nothing else, whatever the version. <c>rekey</c>.
/// </summary>
public sealed record Rekey(
    string Id, VariableType Contract, string Key, byte[] Record, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers, long Version) : VariableOperation
{
    /// <inheritdoc/>
    public override VariableType Contract { get; } = Contract;

    /// <inheritdoc/>
    public override string Type => "rekey";
}

/// <summary>Registers a Paillier key: public half, the proof about its modulus, and the private half sealed for its owner alone. <c>key.create</c>.</summary>
public sealed record KeyCreate(string Id, byte[] PublicKey, byte[] Proof, byte[] Sealed) : Operation
{
    /// <inheritdoc/>
    public override string Type => "key.create";
}

/// <summary>Publishes the key (a P-256 point, 65 bytes) to which others seal what they hand to the caller's account, in place of an older one. <c>key.publish</c>.</summary>
public sealed record PublishKey(byte[] Key) : Operation
{
    /// <inheritdoc/>
    public override string Type => "key.publish";
}
