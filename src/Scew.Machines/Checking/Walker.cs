using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>
/// Random lives from a seed, for what lies deeper than the breadth-first search came or beside its small domains. What one shows is shortened by leaving out steps as long as it still shows it.
/// </summary>
internal sealed class Walker(Machine machine, Explorer explorer, CheckBounds bounds)
{
    private const int MostSteps = 64;
    private const int MostFindings = 16;

    private readonly CheckRandom _random = new(bounds.Seed);
    private readonly Relevance _relevance = explorer.Relevance;
    private int _shortened;

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
        for (var i = 0; i < MostSteps && Operations < bounds.WalkOperations; i++)
        {
            var leaving = machine.Transitions.Where(one => one.From.Contains(at.Asset.State.Name)).ToArray();
            if (leaving.Length == 0)
            {
                break;
            }
            at = Try(at, Step(at.Asset, leaving), checks);
        }
        checks.Standing(at with { Ways = machine.FinalStates.Contains(at.Asset.State.Name) ? 0 : 1 }, true, true);
        Operations += Explorer.AttemptCost;
        foreach (var finding in found.All())
        {
            if (!explorer.Findings.Has(finding.Code, finding.Subject) && _shortened++ < MostFindings)
            {
                var shorter = Shorten(finding);
                explorer.Findings.Add(shorter.Severity, shorter.Code, shorter.Subject, shorter.Message, shorter.Steps);
            }
        }
    }

    private Situation Try(Situation at, ScriptStep step, StepChecks checks)
    {
        var transition = machine.Find(step.Transition)!;
        var taken = at.Asset.Take(machine, step);
        explorer.Attempts++;
        Operations += Explorer.AttemptCost + explorer.Coverage.Take(transition, taken);
        return Follow(at, step with { Expected = taken.Outcome }, taken, checks);
    }

    private Situation Follow(Situation at, ScriptStep done, TakenStep taken, StepChecks checks)
    {
        if (!taken.IsTaken)
        {
            checks.Refused(at, done, taken);
        }
        if (taken.Next is not { } after)
        {
            return at;
        }
        var (bits, broken, _) = taken.IsTaken ? explorer.Watch.After(at.Bits, done.Transition, after.State.Name) : (at.Bits, 0, 0);
        checks.Properties(broken, at, done, after);
        return new Situation(after, bits, at, done, at.Depth + 1);
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
        var transition = _random.Pick(leaving);
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

    /// <summary>One of the small domain, or a number of its own.</summary>
    private MachineValue Value(MachineType type, ImmutableArray<MachineValue> domain) => type.Kind switch
    {
        MachineTypeKind.Int or MachineTypeKind.Amount when _random.OneIn(4) => new MachineValue.Int(_random.Below(1 << (1 + _random.Below(20)))),
        _ => _random.Pick(domain),
    };

    /// <summary>Leaves out one step after the other, from the end, as long as the same thing is found.</summary>
    private CheckFinding Shorten(CheckFinding finding)
    {
        for (var at = finding.Steps.Length - 2; at > 0; at--)
        {
            if (Operations >= 2 * bounds.WalkOperations)
            {
                break;
            }
            if (at < finding.Steps.Length - 1 && Replay(finding, finding.Steps.RemoveAt(at)) is { } shorter)
            {
                finding = shorter;
                at = finding.Steps.Length - 1;
            }
        }
        return finding;
    }

    /// <summary>Lives the steps again, those that are still taken, and tells whether the same is found.</summary>
    private CheckFinding? Replay(CheckFinding finding, ImmutableArray<CheckStep> steps)
    {
        var found = new FindingList();
        var checks = new StepChecks(machine, explorer.Watch, found);
        var at = new Situation(CheckedAsset.Begin(machine), 0, null, null, 0);
        foreach (var (step, _, _) in steps)
        {
            var next = step with { Height = at.Asset.Height + 1 };
            var taken = at.Asset.Take(machine, next);
            Operations += Explorer.AttemptCost + machine.Find(step.Transition)!.Cost;
            at = Follow(at, next with { Expected = taken.Outcome }, taken, checks);
        }
        checks.Standing(at with { Ways = machine.FinalStates.Contains(at.Asset.State.Name) ? 0 : 1 }, true, true);
        return found.All().FirstOrDefault(one => one.Code == finding.Code && one.Subject == finding.Subject);
    }
}
