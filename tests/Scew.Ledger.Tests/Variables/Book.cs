using System.Collections.Immutable;
using System.Numerics;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests.Variables;

/// <summary>What clients know of all that they ever sealed, by its bytes in hex: with it a model in plain numbers can say what the sealed numbers come to.</summary>
internal sealed class Book
{
    /// <summary>Ciphertexts: the modulus that they are under, and what is in them.</summary>
    public Dictionary<string, (BigInteger Modulus, BigInteger Value)> Ciphertexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Ordered records; one that is corrupt still compares as its value.</summary>
    public Dictionary<string, (long Value, bool IsCorrupt)> Records { get; } = new(StringComparer.Ordinal);

    /// <summary>Tokens: the record that they were made for, and the argument.</summary>
    public Dictionary<string, (string Record, long Argument)> Tokens { get; } = new(StringComparer.Ordinal);

    /// <summary>Envelopes that fit the requests that carry them.</summary>
    public Dictionary<string, ImmutableArray<SealedPart>> Envelopes { get; } = new(StringComparer.Ordinal);

    /// <summary>Proofs: public key, owner and id for which they hold.</summary>
    public Dictionary<string, (string PublicKey, Account Owner, string Id)> Proofs { get; } = new(StringComparer.Ordinal);
}

/// <summary>One part of an envelope in the clear.</summary>
internal abstract record SealedPart(string Path)
{
    public sealed record Compare(string Path, string Id, string Record, Comparison Operator, long Argument) : SealedPart(Path);

    public sealed record Range(string Path, long Low, long High, ImmutableArray<(string Id, string Record)> Items) : SealedPart(Path);

    public sealed record Sum(string Path, string Id, string Record, string Label, long Addend, byte[] Salt) : SealedPart(Path);
}
