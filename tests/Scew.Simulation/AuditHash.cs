namespace Scew.Simulation;

/// <summary>Folds every event of a run into one number: equal seeds must give equal numbers.</summary>
public sealed class AuditHash
{
    public ulong Value { get; private set; } = 0x5CE1;

    public long Events { get; private set; }

    public void Add(long now, int member, string what, ulong detail = 0)
    {
        Events++;
        var state = Prng.Mix(Value, (ulong)now);
        state = Prng.Mix(state, (ulong)member);
        foreach (var letter in what)
        {
            state = unchecked((state ^ letter) * 0x100000001B3);
        }
        Value = Prng.Mix(state, detail);
    }
}
