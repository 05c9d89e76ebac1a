using System.Collections.Immutable;
using Scew.Homomorphic.Modules;
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
/// The execution of one block, resumable: while <see cref="Step"/> is <see cref="ExecutionStep.Needs"/>, answer with <see cref="Resume(ImmutableArray{RegisterAnswer}, ImmutableArray{ImmutableArray{ModuleAnswer}})"/>. It reads the
/// ledger's state and changes nothing; the state must not move until it is done.
/// </summary>
public sealed partial class Execution
{
    private readonly LedgerState _state;
    private readonly BlockInput _block;
    private readonly RegisterOverlay _registers;
    private readonly List<SignedRequest> _runnable = [];
    private readonly ImmutableArray<LedgerTimer> _due;
    private readonly HashSet<RegisterKey> _seen = [];
    private readonly Dictionary<RegisterKey, Digest> _asked = [];
    private readonly List<RegisterKey> _keys = [];
    private readonly BlockScope _scope;
    private readonly AssetRules _assets;
    private readonly List<ExecutedRequest> _results = [];
    private readonly List<FiredTimer> _fired = [];
    private ImmutableArray<StepAhead> _ahead;
    private readonly bool _asksAhead;
    private bool _followingAsked;
    private long _timerOperations;
    private int _missing;
    private int _dueCount;
    private int _done;

    internal Execution(LedgerState state, BlockInput block, RegisterRules rules, bool asksAhead)
    {
        _asksAhead = asksAhead;
        _state = state;
        _block = block;
        _registers = new RegisterOverlay(rules) { Machines = name => _scope!.Machine(name) };
        _scope = new BlockScope(state.Parameters, state.Machines, block, _registers, state.Ids.Of(RegisterKind.Wallet), state.Deployers);
        _assets = rules.Assets;
        _due = [.. state.Timers.Due(block.TimeMs)];
        _dueCount = _due.Length;
        SelectRunnable();
        CollectKeys();
        _missing = _keys.Count;
        Step = Go();
    }

    /// <summary>What is needed, or the outcome.</summary>
    public ExecutionStep Step { get; private set; }

    /// <summary>Takes answers; every key that was asked for is answered exactly once. Returns <see cref="Step"/>.</summary>
    public ExecutionStep Resume(ImmutableArray<RegisterAnswer> answers) => Resume(answers, []);

    /// <summary>
    /// As <see cref="Resume(ImmutableArray{RegisterAnswer})"/>; <c>replies[i]</c> is what a secure module answered to question i: one answer, or one for every item of a delegated call.
    /// All replies come at once.
    /// </summary>
    public ExecutionStep Resume(ImmutableArray<RegisterAnswer> answers, ImmutableArray<ImmutableArray<ModuleAnswer>> replies)
    {
        Invariant.Require(Step is ExecutionStep.Needs needs && replies.Length == needs.Questions.Length, "execution waits for registers, or for a reply to every question");
        foreach (var (key, register) in answers)
        {
            Invariant.Require(_asked.TryGetValue(key, out var keyHash), "only what was asked for is answered");
            _state.RequireHeld(keyHash, register);
            _registers.Load(key, keyHash, register);
            _missing--;
        }
        _scope.Modules.Take(replies);
        Step = Go();
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

    /// <summary>
    /// Due timers, then requests, each as a whole. One that touches what is not loaded, because a machine led it there, or that a secure module has to answer first, is taken back, and runs
    /// again once that is here: so what it comes to does not hang on what was loaded or asked when.
    /// </summary>
    private ExecutionStep Run()
    {
        while (_done < _dueCount + _runnable.Count)
        {
            _registers.Begin();
            var fired = _done < _dueCount ? Fire(_due[_done]) : null;
            var result = _done < _dueCount ? null : Run(_runnable[_done - _dueCount], _results.Count);
            if (_registers.IsShort || _scope.Modules.IsShort)
            {
                if (AskMissing() is { } needs)
                {
                    return needs;
                }
                continue;
            }
            _scope.Modules.Forget(_done - _dueCount);
            _done++;
            _scope.Memo.Forget();
            if (_done < _dueCount && _timerOperations >= LedgerTimers.MaxOperationsInBlock)
            {
                // The others stay due.
                _dueCount = _done;
            }
            if (fired is not null)
            {
                _fired.Add(fired);
            }
            if (result is not null)
            {
                _results.Add(result);
            }
        }
        if (_state.LastHeight == _block.Height)
        {
            _registers.Begin();
            _registers.Write(_registers[GroupValue.Key], new ChangeCause.EpochEnded(_block.Height));
        }
        var timers = _state.Timers.After(_registers.ChangedTimers());
        var (changes, keyHashes) = _registers.Changes();
        ImmutableArray<ExecutedRequest> executed = [.. _results];
        var trees = _state.Trees.After(_block.BlockHash, changes, keyHashes);
        return new ExecutionStep.Done(new BlockOutcome(_block, changes, executed, [.. _fired], trees, timers, ResultsOf(executed)));
    }

    /// <summary>
    /// Timers fire before the block's requests run. One that an earlier firing in this block disarmed or moved is passed by; one whose calls are refused is spent, and nothing else
    /// happens.
    /// </summary>
    private FiredTimer? Fire(LedgerTimer timer)
    {
        var register = _registers[new RegisterKey(RegisterKind.Asset, timer.AssetId)];
        if (_registers.IsShort)
        {
            return null;
        }
        Invariant.Require(register.Content is RegisterContent.Asset, "a timer belongs to an asset");
        var asset = (RegisterContent.Asset)register.Content;
        if (asset.State.Timers.DueMs(timer.Transition) != timer.DueMs || _scope.Machine(asset.Machine) is not { } machine)
        {
            Invariant.Require(_registers.IsShort || asset.State.Timers.DueMs(timer.Transition) != timer.DueMs, "the machine of an asset is deployed");
            return null;
        }
        var context = _assets.ContextOf(timer.AssetId, asset, _block.TimeMs, _block.Height);
        var fired = _scope.Memo.Fire(machine, asset.State, timer.Transition, context);
        var runner = new CallRunner(_scope, Authority.Nobody, [], RequestLimits.MaxCalls);
        _registers.Write(register, new ChangeCause.TimerFired(asset.Machine, timer.Transition, timer.DueMs, _block.TimeMs, _block.Height));
        var taken = fired.Refusal is null;
        if (taken && runner.Run(timer.AssetId, fired.Calls) is not null && !_registers.IsShort)
        {
            _registers.Rollback();
            _registers.Write(register, new ChangeCause.TimerSpent(asset.Machine, timer.Transition, timer.DueMs, _block.TimeMs));
            taken = false;
        }
        if (!_registers.IsShort)
        {
            _timerOperations += runner.Operations + CallRunner.OperationsOf(register, machine, timer.Transition);
        }
        return new FiredTimer(timer.AssetId, timer.Transition, timer.DueMs, taken, _registers.AssetVersions());
    }

    private ExecutedRequest Run(SignedRequest request, int index)
    {
        var json = new JsonWriter();
        var refusal = OperationRunner.Run(_scope, request.Payload, json);
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
        return new ExecutedRequest(index, result, ExecutedId.RememberUntil(_state.Parameters.Window, request.Payload), written, created) { Versions = _registers.AssetVersions() };
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
