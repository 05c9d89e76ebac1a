namespace Scew.Machines.Checking;

/// <summary>What was seen to happen: states, transitions taken, and how guards answered.</summary>
internal sealed class Coverage(Relevance relevance)
{
    /// <summary>A machine's operation is that much quicker than a unit of cost here.</summary>
    public const long OperationsPerUnit = 4;

    private readonly HashSet<string> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<(string Machine, string State)> _moved = [];
    private readonly Dictionary<(string Machine, string State), string> _refusals = [];
    private readonly HashSet<(string Transition, int Guard)> _held = [];
    private readonly HashSet<(string Transition, int Guard)> _refused = [];

    public bool IsReached(string state) => _states.Contains(state);

    public bool IsTaken(string transition) => _taken.Contains(transition);

    public bool Held(string transition, int guard) => _held.Contains((transition, guard));

    public bool Refused(string transition, int guard) => _refused.Contains((transition, guard));

    public void Reach(string state) => _states.Add(state);

    /// <summary>Assets moved here from this state of this machine.</summary>
    public bool Moved(string machine, string state) => _moved.Contains((machine, state));

    /// <summary>How a move ended; empty where there was none.</summary>
    public string LastRefusal(string machine, string state) => _refusals.GetValueOrDefault((machine, state), string.Empty);

    /// <summary>Takes in what a move came to.</summary>
    public void Move(OlderAsset older, TakenStep taken)
    {
        if (taken.IsTaken)
        {
            _moved.Add((older.Machine, older.State.Name));
            _states.Add(taken.Next!.State.Name);
        }
        else
        {
            _refusals[(older.Machine, older.State.Name)] = taken.Message;
        }
    }

    /// <summary>Which guard refused the last step; -1 where none did.</summary>
    public int LastRefusing { get; private set; }

    /// <summary>Takes in what a step came to; how many operations it was worth.</summary>
    public long Take(Transition transition, TakenStep taken)
    {
        var looks = relevance.Of(transition);
        if (taken.IsTaken)
        {
            _taken.Add(transition.Name);
            _states.Add(taken.Next!.State.Name);
        }
        var refusing = taken.Code == MachineRefusal.GuardRefused ? looks.Guards.IndexOf(taken.Message) : -1;
        var asked = refusing >= 0 ? refusing : taken.Code is MachineRefusal.BadInput or MachineRefusal.Overflow ? 0 : looks.Guards.Length;
        LastRefusing = refusing;
        long cost = 0;
        for (var i = 0; i < asked; i++)
        {
            _held.Add((transition.Name, i));
            cost += looks.GuardCosts[i];
        }
        if (refusing >= 0)
        {
            _refused.Add((transition.Name, refusing));
            return (cost + looks.GuardCosts[refusing]) / OperationsPerUnit;
        }
        return looks.Cost / OperationsPerUnit;
    }
}
