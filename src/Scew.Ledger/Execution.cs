using System.Collections.Immutable;
using Scew.Ledger.Operations;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Ledger;

/// <summary>
/// The execution of one block, resumable: while <see cref="Step"/> is <see cref="ExecutionStep.Needs"/>, answer with <see cref="Resume"/>. It reads the
/// ledger's state and changes nothing; the state must not move until it is done.
/// </summary>
public sealed class Execution
{
    private readonly LedgerState _state;
    private readonly BlockInput _block;
    private readonly RegisterOverlay _registers;
    private readonly List<SignedRequest> _runnable = [];
    private readonly ImmutableArray<LedgerTimer> _due;
    private readonly HashSet<RegisterKey> _seen = [];
    private readonly Dictionary<RegisterKey, Digest> _asked = [];
    private readonly List<RegisterKey> _keys = [];
    private int _missing;

    internal Execution(LedgerState state, BlockInput block, RegisterRules rules)
    {
        _state = state;
        _block = block;
        _registers = new RegisterOverlay(rules);
        _due = [.. state.Timers.Due(block.TimeMs)];
        SelectRunnable();
        CollectKeys();
        _missing = _keys.Count;
        Step = _missing == 0 ? Run() : new ExecutionStep.Needs([.. _keys]);
    }

    /// <summary>What is needed, or the outcome.</summary>
    public ExecutionStep Step { get; private set; }

    /// <summary>Takes answers; every key that was asked for is answered exactly once. Returns <see cref="Step"/>.</summary>
    public ExecutionStep Resume(ImmutableArray<RegisterAnswer> answers)
    {
        Invariant.Require(Step is ExecutionStep.Needs, "execution waits for registers");
        foreach (var (key, register) in answers)
        {
            Invariant.Require(_asked.TryGetValue(key, out var keyHash), "only what was asked for is answered");
            _state.RequireHeld(keyHash, register);
            _registers.Load(key, keyHash, register);
            _missing--;
        }
        Step = _missing == 0 ? Run() : new ExecutionStep.Needs([.. _keys.Where(key => !_registers.Has(key))]);
        return Step;
    }

    /// <summary>
    /// Whatever is already executed, or not valid at the block's time, or stands twice in the block, or is of another group, is skipped and leaves no
    /// result; so exactly-once never rests on votes alone.
    /// </summary>
    private void SelectRunnable()
    {
        var seen = new HashSet<Digest>(_block.Requests.Length);
        foreach (var request in _block.Requests)
        {
            var valid = _state.Parameters.Window.At(_block.TimeMs, request.Payload) == Validity.Valid;
            if (valid && request.Payload.Group == _state.Parameters.Genesis && !_state.IsExecuted(request.Id) && seen.Add(request.Id))
            {
                _runnable.Add(request);
            }
        }
    }

    private void CollectKeys()
    {
        Action<RegisterKey> add = key =>
        {
            if (_seen.Add(key))
            {
                Ask(key, key.Hash());
            }
        };
        foreach (var timer in _due)
        {
            add(new RegisterKey(RegisterKind.Asset, timer.AssetId));
        }
        foreach (var request in _runnable)
        {
            StaticKeys.Collect(request.Payload.Operation, Authority.Of(request.Payload), _state.Parameters, _state.WalletIds, add);
        }
    }

    /// <summary>The trie knows what is absent, so nobody is asked for what does not exist.</summary>
    private void Ask(RegisterKey key, Digest keyHash)
    {
        if (_state.Trees.Trie.Find(keyHash) is null)
        {
            _registers.Load(key, keyHash, null);
        }
        else
        {
            _asked.Add(key, keyHash);
            _keys.Add(key);
        }
    }

    private ExecutionStep.Done Run()
    {
        foreach (var timer in _due)
        {
            Fire(timer);
        }
        var scope = new BlockScope(_state.Parameters, _state.Machines, _block, _registers, _state.WalletIds);
        var results = ImmutableArray.CreateBuilder<ExecutedRequest>(_runnable.Count);
        foreach (var request in _runnable)
        {
            results.Add(Run(scope, request, results.Count));
        }
        var timers = _state.Timers.After(_registers.ChangedTimers());
        var (changes, keyHashes) = _registers.Changes();
        var executed = results.MoveToImmutable();
        var trees = _state.Trees.After(_block.BlockHash, changes, keyHashes);
        return new ExecutionStep.Done(new BlockOutcome(_block, changes, executed, trees, timers, ResultsOf(executed)));
    }

    /// <summary>Timers fire before the block's requests run. One that an earlier firing in this block disarmed or moved is passed by.</summary>
    private void Fire(LedgerTimer timer)
    {
        var register = _registers[new RegisterKey(RegisterKind.Asset, timer.AssetId)];
        Invariant.Require(register.Content is RegisterContent.Asset, "a timer belongs to an asset");
        var asset = (RegisterContent.Asset)register.Content;
        if (asset.State.Timers.DueMs(timer.Transition) == timer.DueMs)
        {
            _registers.Begin();
            _registers.Write(register, new ChangeCause.TimerFired(asset.Machine, timer.Transition, timer.DueMs, _block.TimeMs, _block.Height));
        }
    }

    private ExecutedRequest Run(BlockScope scope, SignedRequest request, int index)
    {
        _registers.Begin();
        var json = new JsonWriter();
        var refusal = OperationRunner.Run(scope, request.Payload.Operation, Authority.Of(request.Payload), json);
        if (refusal is null && json.Written.Length > Receipt.MaxResultBytes)
        {
            // No client could read the receipt, so it must not happen.
            refusal = new Refusal(Codes.TooLarge, "the result would be larger than a receipt holds; ask for less in one request");
        }
        if (refusal is not null)
        {
            _registers.Rollback();
        }
        var result = refusal is null
            ? new RequestResult(request.Id, RequestResult.Ok, json.ToArray())
            : new RequestResult(request.Id, refusal.Code, refusal.ToJson());
        var (written, created) = _registers.Touched();
        return new ExecutedRequest(index, result, ExecutedId.RememberUntil(_state.Parameters.Window, request.Payload), written, created);
    }

    private ResultsTree ResultsOf(ImmutableArray<ExecutedRequest> results)
    {
        var leaves = new Digest[results.Length];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = results[i].Result.Leaf(_state.Parameters.Genesis, _block.Height, i);
        }
        return ResultsTree.Of(leaves);
    }
}
