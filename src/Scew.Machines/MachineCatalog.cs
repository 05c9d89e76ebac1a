using System.Collections.Immutable;
using Scew.Machines.Applications;
using Scew.Protocol;

namespace Scew.Machines;

/// <summary>The machines that a group knows, by name.</summary>
public sealed class MachineCatalog
{
    private readonly Dictionary<string, Machine> _machines = new(StringComparer.Ordinal);

    /// <summary>A catalogue of machines with distinct names.</summary>
    public MachineCatalog(ImmutableArray<Machine> machines)
    {
        foreach (var machine in machines)
        {
            Invariant.Require(_machines.TryAdd(machine.Name, machine), "machines have distinct names");
        }
        Machines = machines.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
    }

    /// <summary>What ships with the silo.</summary>
    public static MachineCatalog Shipped { get; } = new([EShare.Machine]);

    /// <summary>In ordinal order of their names.</summary>
    public ImmutableArray<Machine> Machines { get; }

    /// <summary>The machine called <paramref name="name"/>, or null.</summary>
    public Machine? Find(string name) => _machines.GetValueOrDefault(name);
}
