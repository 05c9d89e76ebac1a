using System.Collections.Immutable;
using Scew.Machines.Language.Compiling;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>The steps that are tried from one situation: who, when, and with which inputs, the most usual first.</summary>
internal sealed class StepChoices(Machine machine, Relevance relevance, CheckBounds bounds)
{
    private const int MostMoments = 12;
    private static readonly StepOutcome Unknown = new(string.Empty);

    private long _cost;

    /// <summary>Not all combinations were tried of what was asked for last.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Of the step that was tried last, the guard that refused it; -1 where none did. What guards did not ask for until then is not varied: they would refuse again.</summary>
    public int Refusing { get; set; } = -1;

    /// <summary>No more steps of the transition that was tried last are wanted.</summary>
    public bool SkipTransition { get; set; }

    /// <summary>What making the steps since the last call cost.</summary>
    public long TakeCost()
    {
        var cost = _cost;
        _cost = 0;
        return cost;
    }

    public IEnumerable<ScriptStep> From(CheckedAsset asset)
    {
        IsCut = false;
        var isCreated = asset.State.Name != machine.States[0];
        var look = new SituationLook(relevance, asset, isCreated);
        foreach (var transition in machine.Transitions)
        {
            if (!transition.From.Contains(asset.State.Name))
            {
                continue;
            }
            foreach (var step in transition.Automatic is null ? Requests(asset, look, relevance.Of(transition), isCreated) : Firings(asset, look, relevance.Of(transition)))
            {
                yield return step;
                if (SkipTransition)
                {
                    SkipTransition = false;
                    break;
                }
            }
        }
    }

    /// <summary>Time takes what is due next, at once or some time later.</summary>
    private IEnumerable<ScriptStep> Firings(CheckedAsset asset, SituationLook look, TransitionLooks looks)
    {
        if (asset.State.Timers.DueMs(looks.Transition.Name) is not { } due || due != asset.NextDueMs)
        {
            yield break;
        }
        foreach (var now in Moments(look, looks, Math.Max(due, asset.NowMs), null))
        {
            foreach (var height in Heights(asset, looks))
            {
                yield return new ScriptStep(now, height, null, [], looks.Transition.Name, MachineValues.Empty, Unknown);
            }
        }
    }

    private IEnumerable<ScriptStep> Requests(CheckedAsset asset, SituationLook look, TransitionLooks looks, bool isCreated)
    {
        // Who is refused whatever the moment and the inputs.
        var closed = new HashSet<(Account Caller, int CoSigners)>();
        foreach (var now in Moments(look, looks, asset.NowMs, asset.NextDueMs))
        {
            var domains = new Domains(relevance, looks, look, now);
            var inputs = looks.Inputs.Select(input => domains.Of(input.Type, looks.Relevant.Contains(input.Name))).ToArray();
            var bulk = looks.Inputs.Sum(static input => input.Type.Kind == MachineTypeKind.Text ? input.Type.Bound / 64 : 0);
            _cost += 20 + inputs.Sum(static one => 4L * one.Length) + 16 * bulk;
            foreach (var (height, caller, coSigners, at, from) in Signers(asset, look, looks, domains, isCreated))
            {
                if (closed.Contains((caller, at)))
                {
                    continue;
                }
                foreach (var chosen in Combinations(inputs, looks))
                {
                    Refusing = -1;
                    _cost += 2 * inputs.Length + bulk;
                    yield return new ScriptStep(now, height, caller, coSigners, looks.Transition.Name, ValuesOf(looks, inputs, chosen), Unknown) { CallerMachine = from };
                    if (Refusing >= 0 && looks.GuardInputs[Refusing] == 0)
                    {
                        break;
                    }
                }
                var asked = Refusing >= 0 ? looks.GuardReads[Refusing] : Reads.Input;
                if ((asked & (Reads.Input | Reads.Now)) == Reads.Nothing)
                {
                    closed.Add((caller, at));
                    if (!asked.HasFlag(Reads.Caller))
                    {
                        yield break;
                    }
                }
            }
            IsCut |= domains.IsCut && inputs.Any(static one => one.Length > 1);
        }
    }

    private IEnumerable<(long Height, Account Caller, ImmutableArray<Account> CoSigners, int At, string CallerMachine)> Signers(
        CheckedAsset asset, SituationLook look, TransitionLooks looks, Domains domains, bool isCreated)
    {
        foreach (var height in Heights(asset, looks))
        {
            foreach (var caller in Callers(domains, look, looks, isCreated))
            {
                var at = 0;
                foreach (var coSigners in CoSigners(domains, looks, caller))
                {
                    yield return (height, caller, coSigners, at++, string.Empty);
                }
            }
            var machines = 0;
            foreach (var from in domains.CallerMachines())
            {
                yield return (height, CheckCast.OtherAsset, [], --machines, from);
            }
        }
    }

    private ImmutableArray<Account> Callers(Domains domains, SituationLook look, TransitionLooks looks, bool isCreated)
    {
        if (!isCreated)
        {
            return looks.Caller && relevance.Members ? [CheckCast.People[0], CheckCast.Members[0]] : CheckCast.People[..1];
        }
        // Who owns it comes first: most steps are theirs.
        ImmutableArray<Account> all = [.. look.Accounts, .. domains.Accounts().Where(one => !look.Accounts.Contains(one))];
        return looks.Caller ? all : all[..1];
    }

