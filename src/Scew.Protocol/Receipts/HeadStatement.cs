using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Receipts;

/// <summary>
/// "This is the highest block that I hold as final or sent finalize for", in answer to a client's nonce (22 characters). Zero view and height: only genesis.
/// </summary>
public sealed record HeadStatement(string Nonce, BlockRef Head)
{
    /// <summary>The bytes that are signed: tag, genesis hash, epoch, nonce (16 bytes), view, height, block hash.</summary>
    public byte[] SigningBytes(Digest genesis, long epoch)
    {
        var nonce = Base64Url.Decode(Nonce, RequestLimits.NonceBytes);
        Invariant.Require(nonce is not null, "a nonce was checked before it is signed");
        var writer = new CodecWriter(160);
        writer.Tag(DomainTags.Head);
        writer.Digest(genesis);
        writer.Counter(epoch);
        writer.Fixed(nonce);
        writer.Counter(Head.View);
        writer.Counter(Head.Height);
        writer.Digest(Head.Hash);
        return writer.ToArray();
    }
}

/// <summary>A member's signed statement with the certificate of the block that it names (none at height 0).</summary>
public sealed record HeadAnswer(HeadStatement Statement, Certificate? Certificate, int Signer, byte[] Signature)
{
    private const int MaxCertificateBytes = 8192;

    /// <summary>The canonical JSON; the certificate in the binary codec, base64url.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(1024);
        json.StartObject().Name("block").Digest(Statement.Head.Hash);
        if (Certificate is not null)
        {
            var writer = new CodecWriter(512);
            Certificate.Encode(writer);
            json.Name("certificate").Base64(writer.Written);
        }
        json.Name("height").Number(Statement.Head.Height).Name("member").Number(Signer).Name("nonce").Text(Statement.Nonce);
        return json.Name("signature").Base64(Signature).Name("view").Number(Statement.Head.View).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static HeadAnswer? Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("block"u8);
        var block = cursor.Digest();
        cursor.Expect(',');
        var name = cursor.Name();
        Certificate? certificate = null;
        if (name.SequenceEqual("certificate"u8))
        {
            var reader = new CodecReader(cursor.Base64(MaxCertificateBytes));
            certificate = Certificate.Decode(ref reader);
            cursor.Expect(',');
            name = cursor.Name();
            if (!reader.Complete)
            {
                return null;
            }
        }
        var isHeight = name.SequenceEqual("height"u8);
        var height = cursor.Number();
        cursor.Next("member"u8);
        var member = cursor.Int(Certificate.MaxMembers);
        cursor.Next("nonce"u8);
        var nonce = cursor.Ascii(22);
        cursor.Next("signature"u8);
        var signature = ProofJson.Signature(ref cursor);
        cursor.Next("view"u8);
        var view = cursor.Number();
        cursor.Expect('}');
        if (!cursor.Complete || !isHeight || !PayloadCodec.IsNonce(nonce))
        {
            return null;
        }
        var answer = new HeadAnswer(new HeadStatement(nonce, new BlockRef(view, height, block)), certificate, member, signature);
        return bytes.SequenceEqual(answer.Encode()) ? answer : null;
    }
}
