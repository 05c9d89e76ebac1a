using Scew.Homomorphic.Hybrid;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Envelopes;

/// <summary>
/// What a client seals to the group's secure modules: version ‖ encapsulated key (65) ‖ ciphertext ‖ tag (16), by RFC 9180 base mode with the tag as info and
/// <see cref="EnvelopeBinding"/> as associated data. One per request.
/// </summary>
public static class Envelope
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    /// <summary>Most bytes of an envelope: in base64url twice it still fits into a request.</summary>
    public const int MaxBytes = RequestLimits.MaxEnvelopeBytes;

    private const int OverheadBytes = 1 + HybridEncryption.OverheadBytes;

    /// <summary>Seals; null when the modules' key is no point of the curve. <paramref name="seed"/> is 32 fresh random bytes.</summary>
    public static byte[]? Seal(ReadOnlySpan<byte> moduleKey, EnvelopeBinding binding, EnvelopeContent content, ReadOnlySpan<byte> seed)
    {
        var plaintext = SecretBytes.New(EnvelopeCodec.SizeOf(content));
        Invariant.Require(plaintext.Length + OverheadBytes <= MaxBytes, "an envelope fits into a request");
        try
        {
            EnvelopeCodec.Write(content, plaintext);
            return HybridEncryption.Seal(moduleKey, Tags.Envelope, binding.Encode(), plaintext, seed) is { } message ? [Version, .. message] : null;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
        }
    }

    /// <summary>
    /// Opens; null for everything that is not an envelope sealed to this key for this binding. Checked in a fixed order: length, version, point, tag,
    /// canonical plaintext. The reasons are one and the same to everybody.
    /// </summary>
    internal static EnvelopeContent? Open(HybridPrivateKey key, EnvelopeBinding binding, ReadOnlySpan<byte> envelope)
    {
        if (envelope.Length is <= OverheadBytes or > MaxBytes || envelope[0] != Version)
        {
            return null;
        }
        var plaintext = SecretBytes.New(envelope.Length - OverheadBytes);
        try
        {
            return HybridEncryption.TryOpen(key, Tags.Envelope, binding.Encode(), envelope[1..], plaintext) ? EnvelopeCodec.Decode(plaintext) : null;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
        }
    }
}