    /// <summary>Nobody, each by itself, and all together.</summary>
    private IEnumerable<ImmutableArray<Account>> CoSigners(Domains domains, TransitionLooks looks, Account caller)
    {
        yield return [];
        if (!looks.CoSigners)
        {
            yield break;
        }
        Account[] others = [.. domains.Accounts().Where(one => one != caller)];
        foreach (var other in others)
        {
            yield return [other];
        }
        var all = relevance.Members ? others.Concat(CheckCast.Members.Where(one => one != caller && !others.Contains(one))) : others;
        if (all.Skip(1).Any())
        {
            yield return [.. all.Take(RequestLimits.MaxSigners - 1)];
        }
    }

    private IEnumerable<long> Heights(CheckedAsset asset, TransitionLooks looks)
    {
        yield return asset.Height + 1;
        if (!looks.Height)
        {
            yield break;
        }
        foreach (var number in relevance.Numbers)
        {
            for (var height = number; height <= number + 1 && height <= CodecReader.MaxCounter; height++)
            {
                if (height > asset.Height + 1)
                {
                    yield return height;
                }
            }
        }
    }

    /// <summary>Moments from <paramref name="from"/> on and before the next timer: now, and on both sides of what times and durations make.</summary>
    private SortedSet<long> Moments(SituationLook look, TransitionLooks looks, long from, long? before)
    {
        var moments = new SortedSet<long>();
        if (before is null || from < before)
        {
            moments.Add(from);
        }
        if (!looks.Now || look.TimesMs.IsEmpty)
        {
            return moments;
        }
        if (before is { } end && end - 1 > from)
        {
            moments.Add(end - 1);
        }
        foreach (var time in look.TimesMs)
        {
            foreach (var duration in looks.DurationsMs.Prepend(0))
            {
                foreach (var point in new[] { time + duration, time - duration })
                {
                    // Where a comparison turns, and right behind it.
                    for (var now = point; now <= point + 1; now++)
                    {
                        if (now > from && (before is null || now < before) && now <= CodecReader.MaxCounter && now - from < 400L * 365 * 86_400_000)
                        {
                            moments.Add(now);
                        }
                    }
                }
            }
        }
        while (moments.Count > MostMoments)
        {
            IsCut = true;
            moments.Remove(moments.Max);
        }
        return moments;
    }

    private static MachineValues ValuesOf(TransitionLooks looks, ImmutableArray<MachineValue>[] domains, int[] chosen)
    {
        if (chosen.Length == 0)
        {
            return MachineValues.Empty;
        }
        var names = new string[chosen.Length];
        var values = new MachineValue[chosen.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            (names[i], values[i]) = (looks.Inputs[i].Name, domains[i][chosen[i]]);
        }
        return MachineValues.Of(names, values);
    }

    /// <summary>All combinations where they are few; otherwise the usual one, each other value by itself, and then pairs of them as long as there is room.</summary>
    private IEnumerable<int[]> Combinations(ImmutableArray<MachineValue>[] domains, TransitionLooks looks)
    {
        long product = 1;
        foreach (var domain in domains)
        {
            product = Math.Min(product * domain.Length, 1L << 40);
        }
        return product <= bounds.Choices ? All(domains, looks) : Some(domains);
    }

    /// <summary>The inputs that guards ask for first change last.</summary>
    private IEnumerable<int[]> All(ImmutableArray<MachineValue>[] domains, TransitionLooks looks)
    {
        var chosen = new int[domains.Length];
        while (true)
        {
            yield return chosen;
            var at = domains.Length - 1;
            for (var asked = Refusing >= 0 ? looks.GuardInputs[Refusing] : domains.Length; at >= asked; at--)
            {
                chosen[looks.Order[at]] = 0;
            }
            while (at >= 0 && ++chosen[looks.Order[at]] == domains[looks.Order[at]].Length)
            {
                chosen[looks.Order[at--]] = 0;
            }
            if (at < 0)
            {
                yield break;
            }
        }
    }

    private IEnumerable<int[]> Some(ImmutableArray<MachineValue>[] domains)
    {
        IsCut = true;
        var left = bounds.Choices;
        yield return new int[domains.Length];
        for (var pairs = 0; pairs <= 1; pairs++)
        {
            for (var first = 0; first < domains.Length; first++)
            {
                for (var value = 1; value < domains[first].Length; value++)
                {
                    var chosen = new int[domains.Length];
                    chosen[first] = value;
                    if (pairs == 0)
                    {
                        if (--left <= 0)
                        {
                            yield break;
                        }
                        yield return chosen;
                        continue;
                    }
                    for (var second = first + 1; second < domains.Length; second++)
                    {
                        for (var other = 1; other < domains[second].Length; other++)
                        {
                            if (--left <= 0)
                            {
                                yield break;
                            }
                            chosen[second] = other;
                            yield return chosen;
                        }
                        chosen[second] = 0;
                    }
                }
            }
        }
    }
}
