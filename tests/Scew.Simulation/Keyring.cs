using System.Buffers.Binary;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>
/// Stand-in for the members' keys: a keyed 64-bit mix of the message, eight times over. Also keeps who signed what, which is what the oracles judge
/// certificates and evidence by.
/// </summary>
public sealed class Keyring(ulong seed, Digest genesis, long epoch) : IMemberVerifier
{
    private readonly HashSet<(int Member, Statement Statement)> _votes = [];
    private readonly HashSet<(int Member, AttestedState State)> _attestations = [];

    public bool AcceptsEverything { get; init; }

    public Vote Sign(int member, Statement statement)
    {
        _votes.Add((member, statement));
        return new Vote(statement, member, Signature(member, statement.SigningBytes(genesis, epoch)));
    }

    public Attestation Sign(int member, AttestedState state)
    {
        _attestations.Add((member, state));
        return new Attestation(state, member, Signature(member, state.SigningBytes(genesis)));
    }

    public bool HasSigned(int member, Statement statement) => _votes.Contains((member, statement));

    public bool HasAttested(int member, AttestedState state) => _attestations.Contains((member, state));

    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        AcceptsEverything || (signature.Length == Vote.SignatureBytes && BinaryPrimitives.ReadUInt64LittleEndian(signature) == Tag(member, message));

    private byte[] Signature(int member, ReadOnlySpan<byte> message)
    {
        var bytes = new byte[Vote.SignatureBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Tag(member, message));
        bytes.AsSpan(0, 8).CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    private ulong Tag(int member, ReadOnlySpan<byte> message)
    {
        var state = Prng.Mix(seed, (ulong)member + 1);
        while (message.Length >= 8)
        {
            state = Prng.Mix(state, BinaryPrimitives.ReadUInt64LittleEndian(message));
            message = message[8..];
        }
        foreach (var rest in message)
        {
            state = Prng.Mix(state, rest);
        }
        return state;
    }
}
