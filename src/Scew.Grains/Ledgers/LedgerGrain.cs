using Orleans;
using Orleans.Runtime;
using Scew.Grains.Watching;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Executes blocks: the pure ledger decides, asset grains hold and validate, the flusher writes.</summary>
[GrainType("ledger")]
public sealed class LedgerGrain(
    MerchantContext merchant, LedgerHistory history, BlockExecutions executions, AssetCalls assets, ReceiptBook receipts, RegisterFlusher flusher, TransferDesk transfers,
    StateInstaller installer, SiloMeter meter)
    : Grain, ILedgerGrain
{
    private LedgerState _state = null!;
    private AttestedState? _attested;
    private BlockExecution? _running;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_state, _attested) = await history.LoadAsync();
        await transfers.LoadedAsync(_state, _attested);
        // A new activation would start at the applied height, behind what was executed: this one stays.
        this.RegisterGrainTimer(
            static (_, _) => Task.CompletedTask,
            this,
            new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { KeepAlive = true, Interleave = true });
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Drop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ExecutedBlock> ExecuteAsync(byte[] block)
    {
        var input = Read(block);
        if (input.Header.Height <= _state.Head.Height || input.Header.Height > _state.LastHeight)
        {
            Drop();
            return ExecutedBlock.Passed;
        }
        if (_running?.Hash != input.Hash)
        {
            Drop();
            _running = await executions.BeginAsync(_state, input);
        }
        if (await _running.GoOnAsync() is not { } outcome)
        {
            return ExecutedBlock.Waiting;
        }
        transfers.Changing(outcome.Changes);
        // Texts first: an asset that follows a machine of the same block finds it.
        await Task.WhenAll(outcome.Changes.Where(static change => change.Key.Kind == RegisterKind.Machine).Select(change => assets.ApplyAsync(outcome.Height, change)));
        await Task.WhenAll(outcome.Changes.Where(static change => change.Key.Kind != RegisterKind.Machine).Select(change => assets.ApplyAsync(outcome.Height, change)));
        _state.Commit(outcome);
        _attested = outcome.Attested;
        transfers.Executed(input.Header, outcome);
        receipts.Executed(_running.Requests, outcome);
        flusher.Executed(input, _running.Requests, outcome);
        AssetTransitions.Count(meter, merchant.Machines, _running.Requests, outcome);
        Drop();
        return new ExecutedBlock(AttestedStates.Encode(outcome.Attested), outcome.NextDueMs, LastHeight: _state.LastHeight);
    }

    /// <inheritdoc/>
    public Task<NextTimer> NextTimerAsync() => Task.FromResult(new NextTimer(_state.Head.Height, _state.NextDueMs, _state.LastHeight));

    /// <inheritdoc/>
    public async Task AdoptAsync()
    {
        if (await installer.InstallAsync(_state.Head.Height) is { } fetched)
        {
            Drop();
            // As at a start: whatever was written is read and checked against the attested root before anything stands on it.
            (_state, _attested) = await history.LoadAsync();
            installer.Finished(fetched, _state);
        }
    }

    /// <inheritdoc/>
    public Task<bool[]> ExecutedAsync(byte[] ids)
    {
        var executed = new bool[ids.Length / Digest.SizeBytes];
        for (var i = 0; i < executed.Length; i++)
        {
            executed[i] = _state.IsExecuted(new Digest(ids.AsSpan(i * Digest.SizeBytes, Digest.SizeBytes)));
        }
        return Task.FromResult(executed);
    }

    /// <inheritdoc/>
    public async Task<RegisterCapture> CaptureAsync(string registerKey)
    {
        var key = RegisterKeys.Parse(registerKey);
        // The trie knows what is absent, so questions for what does not exist activate nothing.
        var register = _state.Trees.Trie.Find(key.Hash()) is null ? null : await assets.ReadAsync(key);
        var attested = _attested is null ? [] : AttestedStates.Encode(_attested);
        return new RegisterCapture(attested, register, ProofCodec.Encode(_state.Trees.Prove(key)), _state.Trees.HistoryRoot.ToArray());
    }

    /// <inheritdoc/>
    public Task<string[]> IdsAsync(byte kind, string prefix, string? after, int limit) =>
        Task.FromResult(_state.Ids.Page((RegisterKind)kind, prefix, after, limit).ToArray());

    /// <inheritdoc/>
    public Task<byte[]> HeadAsync() => Task.FromResult(_attested is null ? [] : AttestedStates.Encode(_attested));

    private Block Read(byte[] bytes)
    {
        var reader = new CodecReader(bytes);
        var block = Block.Decode(ref reader, merchant.Group.Genesis);
        Invariant.Require(block is not null && reader.Complete, "a final block decodes");
        return block;
    }

    /// <summary>The state moved, or another block comes: nobody waits for this one's modules any more.</summary>
    private void Drop()
    {
        _running?.Dispose();
        _running = null;
    }
}
