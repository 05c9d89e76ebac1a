namespace Scew.Machines.Checking;

/// <summary>What was seen to happen: states, transitions taken, and how guards answered.</summary>
internal sealed class Coverage(Relevance relevance)
{
    /// <summary>A machine's operation is that much quicker than a unit of cost here.</summary>
    public const long OperationsPerUnit = 4;

    private readonly HashSet<string> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<(string Transition, int Guard)> _held = [];
    private readonly HashSet<(string Transition, int Guard)> _refused = [];

    public bool IsReached(string state) => _states.Contains(state);

    public bool IsTaken(string transition) => _taken.Contains(transition);

    public bool Held(string transition, int guard) => _held.Contains((transition, guard));

    public bool Refused(string transition, int guard) => _refused.Contains((transition, guard));

    public void Reach(string state) => _states.Add(state);

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
