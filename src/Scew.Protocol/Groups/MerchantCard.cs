using Scew.Protocol.Accounts;
using Scew.Protocol.Codec;
using Scew.Protocol.Json;

namespace Scew.Protocol.Groups;

/// <summary>
/// What a merchant gives to the others before there is a group: how genesis is to name it, signed by its own signing key, so that no part of one card stands in another.
/// Nobody is named in it but the merchant; consent to a group is another signature (<see cref="GenesisDocument.ConsentBytes"/>).
/// </summary>
public sealed record MerchantCard(Merchant Merchant, byte[] Signature)
{
    /// <summary>Most bytes of a card's file.</summary>
    public const int MaxBytes = 4096;

    /// <summary>The canonical JSON: <c>{"card":{"merchant":{...},"version":1},"signature":"..."}</c>.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024);
        json.StartObject().Name("card");
        Write(json, Merchant);
        return json.Name("signature").Base64(Signature).EndObject().ToArray();
    }

    /// <summary>The bytes that the signing key signs: tag and hash of the canonical JSON.</summary>
    public static byte[] SigningBytes(Merchant merchant)
    {
        var json = new JsonWriter(1024);
        Write(json, merchant);
        var writer = new CodecWriter(64);
        writer.Tag(DomainTags.MerchantCard);
        writer.Digest(Digest.Of(json.Written));
        return writer.ToArray();
    }

    /// <summary>Reads a card (one trailing line feed is allowed): the card, or a sentence that says why there is none.</summary>
    public static (MerchantCard? Card, string Fault) Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (bytes.Length > MaxBytes)
        {
            return (null, "it is larger than a merchant's card can be");
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("card"u8);
        cursor.Expect('{');
        cursor.Name("merchant"u8);
        var merchant = GenesisReader.Merchant(ref cursor);
        cursor.Next("version"u8);
        cursor.FailIf(cursor.Number() != 1);
        cursor.Expect('}');
        cursor.Next("signature"u8);
        var signature = cursor.Base64(P256.SignatureBytes);
        cursor.Expect('}');
        if (!cursor.Complete || merchant is null)
        {
            return (null, "it is no merchant's card in its canonical form");
        }
        var card = new MerchantCard(merchant, signature);
        if (!bytes.SequenceEqual(card.Encode()))
        {
            return (null, "it is no merchant's card in its canonical form");
        }
        return Broken(merchant) is { } rule ? (null, rule)
            : card.IsSigned() ? (card, "")
            : (null, $"the signature of {merchant.Name}'s card does not belong to what it says: it was changed, or put together from two cards");
    }

    /// <summary>The rule of genesis that a merchant breaks by itself, as a sentence; null for a good one.</summary>
    public static string? Broken(Merchant merchant) => GenesisRules.BrokenBy(merchant)
        ?? (VerifyingKey.Import(merchant.Key) is null ? $"the signing key of {merchant.Name} is not on the curve P-256" : null);

    private bool IsSigned() => P256.IsSignature(Signature) && VerifyingKey.Import(Merchant.Key)?.VerifyHash(Digest.Of(SigningBytes(Merchant)), Signature) == true;

    private static void Write(JsonWriter json, Merchant merchant)
    {
        json.StartObject().Name("merchant");
        GenesisDocument.Write(json, merchant);
        json.Name("version").Number(1).EndObject();
    }
}
