using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>How many machines each account deployed. It follows from the registers and is kept beside them, never written; immutable.</summary>
internal sealed class Deployers
{
    /// <summary>Most machines of one account, so that the compiled texts of a group fit the memory of its silos whoever lies.</summary>
    public const int MaxMachines = 64;

    private readonly ImmutableSortedDictionary<Account, int> _counts;

    private Deployers(ImmutableSortedDictionary<Account, int> counts) => _counts = counts;

    /// <summary>Nobody deployed anything.</summary>
    public static Deployers None { get; } = new(ImmutableSortedDictionary<Account, int>.Empty);

    /// <summary>How many <paramref name="account"/> deployed.</summary>
    public int CountOf(Account account) => _counts.TryGetValue(account, out var count) ? count : 0;

    /// <summary>After some were deployed.</summary>
    public Deployers After(IEnumerable<Register> deployed)
    {
        var counts = _counts.ToBuilder();
        foreach (var machine in deployed)
        {
            counts[machine.Owner] = counts.TryGetValue(machine.Owner, out var count) ? count + 1 : 1;
        }
        return new Deployers(counts.ToImmutable());
    }
}
