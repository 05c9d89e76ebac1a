using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Receipts;

/// <summary>JSON forms of the parts that proofs share.</summary>
internal static class ProofJson
{
    public static void Signatures(JsonWriter json, ImmutableArray<MemberSignature> signatures)
    {
        json.StartArray();
        foreach (var signature in signatures)
        {
            json.StartObject().Name("member").Number(signature.Signer).Name("signature").Base64(signature.Signature).EndObject();
        }
        json.EndArray();
    }

    public static ImmutableArray<MemberSignature> Signatures(ref JsonCursor cursor)
    {
        var signatures = ImmutableArray.CreateBuilder<MemberSignature>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            cursor.Name("member"u8);
            var member = cursor.Int(Certificate.MaxMembers);
            cursor.Next("signature"u8);
            signatures.Add(new MemberSignature(member, Signature(ref cursor)));
            cursor.Expect('}');
            if (signatures.Count > Certificate.MaxMembers)
            {
                cursor.Fail();
            }
        }
        return signatures.ToImmutable();
    }

    public static byte[] Signature(ref JsonCursor cursor)
    {
        var signature = cursor.Base64(P256.SignatureBytes);
        if (signature.Length != P256.SignatureBytes)
        {
            cursor.Fail();
        }
        return signature;
    }

    public static void State(JsonWriter json, AttestedState state)
    {
        json.StartObject().Name("block").Digest(state.Block).Name("epoch").Number(state.Epoch).Name("height").Number(state.Height);
        json.Name("resultCount").Number(state.ResultCount).Name("resultsRoot").Digest(state.ResultsRoot).Name("stateRoot").Digest(state.StateRoot);
        json.Name("time").Number(state.TimeMs).EndObject();
    }

    public static AttestedState State(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("block"u8);
        var block = cursor.Digest();
        cursor.Next("epoch"u8);
        var epoch = cursor.Number();
        cursor.Next("height"u8);
        var height = cursor.Number();
        cursor.Next("resultCount"u8);
        var count = cursor.Int(Block.MaxRequests);
        cursor.Next("resultsRoot"u8);
        var resultsRoot = cursor.Digest();
        cursor.Next("stateRoot"u8);
        var stateRoot = cursor.Digest();
        cursor.Next("time"u8);
        var time = cursor.Number();
        cursor.Expect('}');
        return new AttestedState(epoch, height, block, time, stateRoot, resultsRoot, count);
    }

    public static void Digests(JsonWriter json, ImmutableArray<Digest> digests)
    {
        json.StartArray();
        foreach (var digest in digests)
        {
            json.Digest(digest);
        }
        json.EndArray();
    }

    public static ImmutableArray<Digest> Digests(ref JsonCursor cursor, int max)
    {
        var digests = ImmutableArray.CreateBuilder<Digest>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            digests.Add(cursor.Digest());
            if (digests.Count > max)
            {
                cursor.Fail();
            }
        }
        return digests.ToImmutable();
    }

    public static void Trie(JsonWriter json, TrieProof proof)
    {
        json.StartObject();
        if (proof.Leaf is { } leaf)
        {
            json.Name("leaf").StartObject().Name("key").Digest(leaf.Key).Name("register").Digest(leaf.RegisterHash).EndObject();
        }
        json.Name("steps").StartArray();
        foreach (var step in proof.Steps)
        {
            json.StartObject().Name("bit").Number(step.Bit).Name("sibling").Digest(step.Sibling).EndObject();
        }
        json.EndArray().EndObject();
    }

    public static TrieProof Trie(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        TrieLeaf? leaf = null;
        var name = cursor.Name();
        if (name.SequenceEqual("leaf"u8))
        {
            cursor.Expect('{');
            cursor.Name("key"u8);
            var key = cursor.Digest();
            cursor.Next("register"u8);
            leaf = new TrieLeaf(key, cursor.Digest());
            cursor.Expect('}');
            cursor.Expect(',');
            name = cursor.Name();
        }
        if (!name.SequenceEqual("steps"u8))
        {
            cursor.Fail();
        }
        var steps = ImmutableArray.CreateBuilder<TrieStep>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            cursor.Name("bit"u8);
            var bit = cursor.Int(byte.MaxValue);
            cursor.Next("sibling"u8);
            steps.Add(new TrieStep((byte)bit, cursor.Digest()));
            cursor.Expect('}');
            if (steps.Count > TrieProof.MaxSteps)
            {
                cursor.Fail();
            }
        }
        cursor.Expect('}');
        return new TrieProof(steps.ToImmutable(), leaf);
    }
}
