namespace Scew.Machines.Checking;

/// <summary>
/// Goes deep where the breadth-first search had to stop: from each situation only the first ways to take a transition are followed, and what was reached by a transition that was never taken
/// before is looked at first. It shows that things happen, and shows what is wrong with steps; that something never happens it does not.
/// </summary>
internal sealed class Scout(Machine machine, Explorer explorer, Shortener shortener, long operations)
{
    /// <summary>Ways of one transition that are followed from one situation.</summary>
    private const int MostWays = 3;

    /// <summary>Steps of one transition that are tried from one situation.</summary>
    private const int MostTries = 150;

    private readonly FindingList _found = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Queue<Situation> _fresh = new();
    private readonly Queue<Situation> _others = new();

    public long Operations { get; private set; }

    public int Situations => _known.Count;

    /// <summary>Situations in the order in which they were found, without the one before creation.</summary>
    public List<Situation> Reached { get; } = [];

    public void Run(CheckBounds bounds)
    {
        var checks = new StepChecks(machine, explorer.Watch, _found);
        var choices = new StepChoices(machine, explorer.Relevance, bounds);
        var key = new SituationKey(explorer.Relevance, machine.Transitions.Any(static one => one.Automatic is not null));
        _others.Enqueue(new Situation(CheckedAsset.Begin(machine), 0, null, null, 0));
        foreach (var step in explorer.Beginnings.Steps)
        {
            if (Operations >= operations)
            {
                break;
            }
            var root = new Situation(CheckedAsset.Begin(machine), 0, null, null, 0);
            var taken = explorer.Try(root.Asset, step, null, out var cost);
            Operations += cost;
            if (taken.IsTaken)
            {
                _others.Enqueue(shortener.Follow(root, step with { Expected = taken.Outcome }, taken, checks));
            }
        }
        while (Operations < operations && (_fresh.TryDequeue(out var next) || _others.TryDequeue(out next)))
        {
            if (next.Depth < bounds.Depth)
            {
                Expand(next, checks, choices, key);
            }
        }
        foreach (var finding in _found.All())
        {
            shortener.Add(finding, explorer.Findings);
        }
    }

    private void Expand(Situation situation, StepChecks checks, StepChoices choices, SituationKey key)
    {
        var open = new OpenSteps();
        var (transition, ways, tries) = (string.Empty, 0, 0);
        foreach (var step in choices.From(situation.Asset))
        {
            if (Operations >= operations)
            {
                return;
            }
            (ways, tries) = step.Transition == transition ? (ways, tries + 1) : (0, 1);
            transition = step.Transition;
            choices.SkipTransition = tries == MostTries;
            var taken = explorer.Try(situation.Asset, step, choices, out var cost);
            Operations += cost;
            var done = step with { Expected = taken.Outcome };
            var next = shortener.Follow(situation, done, taken, checks);
            if (taken.IsTaken)
            {
                open.Add(done, taken.Next!);
            }
            if (taken.Next is null)
            {
                continue;
            }
            var isNew = _known.Add(key.Of(next.Asset, next.Bits));
            Operations += key.LastCost;
            if (isNew)
            {
                Reached.Add(next);
                (_taken.Add(step.Transition) ? _fresh : _others).Enqueue(next);
                choices.SkipTransition |= ++ways == MostWays;
            }
        }
        checks.Together(situation, open);
        shortener.Standing(situation, checks);
    }
}
