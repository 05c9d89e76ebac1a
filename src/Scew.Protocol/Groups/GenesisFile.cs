using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Json;

namespace Scew.Protocol.Groups;

/// <summary>
/// The genesis document with the merchants' signatures over <see cref="GenesisDocument.ConsentBytes"/> beside it, by index; an empty array stands for one that
/// has not signed yet.
/// </summary>
public sealed record GenesisFile(GenesisDocument Document, ImmutableArray<byte[]> Consents)
{
    /// <summary>A file that nobody has signed.</summary>
    public static GenesisFile Unsigned(GenesisDocument document) => new(document, [.. document.Merchants.Select(_ => Array.Empty<byte>())]);

    /// <summary>The file with one more consent.</summary>
    public GenesisFile With(int member, byte[] signature) => this with { Consents = Consents.SetItem(member, signature) };

    /// <summary>The canonical JSON: <c>{"consents":["..."],"genesis":{...}}</c>.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(8192);
        json.StartObject().Name("consents").StartArray();
        foreach (var consent in Consents)
        {
            json.Base64(consent);
        }
        json.EndArray().Name("genesis");
        Document.Write(json);
        return json.EndObject().ToArray();
    }

    /// <summary>Whether every merchant consented.</summary>
    public GenesisFault CheckConsents()
    {
        if (Document.CreateVerifier() is not { } verifier)
        {
            return GenesisFault.Rule;
        }
        var message = Document.ConsentBytes();
        for (var i = 0; i < Consents.Length; i++)
        {
            if (Consents[i].Length == 0)
            {
                return GenesisFault.ConsentMissing;
            }
            if (!verifier.Verify(i, message, Consents[i]))
            {
                return GenesisFault.ConsentInvalid;
            }
        }
        return GenesisFault.None;
    }

    /// <summary>
    /// Reads a file (one trailing line feed is allowed). With <paramref name="requireConsents"/> every merchant's consent must be there and verify;
    /// without, those that are missing may be missing (for the ceremony that collects them).
    /// </summary>
    public static (ParsedGenesis Result, GenesisFile? File) Parse(ReadOnlySpan<byte> bytes, bool requireConsents = true)
    {
        bytes = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (bytes.Length > GenesisDocument.MaxBytes)
        {
            return (new ParsedGenesis(GenesisFault.TooLarge, "the genesis file is larger than 262144 bytes", null), null);
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("consents"u8);
        var consents = ReadConsents(ref cursor);
        cursor.Next("genesis"u8);
        if (cursor.Failed || bytes.Length <= cursor.At)
        {
            return (new ParsedGenesis(GenesisFault.Malformed, "the genesis file is not in its canonical form", null), null);
        }
        var document = GenesisDocument.Parse(bytes[cursor.At..^1]);
        if (document.Document is null)
        {
            return (document, null);
        }
        var file = new GenesisFile(document.Document, consents);
        if (consents.Length != file.Document.Merchants.Length || !bytes.SequenceEqual(file.Encode()))
        {
            return (new ParsedGenesis(GenesisFault.Malformed, "the genesis file is not in its canonical form or has a wrong number of consents", null), null);
        }
        var fault = file.CheckConsents();
        if (fault == GenesisFault.ConsentInvalid || (fault != GenesisFault.None && requireConsents))
        {
            return (new ParsedGenesis(fault, "a merchant's consent to the genesis is missing or does not verify", null), null);
        }
        return (document, file);
    }

    private static ImmutableArray<byte[]> ReadConsents(ref JsonCursor cursor)
    {
        var consents = ImmutableArray.CreateBuilder<byte[]>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var text = cursor.Ascii(86);
            var signature = text.Length == 0 ? [] : Base64Url.Decode(text, P256.SignatureBytes);
            if (signature is null || consents.Count == Ordering.Certificate.MaxMembers)
            {
                cursor.Fail();
                break;
            }
            consents.Add(signature);
        }
        return consents.ToImmutable();
    }
}
