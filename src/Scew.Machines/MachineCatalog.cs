using System.Collections.Immutable;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol;

namespace Scew.Machines;

/// <summary>The machines that a group knows, by name.</summary>
public sealed class MachineCatalog
{
    /// <summary>
    /// Most compiled texts that are remembered; beyond, all are forgotten and compiled again when they are needed. It is more than the members and issuers of a group of 100 may
    /// deploy, so nobody makes a group compile again and again.
    /// </summary>
    public const int MaxCompiled = 16_384;

    private readonly Dictionary<string, Machine> _machines = new(StringComparer.Ordinal);

    // Replaced as a whole: who reads it meanwhile compiles once more, and comes to the same.
    private ImmutableSortedDictionary<string, Machine> _compiled = ImmutableSortedDictionary.Create<string, Machine>(StringComparer.Ordinal);

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

    /// <summary>The machine called <paramref name="name"/> that ships, or null.</summary>
    public Machine? Find(string name) => _machines.GetValueOrDefault(name);

    /// <summary>A machine that ships, or one whose text was compiled lately. Says nothing about what is deployed.</summary>
    public Machine? FindCompiled(string name) => Find(name) ?? (_compiled.TryGetValue(name, out var compiled) ? compiled : null);

    /// <summary>
    /// The machine of a text, whose name is <paramref name="name"/>, compiled now or before; null when the text has faults. <paramref name="known"/> finds the machines that it migrates from; where
    /// one is not found, the text has faults, and nothing is remembered.
    /// </summary>
    public Machine? Compile(string name, string text, Func<string, Machine?> known)
    {
        if (_compiled.TryGetValue(name, out var found))
        {
            return found;
        }
        var machine = MachineText.Compile(text, known).Machine;
        if (machine is not null)
        {
            _compiled = (_compiled.Count < MaxCompiled ? _compiled : _compiled.Clear()).SetItem(name, machine);
        }
        return machine;
    }
}
