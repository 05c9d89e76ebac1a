using Orleans;
using Orleans.Runtime;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Grains;

/// <summary>Executes blocks: the pure ledger decides, asset grains hold and validate, the flusher writes.</summary>
[GrainType("ledger")]
public sealed class LedgerGrain(
    MerchantContext merchant, LedgerHistory history, BlockDesk blocks, ReceiptBook receipts, RegisterFlusher flusher, TransferDesk transfers, StateInstaller installer)
    : Grain, ILedgerGrain
{
    private LedgerState _state = null!;
    private AttestedState? _attested;

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
    public async Task<ExecutedBlock> ExecuteAsync(byte[] block)
    {
        var input = Read(block);
        if (input.Header.Height <= _state.Head.Height)
        {
            return ExecutedBlock.Passed;
        }
        var requests = await blocks.RequestsAsync(input);
        var execution = _state.Begin(new BlockInput(input.Header.Height, input.Hash, input.Header.TimeMs, input.Header.Epoch, requests));
        while (execution.Step is ExecutionStep.Needs needs)
        {
            if (!needs.Ahead.IsEmpty)
            {
                // Steps of assets that do not touch each other, off the turn and side by side.
                await Task.Run(() => Parallel.ForEach(needs.Ahead, static step => step.Run()));
            }
            Invariant.Require(needs.Questions.IsEmpty, "there are no secure modules here");
            execution.Resume([.. await Task.WhenAll(needs.Registers.Select(ReadAsync))]);
        }
        var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
        transfers.Changing(outcome.Changes);
        // Texts first: an asset that follows a machine of the same block finds it.
        await Task.WhenAll(outcome.Changes.Where(static change => change.Key.Kind == RegisterKind.Machine).Select(change => ApplyAsync(outcome.Height, change)));
        await Task.WhenAll(outcome.Changes.Where(static change => change.Key.Kind != RegisterKind.Machine).Select(change => ApplyAsync(outcome.Height, change)));
        _state.Commit(outcome);
        _attested = outcome.Attested;
        transfers.Executed(input.Header, outcome);
        receipts.Executed(requests, outcome);
        flusher.Executed(input, requests, outcome);
        return new ExecutedBlock(AttestedStates.Encode(outcome.Attested), outcome.NextDueMs);
    }

    /// <inheritdoc/>
    public Task<NextTimer> NextTimerAsync() => Task.FromResult(new NextTimer(_state.Head.Height, _state.NextDueMs));

    /// <inheritdoc/>
    public async Task AdoptAsync()
    {
        if (await installer.InstallAsync(_state.Head.Height) is { } fetched)
        {
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
        var register = _state.Trees.Trie.Find(key.Hash()) is null ? null : await GrainFactory.GetGrain<IAssetGrain>(key.ToString()).ReadAsync();
        var attested = _attested is null ? [] : AttestedStates.Encode(_attested);
        return new RegisterCapture(attested, register, ProofCodec.Encode(_state.Trees.Prove(key)), _state.Trees.HistoryRoot.ToArray());
    }

    /// <inheritdoc/>
    public Task<string[]> WalletsAsync(string? after, int limit) => Task.FromResult(_state.Wallets(after, limit).ToArray());

    /// <inheritdoc/>
    public Task<byte[]> HeadAsync() => Task.FromResult(_attested is null ? [] : AttestedStates.Encode(_attested));

    private Block Read(byte[] bytes)
    {
        var reader = new CodecReader(bytes);
        var block = Block.Decode(ref reader, merchant.Group.Genesis);
        Invariant.Require(block is not null && reader.Complete, "a final block decodes");
        return block;
    }

    private async Task<RegisterAnswer> ReadAsync(RegisterKey key)
    {
        var bytes = await GrainFactory.GetGrain<IAssetGrain>(key.ToString()).ReadAsync();
        return new RegisterAnswer(key, bytes is null ? null : Register.Decode(bytes));
    }

    private async Task ApplyAsync(long height, RegisterChange change)
    {
        var grain = GrainFactory.GetGrain<IAssetGrain>(change.Key.ToString());
        var refusal = await grain.ApplyAsync(height, RegisterChangeCodec.Encode(change));
        Invariant.Require(refusal is null, $"{change.Key} refused what the ledger computed: {refusal}");
    }
}
