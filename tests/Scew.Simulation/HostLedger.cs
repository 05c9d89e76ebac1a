using System.Collections.Immutable;
using Scew.Ledger;
using Scew.Ledger.Transfers;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;
using Scew.Simulation.Sealed;

namespace Scew.Simulation;

/// <summary>One member's unmodified ledger core with its registers, as its grains would hold them.</summary>
internal sealed class HostLedger
{
    private readonly LedgerState _state;
    private readonly Defect _defect;
    private readonly int _member;
    private readonly RegisterRules _rules;
    private readonly SimulatedModule _module;
    private readonly SortedDictionary<RegisterKey, Register> _registers = [];

    /// <summary>From what the disk holds: heights, and registers as of the last of them.</summary>
    public HostLedger(Scenario scenario, Group group, SimulatedDisk disk, int member, SealedRequests requests)
    {
        _module = new SimulatedModule(requests, member, scenario.Defect);
        _defect = scenario.Defect;
        _member = member;
        var parameters = new LedgerParameters(
            group.Genesis, [], [(SimulatedRequest.Customer(0), long.MaxValue / 2)], new ValidityWindow(scenario.WindowMs, scenario.LongWindowMs))
        {
            HasModules = true,
        };
        var head = LedgerHead.Genesis(group.Genesis);
        var history = HistoryTree.Empty.Append(head.BlockHash);
        if (disk.Base is { } installed)
        {
            head = new LedgerHead(installed.Height, installed.State.Epoch, installed.State.Block, installed.State.TimeMs);
            history = installed.Anchor.History!;
        }
        foreach (var height in disk.Executed)
        {
            head = new LedgerHead(height.State.Height, height.State.Epoch, height.State.Block, height.State.TimeMs);
            history = history.Append(height.State.Block);
        }
        foreach (var (key, register) in disk.Registers)
        {
            _registers[key] = PlantedLedger.Read(_defect, register);
        }
        var recent = (disk.Base?.Recent ?? []).Select(one => new ExecutedId(one.Id, one.TimeMs + scenario.RememberedMs));
        var executed = recent.Concat(disk.Executed.SelectMany(height => height.Requests));
        _state = LedgerState.Restore(parameters, SimulatedAlarm.Machines, head, _registers.Values, history, executed);
        _rules = new RegisterRules(parameters, SimulatedAlarm.Machines);
    }

    public IReadOnlyDictionary<RegisterKey, Register> Registers => _registers;

    /// <summary>The newest executed block.</summary>
    public LedgerHead Head => _state.Head;

    /// <summary>Asset, transition and due time of every timer that the newest block fired.</summary>
    public ImmutableArray<string> Fired { get; private set; } = [];

    /// <summary>When the first timer is due.</summary>
    public long? NextDueMs => _state.NextDueMs;

    public LedgerTrees Trees => _state.Trees;

    /// <summary>What serves this state to others hears of every height, before and after it is executed.</summary>
    public StateServer? Server { get; init; }

    /// <summary>The same registers as they are, for a liar to change.</summary>
    internal LedgerState Copy(IEnumerable<Register> registers) =>
        LedgerState.Restore(_state.Parameters, SimulatedAlarm.Machines, _state.Head, registers, _state.Trees.History, []);

    public ExecutedHeight Execute(Block block, IEnumerable<SimulatedRequest> requests)
    {
        var signed = requests.Select(request => PlantedLedger.Given(_defect, request.Signed(_state.Parameters.Genesis))).ToImmutableArray();
        var execution = _state.Begin(new BlockInput(block.Header.Height, block.Hash, block.Header.TimeMs, block.Header.Epoch, signed));
        while (execution.Step is ExecutionStep.Needs needs)
        {
            // In two pieces and backwards: nothing may hang on how answers come.
            var some = needs.Registers.Reverse().Take(1 + needs.Registers.Length / 2);
            execution.Resume([.. some.Select(key => new RegisterAnswer(key, _registers.GetValueOrDefault(key)))], [.. needs.Questions.Reverse().Select(_module.Run).Reverse()]);
        }
        var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
        Fired = [.. outcome.Changes.SelectMany(change => change.Causes.OfType<ChangeCause.TimerFired>().Select(fired => $"{change.Key.Id} {fired.Transition} {fired.DueMs}"))];
        Server?.Changing(outcome.Changes);
        foreach (var change in outcome.Changes)
        {
            if (_rules.Validate(_registers.GetValueOrDefault(change.Key), change) is { } refusal)
            {
                throw new ViolationException("register rules", $"height {outcome.Height}: {refusal}");
            }
            _registers[change.Key] = change.After;
        }
        _state.Commit(outcome);
        Server?.Executed(block.Header, outcome);
        return new ExecutedHeight(
            PlantedLedger.State(_defect, outcome.Attested, _registers.Values, _member), [.. outcome.Results.Select(result => new ExecutedId(result.Result.RequestId, result.RememberUntilMs))],
            [.. outcome.Changes.Select(change => change.After)], null);
    }
}
