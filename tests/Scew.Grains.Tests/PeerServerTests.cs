using System.Collections.Immutable;
using System.Reflection;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Storage;

namespace Scew.Grains.Tests;

/// <summary>What a peer asks for never stops this replica, whatever its store holds.</summary>
public class PeerServerTests
{
    /// <summary>
    /// A replica whose execution was far behind finalises up to 256 blocks with one certificate. When those are large, the run does not fit a frame even without requests.
    /// </summary>
    [Theory, Trait("row", "A16")]
    [InlineData(3, 1)]
    [InlineData(40, 0)]
    public async Task A16_a_run_of_final_blocks_that_no_frame_holds_is_not_served_and_stops_nobody(int blocks, int sent)
    {
        var genesis = Digest.Of([1]);
        var chain = ImmutableArray.CreateBuilder<BlockWithBodies>();
        for (var height = 1; height <= blocks; height++)
        {
            ImmutableArray<Digest> ids = [.. Enumerable.Range(0, 4096).Select(number => Digest.Of([(byte)height, (byte)number, (byte)(number >> 8)]))];
            var parent = height == 1 ? BlockHeader.GenesisBlockHash(genesis) : chain[^1].Block.Hash;
            chain.Add(new BlockWithBodies(Block.Create(genesis, 0, height, height, parent, height, ids, new Justification(null, [])), [.. ids.Select(_ => new byte[512])]));
        }
        var top = chain[^1].Block;
        Certificate finalization = new(Statement.Finalize(blocks, blocks, top.Hash), [.. Enumerable.Range(0, 3).Select(member => new MemberSignature(member, new byte[64]))]);
        var links = new Links();
        var server = new PeerServer(null!, OneChain.Of(new ChainRange(chain.ToImmutable(), finalization)), null!, null!, new Lazy<IPeerLinks>(links));
        await server.ServeChainAsync(1, 1);
        Assert.Equal(sent, links.Sent.Count);
        Assert.All(links.Sent, message => Assert.IsType<ChainAnswer>(MessageCodec.Decode(message, genesis)));
    }

    private sealed class Links : IPeerLinks
    {
        public List<byte[]> Sent { get; } = [];

        public IReadOnlyList<int> Connected => [1];

        public void Send(int peer, byte[] message) => Sent.Add(message);
    }

    /// <summary>A store that holds one run of the chain and is asked for nothing else.</summary>
    public class OneChain : DispatchProxy
    {
        private ChainRange? _range;

        /// <summary>A store with this run.</summary>
        public static IReplicaStore Of(ChainRange range)
        {
            var store = Create<IReplicaStore, OneChain>();
            ((OneChain)(object)store)._range = range;
            return store;
        }

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IReplicaStore.ReadChainAsync) ? Task.FromResult(_range) : throw new NotSupportedException(targetMethod?.Name);
    }
}
