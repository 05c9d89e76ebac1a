using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

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

    /// <summary>This file with the consents of another one beside its own; both hold the same document.</summary>
    public GenesisFile With(GenesisFile other) => this with { Consents = [.. Consents.Zip(other.Consents, static (own, others) => own.Length > 0 ? own : others)] };

    /// <summary>The names of those who have not signed yet.</summary>
    public ImmutableArray<string> Missing => NamesWhere(static (_, consent) => consent.Length == 0);

    /// <summary>Whether every merchant consented; a consent that does not verify counts before one that is missing.</summary>
    public GenesisFault CheckConsents() => Document.CreateVerifier() is not { } verifier ? GenesisFault.Rule
        : !Wrong(verifier).IsEmpty ? GenesisFault.ConsentInvalid
        : !Missing.IsEmpty ? GenesisFault.ConsentMissing
        : GenesisFault.None;

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
            return (new ParsedGenesis(fault, file.Said(fault), null), null);
        }
        return (document, file);
    }

    private string Said(GenesisFault fault) => fault == GenesisFault.ConsentMissing
        ? $"the consent of {string.Join(", ", Missing)} is missing"
        : $"the consent of {string.Join(", ", Document.CreateVerifier() is { } verifier ? Wrong(verifier) : [])} does not verify";

    private ImmutableArray<string> Wrong(P256Verifier verifier)
    {
        var message = Document.ConsentBytes();
        return NamesWhere((member, consent) => consent.Length > 0 && !verifier.Verify(member, message, consent));
    }

    private ImmutableArray<string> NamesWhere(Func<int, byte[], bool> holds) => [.. Document.Merchants.Where((_, member) => holds(member, Consents[member])).Select(static merchant => merchant.Name)];

    internal static ImmutableArray<byte[]> ReadConsents(ref JsonCursor cursor)
    {
        var consents = ImmutableArray.CreateBuilder<byte[]>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var text = cursor.Ascii(86);
            var signature = text.Length == 0 ? [] : Base64Url.Decode(text, P256.SignatureBytes);
            if (signature is null || consents.Count == Certificate.MaxMembers)
            {
                cursor.Fail();
                break;
            }
            consents.Add(signature);
        }
        return consents.ToImmutable();
    }
}
