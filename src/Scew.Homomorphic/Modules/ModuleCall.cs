using System.Collections.Immutable;
using Scew.Homomorphic.Envelopes;

namespace Scew.Homomorphic.Modules;

/// <summary>What the ledger asks of a secure module: bytes that stand in requests and registers. Nothing in it is secret; an envelope is sealed.</summary>
public abstract record ModuleCall
{
    private ModuleCall()
    {
    }

    /// <summary>Checks a Paillier key at registration. Ok or bad-input.</summary>
    /// <param name="PublicKey">The key.</param>
    /// <param name="Proof">The proof that gcd(n, phi(n)) = 1.</param>
    /// <param name="Context">What the proof was made for: who registers it and where.</param>
    public sealed record CheckKey(byte[] PublicKey, byte[] Proof, byte[] Context) : ModuleCall;

    /// <summary>Checks a ciphertext that is to be stored. Ok or bad-input.</summary>
    /// <param name="PublicKey">The registered key.</param>
    /// <param name="Ciphertext">What is to be stored under it.</param>
    public sealed record CheckAdditive(byte[] PublicKey, byte[] Ciphertext) : ModuleCall;

    /// <summary>Adds to an additive variable. Ok with the new record, bad-input, or corrupt-record.</summary>
    /// <param name="PublicKey">The registered key.</param>
    /// <param name="Record">The stored ciphertext.</param>
    /// <param name="Addend">The request's ciphertext.</param>
    public sealed record SumAdditive(byte[] PublicKey, byte[] Record, byte[] Addend) : ModuleCall;

    /// <summary>Compares an ordered variable. Ok and whether it holds, stale, bad-input or corrupt-record.</summary>
    /// <param name="Comparison"><c>variable op argument</c>.</param>
    /// <param name="Record">The stored record.</param>
    /// <param name="Token">The argument, made for that record.</param>
    public sealed record CompareOrdered(Comparison Comparison, byte[] Record, byte[] Token) : ModuleCall;

    /// <summary>Whether an ordered variable lies between two bounds, inclusive. As <see cref="CompareOrdered"/>.</summary>
    /// <param name="Record">The stored record.</param>
    /// <param name="Low">The lower bound, made for that record.</param>
    /// <param name="High">The upper bound, made for that record.</param>
    public sealed record RangeOrdered(byte[] Record, byte[] Low, byte[] High) : ModuleCall;

    /// <summary>
    /// What a request delegates by its envelope: an answer for every item, in their order and each from what stands in that item alone. That a request names a
    /// variable once is the request's rule; an item that comes twice is answered twice.
    /// </summary>
    /// <param name="Binding">The request, as the ledger knows it.</param>
    /// <param name="Envelope">As it stands in the request.</param>
    /// <param name="Items">The records that it is about, as the registers hold them now.</param>
    public sealed record Delegated(EnvelopeBinding Binding, byte[] Envelope, ImmutableArray<DelegatedItem> Items) : ModuleCall;
}
