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

    private ILedgerGrain Ledger => grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger);

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
            // An idle group executes nothing after a start, and its timers come due all the same.
            var timer = await Ledger.NextTimerAsync();
            inbox.Post(new TimersLoaded(timer.Height, timer.DueMs) { LastHeight = timer.LastHeight });
            await foreach (var block in _blocks.Reader.ReadAllAsync(cancel))
            {
                if (await ExecuteAsync(block, cancel) is { } executed)
                {
                    CrashPoint.Reach("after-execution");
                    var state = executed.State;
                    CrashPoint.Diverge(ref state, static state => state with { StateRoot = state.ResultsRoot });
                    inbox.Post(executed with { State = state });
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

    /// <summary>Executes one block, however long its secure modules take; null when a state above it was installed meanwhile.</summary>
    public async Task<Executed?> ExecuteAsync(Block block, CancellationToken cancel)
    {
        var writer = new CodecWriter(512 + block.RequestIds.Length * 32);
        block.Encode(writer);
        var bytes = writer.ToArray();
        ExecutedBlock executed;
        do
        {
            cancel.ThrowIfCancellationRequested();
            executed = await Ledger.ExecuteAsync(bytes);
        }
        while (executed.IsWaiting);
        return executed.State.Length == 0 ? null : new Executed(AttestedStates.Decode(executed.State), executed.NextDueMs) { LastHeight = executed.LastHeight };
    }
}
