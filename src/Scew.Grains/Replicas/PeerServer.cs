using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Answers peers that lag, from memory and from the store.</summary>
public sealed class PeerServer(MerchantContext merchant, IReplicaStore store, BlockDesk blocks, RequestBook book, Lazy<IPeerLinks> links)
{
    /// <summary>Bytes of blocks in one answer; a frame has room for 4 MiB.</summary>
    private const long MaxChainBytes = 2 * 1024 * 1024;

    private const int MaxAttestations = 256;

    /// <summary>Requests in one answer: 60 of the largest size fit a frame.</summary>
    private const int MaxRequestsAtOnce = 60;

    /// <summary>Final blocks from a height on, with a finalization of the last.</summary>
    public async Task ServeChainAsync(int peer, long fromHeight)
    {
        var range = await store.ReadChainAsync(fromHeight, MaxChainBytes);
        if (range is not null)
        {
            var answer = new ChainAnswer([.. range.Blocks.Select(b => b.Block)], range.Finalization, [.. range.Blocks.Select(b => b.Bodies)]);
            // A run up to the next finalization can be more than a frame; the peer then asks for its blocks one by one. One of large blocks does not even fit without requests:
            // another peer has finalizations at other heights, and a state is the last way.
            if ((MessageCodec.TryEncode(answer) ?? MessageCodec.TryEncode(answer with { Bodies = [] })) is { } encoded)
            {
                links.Value.Send(peer, encoded);
            }
        }
    }

    /// <summary>One block with all its requests, if held.</summary>
    public async Task ServeBlockAsync(int peer, Digest hash)
    {
        var found = blocks.Find(hash) ?? await store.ReadBlockAsync(hash);
        if (found is not null)
        {
            Send(peer, new BlockAnswer(found.Block, found.Bodies));
        }
    }

    /// <summary>Requests' bytes, as far as they are in memory.</summary>
    public Task ServeRequestsAsync(int peer, ImmutableArray<Digest> ids)
    {
        foreach (var some in ids.Distinct().Chunk(MaxRequestsAtOnce))
        {
            var bodies = book.Bodies(some);
            if (!bodies.IsEmpty)
            {
                Send(peer, new RequestAnswer(bodies));
            }
        }
        return Task.CompletedTask;
    }

    /// <summary>Own attestations above a height.</summary>
    public async Task ServeAttestationsAsync(int peer, long aboveHeight)
    {
        var start = merchant.Group.Start.Height;
        if (aboveHeight < start && merchant.OwnAttestationAt(start) is { } first)
        {
            // Nobody executes the block on which the era stands, so no flush brings the own word on it to the disk.
            Send(peer, new AttestationMessage(first));
        }
        var fromEra = Math.Max(aboveHeight, start - 1);
        foreach (var attestation in await store.ReadOwnAttestationsAboveAsync(fromEra, MaxAttestations, merchant.Self))
        {
            Send(peer, new AttestationMessage(attestation));
        }
    }

    private void Send(int peer, PeerMessage message)
    {
        if (MessageCodec.TryEncode(message) is { } encoded)
        {
            links.Value.Send(peer, encoded);
        }
    }
}
