using Scew.Protocol.Accounts;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Tests;

/// <summary>Signatures by hash: as unforgeable as needed above the signature check, and cheap enough for millions of cases.</summary>
internal sealed class StandInVerifier : IMemberVerifier, IAccountVerifier
{
    public static byte[] Sign(int member, ReadOnlySpan<byte> message)
    {
        var half = Digest.Of([(byte)member, .. message]).ToArray();
        return [.. half, .. half];
    }

    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => signature.SequenceEqual(Sign(member, message));

    public bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature) => true;
}
