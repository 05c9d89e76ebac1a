using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>
/// Random lives from a seed, for what lies deeper than the breadth-first search came or beside its small domains.
/// </summary>
internal sealed class Walker(Machine machine, Explorer explorer, Shortener shortener, CheckBounds bounds)
{
    private const int MostSteps = 64;

    private readonly CheckRandom _random = new(bounds.Seed);
    private readonly Relevance _relevance = explorer.Relevance;

    public int Walks { get; private set; }

    public long Operations { get; private set; }

    public void Run()
    {
        while (Operations < bounds.WalkOperations)
        {
            Walks++;
            Walk();
        }
    }

    private void Walk()
    {
        var found = new FindingList();
        var checks = new StepChecks(machine, explorer.Watch, found);
        var at = new Situation(CheckedAsset.Begin(machine), 0, null, null, 0);
        if (!explorer.Beginnings.Steps.IsEmpty && _random.OneIn(3))
        {
            at = Try(at, _random.Pick(explorer.Beginnings.Steps), checks);
        }
        for (var i = 0; i < MostSteps && Operations < bounds.WalkOperations; i++)
        {
            var leaving = machine.Transitions.Where(one => one.From.Contains(at.Asset.State.Name)).ToArray();
            if (leaving.Length == 0)
            {
                break;
            }
            at = Try(at, Step(at.Asset, leaving), checks);
        }
        shortener.Standing(at, checks);
        Operations += Explorer.AttemptCost;
        foreach (var finding in found.All())
        {
            shortener.Add(finding, explorer.Findings);
        }
    }

    private Situation Try(Situation at, ScriptStep step, StepChecks checks)
    {
        var taken = explorer.Try(at.Asset, step, null, out var cost);
        Operations += cost;
        return shortener.Follow(at, step with { Expected = taken.Outcome }, taken, checks);
    }

    private ScriptStep Step(CheckedAsset asset, Transition[] leaving)
    {
        var unknown = new StepOutcome(string.Empty);
        if (asset.NextDueMs is { } due && _random.OneIn(3))
        {
            var next = asset.State.Timers.Items.First(one => one.Value == due).Key;
            return new ScriptStep(Math.Max(due, asset.NowMs), asset.Height + 1, null, [], next, MachineValues.Empty, unknown);
        }
        var look = new SituationLook(_relevance, asset, asset.State.Name != machine.States[0]);
        var now = Moment(asset, look);
        var missing = leaving.Where(one => !explorer.Coverage.IsTaken(one.Name)).ToArray();
        var transition = _random.Pick(missing.Length > 0 && _random.OneIn(2) ? missing : leaving);
        var looks = _relevance.Of(transition);
        var domains = new Domains(_relevance, looks, look, now);
        Account[] accounts = look.Accounts.IsEmpty ? [CheckCast.People[0], CheckCast.Members[0]] : [.. domains.Accounts()];
        var caller = look.Accounts.IsEmpty || !_random.OneIn(2) ? _random.Pick(accounts) : look.Accounts[0];
        var inputs = MachineValues.Empty;
        foreach (var input in looks.Inputs)
        {
            var domain = domains.Of(input.Type, true);
            inputs = inputs.Set(input.Name, Value(input.Type, domain));
            Operations += 20 + 4 * domain.Length;
        }
        ImmutableArray<Account> coSigners = !looks.CoSigners ? [] : _random.Below(3) switch
        {
            0 => [],
            1 => [.. accounts.Where(one => one != caller && _random.OneIn(2)).Take(RequestLimits.MaxSigners - 1)],
            _ => [.. accounts.Where(one => one != caller).Take(RequestLimits.MaxSigners - 1)],
        };
        if (looks.CallerMachine && _random.OneIn(2))
        {
            return new ScriptStep(now, asset.Height + 1, CheckCast.OtherAsset, [], transition.Name, inputs, unknown) { CallerMachine = _random.Pick(domains.CallerMachines().ToArray()) };
        }
        return new ScriptStep(now, asset.Height + 1, caller, coSigners, transition.Name, inputs, unknown);
    }

    /// <summary>Now, or on either side of what times and durations make; before the next timer.</summary>
    private long Moment(CheckedAsset asset, SituationLook look)
    {
        var now = asset.NowMs;
        switch (_random.Below(4))
        {
            case 0 when !look.TimesMs.IsEmpty:
                now = _random.Pick(look.TimesMs) + _random.Below(3) - 1;
                break;
            case 1 when !_relevance.DurationsMs.IsEmpty:
                now += _random.Pick(_relevance.DurationsMs) + _random.Below(3) - 1;
                break;
            case 2:
                now += _random.Below(100_000_000);
                break;
            default:
                break;
        }
        var latest = asset.NextDueMs is { } due ? Math.Max(asset.NowMs, due - 1) : CodecReader.MaxCounter;
        return Math.Clamp(now, asset.NowMs, latest);
    }

    /// <summary>One of the small domain, the usual one more often than others, or a number of its own.</summary>
    private MachineValue Value(MachineType type, ImmutableArray<MachineValue> domain) => type.Kind switch
    {
        _ when _random.OneIn(3) => domain[0],
        MachineTypeKind.Int or MachineTypeKind.Amount when _random.OneIn(4) => new MachineValue.Int(_random.Below(1 << (1 + _random.Below(20)))),
        _ => _random.Pick(domain),
    };
}
