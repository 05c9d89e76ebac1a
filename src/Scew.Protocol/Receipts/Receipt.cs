using System.Collections.Immutable;
using System.Text.Json;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Receipts;

/// <summary>
/// The full signed request, its result (code and canonical JSON), its place in the block, the Merkle path to the attested results root, and the attestations.
/// Anyone who has the genesis checks it offline with <see cref="ReceiptCheck"/>.
/// </summary>
public sealed record Receipt(
    ReadOnlyMemory<byte> Request, int Index, string Code, byte[] ResultJson, ImmutableArray<Digest> Path, CertifiedState Certified)
{
    /// <summary>Most bytes of a receipt file.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>Most bytes of a result.</summary>
    public const int MaxResultBytes = 256 * 1024;

    private const int MaxPath = 15;

    /// <summary>The canonical JSON, in a file as on the wire.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024 + Request.Length + ResultJson.Length);
        json.StartObject().Name("attestations");
        ProofJson.Signatures(json, Certified.Signatures);
        json.Name("code").Text(Code).Name("index").Number(Index).Name("path");
        ProofJson.Digests(json, Path);
        json.Name("request").Ascii(Request.Span).Name("result").Raw(ResultJson).Name("state");
        ProofJson.State(json, Certified.State);
        return json.Name("version").Number(1).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote (one trailing line feed is allowed); null for anything else. Proves nothing yet.</summary>
    public static Receipt? Parse(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.EndsWith("\n"u8) ? bytes[..^1] : bytes;
        if (bytes.Length > MaxBytes)
        {
            return null;
        }
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("attestations"u8);
        var signatures = ProofJson.Signatures(ref cursor);
        cursor.Next("code"u8);
        var code = cursor.Ascii(64);
        cursor.Next("index"u8);
        var index = cursor.Int(Block.MaxRequests);
        cursor.Next("path"u8);
        var path = ProofJson.Digests(ref cursor, MaxPath);
        cursor.Next("request"u8);
        var request = cursor.Printable(RequestLimits.MaxWireBytes);
        cursor.Next("result"u8);
        var result = cursor.Raw();
        cursor.Next("state"u8);
        var state = ProofJson.State(ref cursor);
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || version != 1 || !IsObject(result))
        {
            return null;
        }
        var receipt = new Receipt(request.ToArray(), index, code, result.ToArray(), path, new CertifiedState(state, signatures));
        return bytes.SequenceEqual(receipt.Encode()) ? receipt : null;
    }

    private static bool IsObject(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxResultBytes)
        {
            return false;
        }
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonWriter.MaxDepth });
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }
            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
