using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;

namespace Scew.Protocol.Pages;

/// <summary>
/// "This is the page that I serve": a member's signature over a manifest, the answer of <c>GET /v1/page</c>. f+1 equal ones hold the word of one honest merchant. It says nothing of what a
/// visitor is sent.
/// </summary>
public sealed record SignedPage(PageManifest Manifest, int Signer, byte[] Signature)
{
    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(128 * (Manifest.Files.Length + 2));
        json.StartObject().Name("manifest");
        Manifest.Write(json);
        return json.Name("member").Number(Signer).Name("signature").Base64(Signature).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static SignedPage? Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("manifest"u8);
        var manifest = PageManifest.Read(ref cursor);
        cursor.Next("member"u8);
        var member = cursor.Int(Certificate.MaxMembers);
        cursor.Next("signature"u8);
        var signature = ProofJson.Signature(ref cursor);
        cursor.Expect('}');
        var page = new SignedPage(manifest, member, signature);
        return cursor.Complete && bytes.SequenceEqual(page.Encode()) ? page : null;
    }

    /// <summary>Whether the named member signed it for this group.</summary>
    public ProofFault Check(Group group, IMemberVerifier verifier) =>
        Signer < 0 || Signer >= group.Size ? ProofFault.Signers
        : verifier.Verify(Signer, Manifest.SigningBytes(group.Genesis, group.Epoch), Signature) ? ProofFault.None : ProofFault.Signature;
}
