using System.Collections.Immutable;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>Machine values of every kind, as deep as they may lie in each other.</summary>
internal static class RandomMachineValue
{
    private const long MaxMs = (1L << 53) - 1;

    public static MachineValue Of(Prng random, int depth = 1) => random.Below(depth < MachineValue.MaxDepth ? 12 : 9) switch
    {
        0 => new MachineValue.Int(RandomValue.Of<long>(random, "Value")),
        1 => new MachineValue.Text(RandomValue.Of<string>(random, "Value")),
        2 => new MachineValue.Bool(random.OneIn(2)),
        3 => new MachineValue.AccountRef(new Account(random.Digest())),
        4 => new MachineValue.Time(RandomValue.Of<long>(random, "UnixMs")),
        5 => MachineValue.None.Value,
        6 => new MachineValue.Duration(random.Pick(0, 1, -1, MaxMs, -MaxMs)),
        7 => new MachineValue.Bytes(Convert.ToHexStringLower(random.Bytes(random.Below(40)))),
        8 => new MachineValue.Choice(random.Pick("Good", "_worn", "Z9")),
        9 => new MachineValue.List([.. Enumerable.Range(0, random.Below(4)).Select(_ => Of(random, depth + 1))]),
        10 => Map(random, depth),
        _ => new MachineValue.Record([.. Names(random).Select(name => KeyValuePair.Create(name, Of(random, depth + 1)))]),
    };

    private static MachineValue.Map Map(Prng random, int depth)
    {
        var keys = new SortedSet<long>(Enumerable.Range(0, random.Below(4)).Select(_ => (long)random.Next()));
        return new MachineValue.Map([.. keys.Select(key => KeyValuePair.Create((MachineValue)new MachineValue.Int(key), Of(random, depth + 1)))]);
    }

    private static ImmutableSortedSet<string> Names(Prng random) =>
        Enumerable.Range(0, random.Below(4)).Select(i => $"{"zAm_"[i]}{i}").ToImmutableSortedSet(StringComparer.Ordinal);
}
