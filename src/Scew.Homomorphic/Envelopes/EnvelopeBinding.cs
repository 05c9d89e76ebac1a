using Scew.Protocol;
using Scew.Protocol.Codec;

namespace Scew.Homomorphic.Envelopes;

/// <summary>
/// What an envelope belongs to, as its associated data: the request that carries it and the key that it was sealed to. In any other place it does not open.
/// </summary>
/// <param name="Genesis">The group.</param>
/// <param name="KeyEpoch">Epoch of the modules' key.</param>
/// <param name="Account">Account that submitted the request.</param>
/// <param name="Nonce">The request's nonce, 16 bytes.</param>
/// <param name="ValidUntil">The request's end of validity, ms.</param>
/// <param name="Path">Where in the request the envelope stands; empty for the request as a whole.</param>
public sealed record EnvelopeBinding(Digest Genesis, long KeyEpoch, Account Account, byte[] Nonce, long ValidUntil, string Path)
{
    /// <summary>Bytes of a request's nonce.</summary>
    public const int NonceBytes = 16;

    /// <summary>Most bytes of a path.</summary>
    public const int MaxPathBytes = 64;

    /// <summary>tag ‖ genesis ‖ epoch ‖ account ‖ nonce ‖ validUntil ‖ path.</summary>
    internal byte[] Encode()
    {
        Invariant.Require(Nonce.Length == NonceBytes && EnvelopeContent.IsPath(Path), "a request's nonce and a path");
        var writer = new CodecWriter(192);
        writer.Tag(DomainTags.Envelope);
        writer.Digest(Genesis);
        writer.Counter(KeyEpoch);
        writer.Digest(Account.Thumbprint);
        writer.Fixed(Nonce);
        writer.Counter(ValidUntil);
        writer.Text(Path);
        return writer.ToArray();
    }
}
