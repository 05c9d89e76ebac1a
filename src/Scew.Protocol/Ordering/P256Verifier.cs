using System.Collections.Immutable;
using Scew.Protocol.Accounts;

namespace Scew.Protocol.Ordering;

/// <summary>Checks members' signatures with one imported key per member. Thread-safe.</summary>
public sealed class P256Verifier : IMemberVerifier
{
    private readonly ImmutableArray<VerifyingKey> _keys;

    private P256Verifier(ImmutableArray<VerifyingKey> keys) => _keys = keys;

    /// <summary>A verifier for the members with these keys, in order of their indexes; null when one is not on the curve.</summary>
    public static P256Verifier? Create(IEnumerable<PublicKey> members)
    {
        var keys = ImmutableArray.CreateBuilder<VerifyingKey>();
        foreach (var member in members)
        {
            if (VerifyingKey.Import(member) is not { } key)
            {
                return null;
            }
            keys.Add(key);
        }
        return new P256Verifier(keys.ToImmutable());
    }

    /// <inheritdoc/>
    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        member >= 0 && member < _keys.Length && P256.IsSignature(signature) && _keys[member].VerifyHash(Digest.Of(message), signature);
}
