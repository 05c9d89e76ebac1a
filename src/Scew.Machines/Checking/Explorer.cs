namespace Scew.Machines.Checking;

/// <summary>
/// Every life of an asset over small domains, breadth first from its creation and from its move here, as far as the bounds allow. What is wrong with a step is found here; what only the whole shows is
/// <see cref="WholeChecks"/>'s.
/// </summary>
internal sealed class Explorer
{
    /// <summary>What trying a step costs beside the machine's own work.</summary>
    public const long AttemptCost = 60;

    private readonly Machine _machine;
    private readonly CheckBounds _bounds;
    private readonly StepChoices _choices;
    private readonly SituationKey _key;
    private readonly StepChecks _checks;
    private readonly long _timerCost;
    private long _limit;
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);

    /// <summary>Explores a machine, and looks at <paramref name="watch"/>: its own properties, or those of a newer machine that assets move to.</summary>
    public Explorer(Machine machine, Relevance relevance, PropertyWatch watch, CheckBounds bounds, Beginnings beginnings)
    {
        _machine = machine;
        _bounds = bounds;
        Relevance = relevance;
        Watch = watch;
        Beginnings = beginnings;
        Operations = beginnings.Operations;
        Coverage = new Coverage(relevance);
        _choices = new StepChoices(machine, relevance, bounds);
        _key = new SituationKey(relevance, machine.Transitions.Any(static one => one.Automatic is not null));
        _checks = new StepChecks(machine, Watch, Findings);
        var automatic = machine.Transitions.Count(static one => one.Automatic is not null);
        _timerCost = automatic * (24 + machine.Values.Length);
    }

    public Relevance Relevance { get; }

    public PropertyWatch Watch { get; }

    public Coverage Coverage { get; }

    /// <summary>Lives that do not begin with creation.</summary>
    public Beginnings Beginnings { get; }

    /// <summary>How many situations they led to at once that no creation leads to.</summary>
    public int Moved { get; private set; }

    public FindingList Findings { get; } = new();

    /// <summary>In the order in which they were found; the first is the one before creation.</summary>
    public List<Situation> Situations { get; } = [];

    /// <summary>Which situation led to which, with the properties whose second name happened on the way.</summary>
    public List<(int From, int To, ulong Second)> Ways { get; } = [];

    public StepChecks Checks => _checks;

    /// <summary>Nothing was left out of the small domains.</summary>
    public bool IsExhaustive { get; private set; } = true;

    public int Attempts { get; private set; }

    public long Operations { get; private set; }

    public void Run()
    {
        Coverage.Reach(_machine.States[0]);
        Situations.Add(new Situation(CheckedAsset.Begin(_machine), 0, null, null, 0));
        for (var next = 0; next < Situations.Count; next++)
        {
            var situation = Situations[next];
            if (situation.Depth == _bounds.Depth || Operations >= _bounds.Operations)
            {
                IsExhaustive = false;
                break;
            }
            // Creations with many inputs leave something for the assets that move here.
            _limit = next > 0 || Beginnings.Steps.IsEmpty ? _bounds.Operations : _bounds.Operations / 2;
            Expand(situation, next);
            _limit = _bounds.Operations;
            if (next == 0)
            {
                Move(situation);
            }
            IsExhaustive &= situation.IsExpanded && !situation.IsCut;
        }
    }

    /// <summary>Tries a step, takes in how guards answered, and tells the choices which guard refused.</summary>
    public TakenStep Try(CheckedAsset asset, ScriptStep step, StepChoices? choices, out long cost)
    {
        var taken = asset.Take(_machine, step);
        Attempts++;
        if (step.Older is not null)
        {
            Coverage.Move(step.Older, taken);
            cost = AttemptCost + Shortener.MoveCost(_machine, step) / Coverage.OperationsPerUnit + (taken.IsTaken ? _timerCost : 0);
            return taken;
        }
        var transition = _machine.Find(step.Transition)!;
        // Which timer is next is looked for more than once.
        cost = AttemptCost + 6 * asset.State.Timers.Items.Count + Coverage.Take(transition, taken) + (taken.IsTaken ? _timerCost : 0);
        if (choices is not null)
        {
            cost += choices.TakeCost();
            choices.Refusing = Coverage.LastRefusing;
        }
        return taken;
    }

    /// <summary>Assets of older machines come over.</summary>
    private void Move(Situation root)
    {
        var before = Situations.Count;
        foreach (var step in Beginnings.Steps)
        {
            if (Operations >= _bounds.Operations)
            {
                IsExhaustive = false;
                break;
            }
            var taken = Try(root.Asset, step, null, out var cost);
            Operations += cost;
            var done = step with { Expected = taken.Outcome };
            if (taken.Next is not { } after)
            {
                _checks.Refused(root, done, taken);
                continue;
            }
            var (bits, broken, second) = Watch.After(root, done, after.State.Name);
            _checks.Properties(broken, root, done, after);
            if (!Reach(root, 0, done, taken, bits, second))
            {
                break;
            }
        }
        Moved = Situations.Count - before;
    }

    private void Expand(Situation situation, int at)
    {
        var open = new OpenSteps();
        foreach (var step in _choices.From(situation.Asset))
        {
            if (Operations >= _limit)
            {
                return;
            }
            var taken = Try(situation.Asset, step, _choices, out var cost);
            Operations += cost;
            var done = step with { Expected = taken.Outcome };
            if (taken.Next is { } after)
            {
                situation.Ways++;
                var (bits, broken, second) = taken.IsTaken ? Watch.After(situation, step, after.State.Name) : (situation.Bits, 0, 0);
                _checks.Properties(broken, situation, done, after);
                if (!Reach(situation, at, done, taken, bits, second))
                {
                    return;
                }
            }
            if (taken.IsTaken)
            {
                open.Add(done, taken.Next!);
            }
            else
            {
                _checks.Refused(situation, done, taken);
            }
        }
        situation.IsCut = _choices.IsCut;
        situation.IsExpanded = true;
        _checks.Together(situation, open);
        _checks.Standing(situation, _machine.FinalStates.Contains(situation.Asset.State.Name), Relevance.IsLinear);
    }

    /// <summary>False where there is no room for another situation.</summary>
    private bool Reach(Situation from, int at, ScriptStep step, TakenStep taken, ulong bits, ulong second)
    {
        var (after, called) = (taken.Next!, taken.CallsAssets || step.Older?.Reached?.Called == true);
        var key = _key.Of(after, bits);
        Operations += _key.LastCost;
        if (!_known.TryGetValue(key, out var to))
        {
            if (Situations.Count > _bounds.Situations)
            {
                IsExhaustive = false;
                return false;
            }
            to = Situations.Count;
            _known.Add(key, to);
            Situations.Add(new Situation(after, bits, from, step, from.Depth + 1) { Called = from.Called || called });
        }
        if (Ways.Count == 0 || Ways[^1] != (at, to, second))
        {
            Ways.Add((at, to, second));
        }
        return true;
    }
}
