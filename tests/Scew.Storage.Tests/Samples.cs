using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;

namespace Scew.Storage.Tests;

/// <summary>Made-up blocks, votes and registers. The store checks hashes and shapes, never signatures.</summary>
internal static class Samples
{
    internal static readonly Digest Genesis = Digest.Of("genesis"u8);
    internal static readonly Digest First = Digest.Of("activation 1"u8);
    internal static readonly Digest Second = Digest.Of("activation 2"u8);

    internal static Digest Hash(string text) => Digest.Of(Encoding.UTF8.GetBytes(text));

    internal static byte[] Signature(int seed) => Enumerable.Range(seed, 64).Select(value => (byte)value).ToArray();

    /// <summary>A wire form with the dots in the right places; its id is the hash of what stands before the second one.</summary>
    internal static byte[] Request(string text) => Encoding.ASCII.GetBytes($"header.{text}.signature");

    internal static Digest RequestId(string text) => BodiesBlob.Id(Request(text));

    /// <summary>A chain from height 1, one view each, <paramref name="requests"/> requests a block named <c>height-index</c>.</summary>
    internal static ImmutableArray<BlockWithBodies> Chain(int heights, int requests = 3, string fork = "")
    {
        var chain = ImmutableArray.CreateBuilder<BlockWithBodies>();
        var parent = BlockHeader.GenesisBlockHash(Genesis);
        for (var height = 1; height <= heights; height++)
        {
            chain.Add(Block(height, height, parent, [.. Enumerable.Range(0, requests).Select(index => Name(height, index) + fork)]));
            parent = chain[^1].Block.Hash;
        }
        return chain.ToImmutable();
    }

    internal static BlockWithBodies Block(long height, long view, Digest parent, ImmutableArray<string> requests)
    {
        var justification = new Justification(height == 1 ? null : Certificate(StatementKind.Notarize, view - 1, height - 1, parent), []);
        var block = Protocol.Ordering.Block.Create(
            Genesis, 0, height, view, parent, 1000 * height, [.. requests.Select(RequestId)], justification);
        return new BlockWithBodies(block, [.. requests.Select(Request)]);
    }

    internal static string Name(long height, int index) => string.Create(CultureInfo.InvariantCulture, $"{height}-{index}");

    /// <summary>Bytes of a block and its counted bodies, as <see cref="IReplicaStore.ReadChainAsync"/> counts them.</summary>
    internal static int StoredBytes(BlockWithBodies entry)
    {
        var writer = new CodecWriter();
        entry.Block.Encode(writer);
        BodiesBlob.Encode(writer, entry.Bodies);
        return writer.Length;
    }

    internal static Certificate Certificate(StatementKind kind, long view, long height, Digest block) => new(
        kind == StatementKind.Nullify ? Statement.Nullify(view) : new Statement(kind, view, height, block),
        [.. Enumerable.Range(0, 3).Select(signer => new MemberSignature(signer, Signature(signer)))]);

    internal static Certificate Finalization(Block block) => Certificate(StatementKind.Finalize, block.Header.View, block.Header.Height, block.Hash);

    internal static Vote FinalizeVote(Block block, int seed = 0) =>
        new(Statement.Finalize(block.Header.View, block.Header.Height, block.Hash), 1, Signature(seed));

    internal static AttestedState State(Block block) => new(
        0, block.Header.Height, block.Hash, block.Header.TimeMs, StateRoot.Of(Trie(block), History(block)), Root(block.Header.Height, Results(block)), block.RequestIds.Length);

    internal static Digest Trie(Block block) => Hash($"trie {block.Header.Height}");

    internal static Digest History(Block block) => Hash($"history {block.Header.Height}");

    internal static Digest Root(long height, ImmutableArray<RequestResult> results) => ResultsTree.Of(Genesis, height, results).Root;

    internal static ImmutableArray<RequestResult> Results(Block block) =>
        [.. block.RequestIds.Select((id, index) => new RequestResult(id, index % 2 == 0 ? "ok" : "balance-too-low", Encoding.UTF8.GetBytes($"{{\"n\":{index}}}")))];

    internal static Attestation Attest(Block block, int signer) => new(State(block), signer, Signature(signer));

    internal static AppliedHeight Applied(Block block, params int[] signers) => new(
        State(block),
        Trie(block),
        History(block),
        Results(block),
        [.. signers.Select(signer => Attest(block, signer))]);

    internal static Register Wallet(string id, long version, string value = "") =>
        new(new RegisterKey(RegisterKind.Wallet, id), version, "wallet", "open", new Account(Hash("owner " + id)), Encoding.UTF8.GetBytes(value));

    internal static SafetyWrite Safety(Digest activation, long? lease = null) => new(activation, lease, [], [], []);

    /// <summary>Blocks with bodies and finalizations, as a safety write.</summary>
    internal static SafetyWrite Final(Digest activation, ImmutableArray<BlockWithBodies> chain) =>
        new(activation, null, [], [.. chain.Select(entry => Finalization(entry.Block))], chain);

    internal static AppliedSet Set(Digest activation, IEnumerable<BlockWithBodies> chain, params Register[] registers) =>
        new(activation, [.. chain.Select(entry => Applied(entry.Block, 1))], [.. registers], []);
}
