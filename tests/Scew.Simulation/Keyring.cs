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

    private readonly PlantedVerifier? _planted;

    /// <summary>Keys of which verification overlooks what the defect says.</summary>
    internal Keyring(ulong seed, Digest genesis, long epoch, Defect defect)
        : this(seed, genesis, epoch)
    {
        AcceptsEverything = defect == Defect.UncheckedSignatures;
        _planted = defect is Defect.ViewNotSigned or Defect.HeightIgnored or Defect.SendersCounted ? new PlantedVerifier(defect, genesis, epoch) : null;
    }

    public bool AcceptsEverything { get; init; }

    /// <summary>A member whose statements are right but signed for another epoch; it never counts as having signed.</summary>
    public int? SignsForAnotherEpoch { get; init; }

    public Vote Sign(int member, Statement statement)
    {
        if (SignsForAnotherEpoch == member)
        {
            return new Vote(statement, member, Signature(member, statement.SigningBytes(genesis, epoch + 1)));
        }
        _votes.Add((member, statement));
        return new Vote(statement, member, Signature(member, statement.SigningBytes(genesis, epoch)));
    }

    public Attestation Sign(int member, AttestedState state)
    {
        _attestations.Add((member, state));
        return new Attestation(state, member, Signature(member, state.SigningBytes(genesis)));
    }

    /// <summary>How often a member has signed.</summary>
    public long Signatures { get; private set; }

    /// <summary>How often a signature was checked.</summary>
    public long Verifications { get; private set; }

    public bool HasSigned(int member, Statement statement) => _votes.Contains((member, statement));

    public bool HasAttested(int member, AttestedState state) => _attestations.Contains((member, state));

    /// <summary>Signed as it stands, whatever a planted verifier overlooks.</summary>
    public bool IsGenuine(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == Vote.SignatureBytes && BinaryPrimitives.ReadUInt64LittleEndian(signature[8..]) == Tag(member, message);

    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Verifications++;
        return AcceptsEverything || _planted?.Overlooks(message) == true || (signature.Length == Vote.SignatureBytes && BinaryPrimitives.ReadUInt64LittleEndian(signature) == Tag(member, Covered(message)));
    }

    private ReadOnlySpan<byte> Covered(ReadOnlySpan<byte> message) => _planted is null ? message : _planted.Signed(message);

    private byte[] Signature(int member, ReadOnlySpan<byte> message)
    {
        Signatures++;
        var bytes = new byte[Vote.SignatureBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Tag(member, Covered(message)));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Tag(member, message));
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
