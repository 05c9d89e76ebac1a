using System.Security.Cryptography;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>A cheap stand-in for P-256: the signature is SHA-256(member, message), twice.</summary>
internal sealed class StandInKeys : IMemberVerifier
{
    public static readonly Digest Genesis = Digest.Of("test group"u8);

    public int Verifications { get; private set; }

    public static byte[] Sign(int member, ReadOnlySpan<byte> message)
    {
        var input = new byte[message.Length + 1];
        input[0] = (byte)member;
        message.CopyTo(input.AsSpan(1));
        var hash = SHA256.HashData(input);
        return [.. hash, .. hash];
    }

    public static Vote Vote(Group group, int signer, Statement statement) =>
        new(statement, signer, Sign(signer, statement.SigningBytes(group.Genesis, group.Epoch)));

    public static Attestation Attest(Group group, int signer, AttestedState state) =>
        new(state, signer, Sign(signer, state.SigningBytes(group.Genesis)));

    public static Certificate Certificate(Group group, Statement statement, params int[] signers) =>
        new(statement, [.. signers.Order().Select(signer => new MemberSignature(signer, Vote(group, signer, statement).Signature))]);

    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Verifications++;
        return signature.SequenceEqual(Sign(member, message));
    }
}
