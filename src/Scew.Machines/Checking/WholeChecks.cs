using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Checking;

/// <summary>
/// What only a whole exploration shows: what never happened, and what can no longer happen. Where the exploration is no proof (it was cut short, the text multiplies or counts, or assets
/// come from older machines that were not wholly looked at) it is a warning.
/// </summary>
internal sealed class WholeChecks(Machine machine, Explorer explorer)
{
    private readonly FindingList _findings = explorer.Findings;
    private readonly List<string> _missed = [];
    private readonly bool _isProof = explorer.IsExhaustive && explorer.Relevance.IsLinear && explorer.Beginnings.IsComplete;

    public void Run()
    {
        var drawn = Drawn();
        States(drawn);
        foreach (var transition in machine.Transitions)
        {
            if (!explorer.Coverage.IsTaken(transition.Name))
            {
                Dead(transition, drawn);
            }
            Guards(transition);
        }
        if (_missed.Count > 0)
        {
            _findings.Add(CheckSeverity.Warning, CheckCodes.NotReached, machine.Title ?? machine.Name, $"not all was looked at, and these were not seen: {string.Join(", ", _missed)}", []);
        }
        if (explorer.Watch.Eventually != 0)
        {
            Eventually();
        }
        Moves();
    }

    private IEnumerable<MigrationSyntax> Migrations => machine.Syntax?.Parts.OfType<MigrationSyntax>() ?? [];

    /// <summary>Declared ways from older machines that no asset takes.</summary>
    private void Moves()
    {
        foreach (var (from, state) in Migrations.SelectMany(static one => one.States.Select(state => (one.From, state.From))))
        {
            if (explorer.Beginnings.IsComplete && explorer.IsExhaustive && !explorer.Coverage.Moved(from, state))
            {
                var why = explorer.Beginnings.Why(from, state) ?? explorer.Coverage.LastRefusal(from, state);
                _findings.Add(CheckSeverity.Warning, CheckCodes.DeadMigration, $"{state} of {from}", $"no asset that is {state} comes over: {why}", []);
            }
        }
    }

    /// <summary>States that arrows and moves lead to, whatever guards say.</summary>
    private HashSet<string> Drawn()
    {
        var drawn = new HashSet<string>(Migrations.SelectMany(static one => one.States).Select(static one => one.To), StringComparer.Ordinal) { machine.States[0] };
        for (var known = 0; known != drawn.Count;)
        {
            known = drawn.Count;
            foreach (var transition in machine.Transitions)
            {
                if (transition.From.Any(drawn.Contains))
                {
                    drawn.Add(transition.To);
                }
            }
        }
        return drawn;
    }

    private void States(HashSet<string> drawn)
    {
        foreach (var state in machine.States)
        {
            var leaves = machine.Transitions.Any(one => one.From.Contains(state));
            if (!explorer.Coverage.IsReached(state) && drawn.Contains(state) && !explorer.IsExhaustive)
            {
                _missed.Add(state);
            }
            else if (!explorer.Coverage.IsReached(state))
            {
                var message = drawn.Contains(state) ? $"no asset came to be {state}" : $"no arrow leads to {state}";
                _findings.Add(Severity(!drawn.Contains(state)), CheckCodes.UnreachableState, state, message, []);
            }
            if (!leaves && !machine.FinalStates.Contains(state))
            {
                _findings.Add(CheckSeverity.Error, CheckCodes.NoWayOut, state, $"no transition leaves {state}, and it is not declared final", []);
            }
        }
    }

    private void Dead(Transition transition, HashSet<string> drawn)
    {
        if (transition.From.Any(drawn.Contains) && !explorer.IsExhaustive)
        {
            _missed.Add(transition.Name);
            return;
        }
        var looks = explorer.Relevance.Of(transition);
        var never = Enumerable.Range(0, looks.Guards.Length)
            .FirstOrDefault(at => explorer.Coverage.Refused(transition.Name, at) && !explorer.Coverage.Held(transition.Name, at), -1);
        var why = !transition.From.Any(explorer.Coverage.IsReached) ? $"no asset came to be {string.Join(" or ", transition.From)}"
            : never >= 0 ? $"its guard \"{looks.Guards[never]}\" refused every time"
            : "every step that passed its guards was refused";
        _findings.Add(Severity(!transition.From.Any(drawn.Contains)), CheckCodes.DeadTransition, transition.Name, $"'{transition.Name}' was never taken: {why}", []);
    }

    private void Guards(Transition transition)
    {
        var guards = explorer.Relevance.Of(transition).Guards;
        for (var at = 0; at < guards.Length && explorer.IsExhaustive; at++)
        {
            var (held, refused) = (explorer.Coverage.Held(transition.Name, at), explorer.Coverage.Refused(transition.Name, at));
            if (refused && !held)
            {
                _findings.Add(CheckSeverity.Warning, CheckCodes.GuardNeverHolds, $"{transition.Name}: {guards[at]}", $"the guard \"{guards[at]}\" of '{transition.Name}' never held", []);
            }
            else if (held && !refused)
            {
                _findings.Add(CheckSeverity.Warning, CheckCodes.GuardNeverRefuses, $"{transition.Name}: {guards[at]}", $"the guard \"{guards[at]}\" of '{transition.Name}' never refused", []);
            }
        }
    }

    /// <summary>From every situation in which the first happened and the second did not since, the second can still be reached. Of what was not looked at the best is thought.</summary>
    private void Eventually()
    {
        var situations = explorer.Situations;
        var can = new ulong[situations.Count];
        var leading = new List<int>[situations.Count];
        for (var i = 0; i < can.Length; i++)
        {
            leading[i] = [];
            can[i] = situations[i].IsExpanded && !situations[i].IsCut ? 0 : ulong.MaxValue;
        }
        foreach (var (from, to, second) in explorer.Ways)
        {
            can[from] |= second;
            leading[to].Add(from);
        }
        var open = new Queue<int>(Enumerable.Range(0, can.Length).Where(at => can[at] != 0));
        while (open.TryDequeue(out var at))
        {
            foreach (var from in leading[at])
            {
                if ((can[from] | can[at]) != can[from])
                {
                    can[from] |= can[at];
                    open.Enqueue(from);
                }
            }
        }
        for (var i = 0; i < explorer.Watch.Count; i++)
        {
            var (bit, property) = (1UL << i, explorer.Watch[i]);
            var stuck = (explorer.Watch.Eventually & bit) == 0 ? -1 : Enumerable.Range(0, can.Length).FirstOrDefault(at => (situations[at].Bits & bit) != 0 && (can[at] & bit) == 0, -1);
            if (stuck >= 0)
            {
                var message = $"after {property.First} an asset can be {situations[stuck].Asset.State.Name}, and from there {property.Second} cannot be reached";
                var severity = explorer.Relevance.IsLinear ? CheckSeverity.Error : CheckSeverity.Warning;
                _findings.Add(severity, CheckCodes.Eventually, property.ToString(), message, situations[stuck].Life());
            }
        }
    }

    private CheckSeverity Severity(bool isShown) => isShown || _isProof ? CheckSeverity.Error : CheckSeverity.Warning;
}
