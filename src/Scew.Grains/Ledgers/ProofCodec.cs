using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Trees;

namespace Scew.Grains;

/// <summary>Trie proofs as bytes, for calls between grains.</summary>
internal static class ProofCodec
{
    public static byte[] Encode(TrieProof proof)
    {
        var writer = new CodecWriter(64 + proof.Steps.Length * 33);
        writer.U32(proof.Steps.Length);
        foreach (var step in proof.Steps)
        {
            writer.U8(step.Bit);
            writer.Digest(step.Sibling);
        }
        writer.Flag(proof.Leaf is not null);
        if (proof.Leaf is { } leaf)
        {
            writer.Digest(leaf.Key);
            writer.Digest(leaf.RegisterHash);
        }
        return writer.ToArray();
    }

    public static TrieProof Decode(byte[] bytes)
    {
        var reader = new CodecReader(bytes);
        var steps = ImmutableArray.CreateBuilder<TrieStep>();
        var count = reader.Count(TrieProof.MaxSteps, 33);
        for (var i = 0; i < count; i++)
        {
            steps.Add(new TrieStep(reader.U8(), reader.Digest()));
        }
        var leaf = reader.Flag() ? new TrieLeaf(reader.Digest(), reader.Digest()) : null;
        Invariant.Require(reader.Complete, "a proof of our own decodes");
        return new TrieProof(steps.ToImmutable(), leaf);
    }
}
