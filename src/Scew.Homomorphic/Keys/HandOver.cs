using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Keys;

/// <summary>
/// A key that one account hands over to another: version ‖ encapsulated key (65) ‖ ciphertext ‖ tag (16), by RFC 9180 base mode to the encryption key that the
/// receiver published, with the tag as info and all that is said here as associated data. In any other place it does not open.
/// <para>
/// Base mode does not show who sealed: anybody can make a message in the giver's name. What tells the right key is the register, so whoever takes one checks it
/// there: a Paillier key by <see cref="PaillierPrivateKey.TryImport"/> with the registered public key, a variable's key by opening the certified record.
/// </para>
/// </summary>
/// <param name="Group">The group.</param>
/// <param name="Giver">Account that hands over.</param>
/// <param name="Receiver">Account that it is for.</param>
/// <param name="Kind">What is handed over.</param>
/// <param name="Label">The key's label in registers: the id of a Paillier key's register, or the name under which variables are ordered.</param>
public sealed record HandOver(Digest Group, Account Giver, Account Receiver, HandOverKind Kind, string Label)
{
    /// <summary>Version of the format, its first byte.</summary>
    public const byte Version = 1;

    private const int OverheadBytes = 1 + HybridEncryption.OverheadBytes + 1;

    /// <summary>
    /// Seals the key's bytes; null when the receiver's encryption key is no point of the curve. <paramref name="seed"/> is 32 fresh random bytes.
    /// </summary>
    public byte[]? Seal(ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed)
    {
        Invariant.Require(IsKeyLength(Kind, key.Length), "a key of the length of its kind");
        var plaintext = SecretBytes.New(1 + key.Length);
        try
        {
            plaintext[0] = (byte)Kind;
            key.CopyTo(plaintext.AsSpan(1));
            return HybridEncryption.Seal(encryptionKey, Tags.HandOver, Associated(), plaintext, seed) is { } message ? [Version, .. message] : null;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
        }
    }

    /// <summary>The key's bytes, which whoever calls overwrites; null for everything that was not sealed so for this receiver, giver, group, kind and label.</summary>
    public byte[]? TryOpen(HybridPrivateKey receiver, ReadOnlySpan<byte> message)
    {
        if (!IsKeyLength(Kind, message.Length - OverheadBytes) || message[0] != Version)
        {
            return null;
        }
        var plaintext = SecretBytes.New(message.Length - OverheadBytes + 1);
        try
        {
            return HybridEncryption.TryOpen(receiver, Tags.HandOver, Associated(), message[1..], plaintext) && plaintext[0] == (byte)Kind
                ? SecretBytes.Copy(plaintext.AsSpan(1)) : null;
        }
        finally
        {
            SecretBytes.Clear(plaintext);
        }
    }

    private static bool IsKeyLength(HandOverKind kind, int sizeBytes) => kind switch
    {
        HandOverKind.PaillierKey => sizeBytes is PaillierPrivateKey.ShortExportBytes or PaillierPrivateKey.LongExportBytes,
        HandOverKind.VariableKey => sizeBytes == OrderedRecord.KeyBytes,
        _ => false,
    };

    /// <summary>tag ‖ group ‖ giver ‖ receiver ‖ kind ‖ label.</summary>
    private byte[] Associated()
    {
        Invariant.Require(IdRules.IsValid(Label), "a label is an id");
        var writer = new CodecWriter(256);
        writer.Tag(DomainTags.HandOver);
        writer.Digest(Group);
        writer.Digest(Giver.Thumbprint);
        writer.Digest(Receiver.Thumbprint);
        writer.U8((byte)Kind);
        writer.Text(Label);
        return writer.ToArray();
    }
}
