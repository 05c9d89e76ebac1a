using Scew.Protocol.Codec;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Receipts;

/// <summary>
/// "This request was not executed up to this height, whose time is at or after the end of its validity", so that no block can hold it any more. A correct merchant
/// signs it only on a final, executed height.
/// </summary>
public sealed record NeverExecutedStatement(Digest RequestId, long Height)
{
    /// <summary>The bytes that are signed: tag, genesis hash, epoch, request id, height.</summary>
    public byte[] SigningBytes(Digest genesis, long epoch)
    {
        var writer = new CodecWriter(128);
        writer.Tag(DomainTags.NeverExecuted);
        writer.Digest(genesis);
        writer.Counter(epoch);
        writer.Digest(RequestId);
        writer.Counter(Height);
        return writer.ToArray();
    }
}

/// <summary>A member's signature over a <see cref="NeverExecutedStatement"/>.</summary>
public sealed record NeverExecuted(NeverExecutedStatement Statement, int Signer, byte[] Signature)
{
    /// <summary>The canonical JSON.</summary>
    public byte[] Encode()
    {
        var json = new JsonWriter(256);
        json.StartObject().Name("height").Number(Statement.Height).Name("member").Number(Signer).Name("request").Digest(Statement.RequestId);
        return json.Name("signature").Base64(Signature).EndObject().ToArray();
    }

    /// <summary>Reads exactly what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static NeverExecuted? Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new JsonCursor(bytes);
        cursor.Expect('{');
        cursor.Name("height"u8);
        var height = cursor.Number();
        cursor.Next("member"u8);
        var member = cursor.Int(Certificate.MaxMembers);
        cursor.Next("request"u8);
        var request = cursor.Digest();
        cursor.Next("signature"u8);
        var signature = ProofJson.Signature(ref cursor);
        cursor.Expect('}');
        var statement = new NeverExecuted(new NeverExecutedStatement(request, height), member, signature);
        return cursor.Complete && bytes.SequenceEqual(statement.Encode()) ? statement : null;
    }

    /// <summary>
    /// <see cref="ProofFault.None"/> when f+1 distinct members say of <paramref name="request"/> that it never was and never will be executed: one of them is correct. Invalid
    /// statements do not count; the heights may differ.
    /// </summary>
    public static ProofFault CheckAll(IEnumerable<NeverExecuted> statements, Digest request, Group group, IMemberVerifier verifier)
    {
        var members = new SortedSet<int>();
        foreach (var statement in statements)
        {
            if (statement.Statement.RequestId == request && statement.Signer >= 0 && statement.Signer < group.Size
                && verifier.Verify(statement.Signer, statement.Statement.SigningBytes(group.Genesis, group.Epoch), statement.Signature))
            {
                members.Add(statement.Signer);
            }
        }
        return members.Count > group.MaxFaulty ? ProofFault.None : ProofFault.NoQuorum;
    }
}
