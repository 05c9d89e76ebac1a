using Scew.Ledger.Operations;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>What the execution of a block asks for: registers, steps worked out beside it, answers of secure modules.</summary>
public sealed partial class Execution
{
    /// <summary>
    /// First everything that is touched for certain, then what follows from it (machines of assets, keys of variables), all at once; then what can be worked out ahead, by steps and by
    /// secure modules, all at once; then the block runs.
    /// </summary>
    private ExecutionStep Go()
    {
        if (_missing == 0 && !_followingAsked)
        {
            _followingAsked = true;
            AskFollowing();
        }
        if (_missing > 0)
        {
            return Asking();
        }
        if (_ahead.IsDefault)
        {
            _ahead = new AheadPlanner(_scope).Plan(_due, _runnable);
            var questions = new QuestionPlanner(_scope);
            for (var i = 0; _asksAhead && i < _runnable.Count; i++)
            {
                questions.Plan(_runnable[i], i);
            }
            // A machine that others migrate from may be missing; the request that needs it asks again.
            _registers.TakeMissing();
            if (!_ahead.IsEmpty || _scope.Modules.HasQuestions)
            {
                return new ExecutionStep.Needs([], _ahead, _scope.Modules.Questions);
            }
        }
        foreach (var step in _ahead)
        {
            _scope.Memo.Add(step);
        }
        _ahead = [];
        return Run();
    }

    private ExecutionStep.Needs Asking() => new([.. _keys.Where(key => !_registers.Has(key))], [], []);

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
        if (_state.LastHeight == _block.Height)
        {
            add(GroupValue.Key);
        }
        foreach (var request in _runnable)
        {
            StaticKeys.Collect(request.Payload.Operation, Authority.Of(request.Payload), _state.Parameters, _state.Ids.Of(RegisterKind.Wallet), add);
        }
    }

    private void AskFollowing()
    {
        foreach (var key in _registers.Loaded.Select(static one => Following(one.Content)).OfType<RegisterKey>().ToList())
        {
            if (_seen.Add(key))
            {
                Ask(key, key.Hash());
                _missing += _registers.Has(key) ? 0 : 1;
            }
        }
    }

    /// <summary>The register without which the other cannot be worked with.</summary>
    private static RegisterKey? Following(RegisterContent? content) => content switch
    {
        RegisterContent.Asset asset when BlockScope.IsDeployed(asset.Machine) => new RegisterKey(RegisterKind.Machine, asset.Machine),
        RegisterContent.Variable { Value.Type: Protocol.Requests.VariableType.Additive } variable => VariableKeys.Paillier(variable.Value.Key),
        _ => null,
    };

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

    /// <summary>Takes back the request that could not go on; null when it can go on at once.</summary>
    private ExecutionStep.Needs? AskMissing()
    {
        _registers.Rollback();
        var work = _scope.Modules.TakeMissing();
        if (!_registers.IsShort)
        {
            // Everything before the request has run, so what else it will ask for certain is asked along.
            if (_asksAhead)
            {
                new QuestionPlanner(_scope).Plan(_runnable[_done - _dueCount], _done - _dueCount);
                _registers.TakeMissing();
            }
            _scope.Modules.Want(work!, _done - _dueCount);
            return new ExecutionStep.Needs([], [], _scope.Modules.Questions);
        }
        // What a request asks of a module while registers are missing may be nothing that it asks in the end.
        _missing = 0;
        foreach (var key in _registers.TakeMissing())
        {
            Ask(key, key.Hash());
            _missing += _registers.Has(key) ? 0 : 1;
        }
        return _missing > 0 ? Asking() : null;
    }
}
