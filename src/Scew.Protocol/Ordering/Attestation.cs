using Scew.Protocol.Codec;

namespace Scew.Protocol.Ordering;

/// <summary>What a merchant attests after it executed a final height: epoch, height, block, time, state root, results root, result count.</summary>
public sealed record AttestedState(long Epoch, long Height, Digest Block, long TimeMs, Digest StateRoot, Digest ResultsRoot, int ResultCount)
{
    /// <summary>The bytes that are signed: tag, genesis hash, then the fields.</summary>
    public byte[] SigningBytes(Digest genesis)
    {
        var writer = new CodecWriter(256);
        writer.Tag(DomainTags.Attest);
        writer.Digest(genesis);
        Encode(writer);
        return writer.ToArray();
    }

    /// <summary>Appends the fields in order.</summary>
    public void Encode(CodecWriter writer)
    {
        writer.Counter(Epoch);
        writer.Counter(Height);
        writer.Digest(Block);
        writer.Counter(TimeMs);
        writer.Digest(StateRoot);
        writer.Digest(ResultsRoot);
        writer.U32(ResultCount);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static AttestedState Decode(ref CodecReader reader) => new(
        reader.Counter(), reader.Counter(), reader.Digest(), reader.Counter(), reader.Digest(), reader.Digest(), reader.U32(int.MaxValue));
}

/// <summary>A member's signature over an <see cref="AttestedState"/>.</summary>
public sealed record Attestation(AttestedState State, int Signer, byte[] Signature)
{
    /// <summary>True when its signer signed it for the group of this genesis.</summary>
    public bool IsSigned(IMemberVerifier verifier, Digest genesis) =>
        Signature.Length == Vote.SignatureBytes && verifier.Verify(Signer, State.SigningBytes(genesis), Signature);

    /// <summary>Appends state, signer, signature.</summary>
    public void Encode(CodecWriter writer)
    {
        State.Encode(writer);
        writer.U16(checked((ushort)Signer));
        writer.Fixed(Signature);
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    public static Attestation Decode(ref CodecReader reader) =>
        new(AttestedState.Decode(ref reader), reader.U16(), reader.Fixed(Vote.SignatureBytes));
}
