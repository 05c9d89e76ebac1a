using System.Collections.Immutable;
using System.Threading.Channels;
using Orleans;
using Scew.Consensus;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>Gives final blocks to the ledger one after the other and posts what came out.</summary>
public sealed class ExecutionQueue(IGrainFactory grains, ReplicaInbox inbox, ISiloStop stop)
{
    private readonly Channel<Block> _blocks = Channel.CreateUnbounded<Block>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Adds consecutive final blocks.</summary>
    public void Add(ImmutableArray<Block> blocks)
    {
        foreach (var block in blocks)
        {
            _blocks.Writer.TryWrite(block);
        }
    }

    /// <summary>Executes until the token says stop.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var block in _blocks.Reader.ReadAllAsync(cancel))
            {
                if (await ExecuteAsync(block) is { } state)
                {
                    CrashPoint.Reach("after-execution");
                    CrashPoint.Diverge(ref state, static state => state with { StateRoot = state.ResultsRoot });
                    inbox.Post(new Executed(state));
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            stop.Stop(e);
        }
    }

    /// <summary>Executes one block; null when a state above it was installed meanwhile.</summary>
    public async Task<AttestedState?> ExecuteAsync(Block block)
    {
        var writer = new CodecWriter(512 + block.RequestIds.Length * 32);
        block.Encode(writer);
        var state = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).ExecuteAsync(writer.ToArray());
        return state.Length == 0 ? null : AttestedStates.Decode(state);
    }
}
