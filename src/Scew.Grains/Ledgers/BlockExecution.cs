using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Storage;

namespace Scew.Grains;

/// <summary>
/// One block on its way through the pure ledger, which outlives the grain's turn: where secure modules are silent, the turn ends and the next one goes on from here. Disposing it
/// ends the asking.
/// </summary>
internal sealed class BlockExecution : IDisposable
{
    private readonly BlockInput _block;
    private readonly Execution _execution;
    private readonly BlockExecutions _parts;
    private readonly CancellationTokenSource _dropped = new();
    private readonly CancellationToken _isDropped;
    private Task<ImmutableArray<ImmutableArray<ModuleAnswer>>>? _work;

    public BlockExecution(BlockInput block, Execution execution, BlockExecutions parts)
    {
        _block = block;
        _execution = execution;
        _parts = parts;
        _isDropped = _dropped.Token;
    }

    public Digest Hash => _block.BlockHash;

    public ImmutableArray<SignedRequest> Requests => _block.Requests;

    /// <summary>The outcome; null when modules are silent for longer than a turn may wait for them.</summary>
    public async Task<BlockOutcome?> GoOnAsync()
    {
        var began = _parts.Time.GetTimestamp();
        while (_execution.Step is ExecutionStep.Needs needs)
        {
            if (!needs.Ahead.IsEmpty || !needs.Questions.IsEmpty)
            {
                _work ??= Task.Run(() => WorkAsync(needs), _isDropped);
                if (!needs.Questions.IsEmpty && !await EndsWithinAsync(_work, _parts.Turn - _parts.Time.GetElapsedTime(began)))
                {
                    return null;
                }
            }
            var replies = _work is null ? [] : await _work;
            _work = null;
            _execution.Resume([.. await Task.WhenAll(needs.Registers.Select(ReadAsync))], replies);
        }
        return ((ExecutionStep.Done)_execution.Step).Outcome;
    }

    public void Dispose()
    {
        _dropped.Cancel();
        _dropped.Dispose();
    }

    /// <summary>Off the turn: steps of assets that do not touch each other, side by side, while the modules work.</summary>
    private async Task<ImmutableArray<ImmutableArray<ModuleAnswer>>> WorkAsync(ExecutionStep.Needs needs)
    {
        var asked = needs.Questions.IsEmpty ? null : _parts.Modules.AskAsync(_block.Height, needs.Questions, _isDropped);
        Parallel.ForEach(needs.Ahead, static step => step.Run());
        if (asked is null)
        {
            return [];
        }
        var replies = await asked;
        CrashPoint.Reach("module-answer");
        return replies;
    }

    private async Task<bool> EndsWithinAsync(Task work, TimeSpan limit)
    {
        if (!work.IsCompleted && limit > TimeSpan.Zero)
        {
            await work.WaitAsync(limit, _parts.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
        return work.IsCompleted;
    }

    private async Task<RegisterAnswer> ReadAsync(RegisterKey key)
    {
        var bytes = await _parts.Assets.ReadAsync(key);
        return new RegisterAnswer(key, bytes is null ? null : Register.Decode(bytes));
    }
}
