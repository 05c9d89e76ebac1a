using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>Random values of a type, often at its edges.</summary>
internal static class RandomValues
{
    private static readonly long[] Numbers = [0, 1, 2, 7, 50, 1000, 1_000_000, long.MaxValue];
    private static readonly long[] Times = [0, 1, 1_000_000, 1_000_001, 90_000_000, 400_000_000, (1L << 53) - 1];
    private static readonly string[] Words = ["", "a", "b", "ab", "abcdefgh"];

    public static MachineValues Inputs(Random random, IEnumerable<Declaration> inputs) =>
        inputs.Aggregate(MachineValues.Empty, (all, one) => one.Type.Optional && random.Next(4) == 0 ? all : all.Set(one.Name, Of(random, one.Type)));

    public static MachineValue Of(Random random, MachineType type) => type.Optional && random.Next(3) == 0 ? MachineValue.None.Value : type.Kind switch
    {
        MachineTypeKind.Int => new MachineValue.Int(Pick(random, Numbers) * (random.Next(2) == 0 ? 1 : -1)),
        MachineTypeKind.Amount => new MachineValue.Int(Pick(random, Numbers)),
        MachineTypeKind.Text => new MachineValue.Text(Pick(random, [.. Words.Where(word => word.Length <= type.Bound)])),
        MachineTypeKind.Bool => new MachineValue.Bool(random.Next(2) == 0),
        MachineTypeKind.Account => new MachineValue.AccountRef(Pick(random, Texts.People)),
        MachineTypeKind.Time => new MachineValue.Time(Pick(random, Times)),
        MachineTypeKind.Duration => new MachineValue.Duration(Pick(random, Times) * (random.Next(3) == 0 ? -1 : 1)),
        MachineTypeKind.Bytes => new MachineValue.Bytes(string.Concat(Enumerable.Repeat(random.Next(2) == 0 ? "00" : "ff", type.Bound))),
        MachineTypeKind.Choice => new MachineValue.Choice(Pick(random, [.. type.Cases])),
        MachineTypeKind.Asset or MachineTypeKind.Wallet => new MachineValue.Text(random.Next(2) == 0 ? "drill" : "saw"),
        MachineTypeKind.List => new MachineValue.List([.. Enumerable.Range(0, random.Next(Math.Min(type.Bound, 6) + 1)).Select(_ => Of(random, type.Element!))]),
        MachineTypeKind.Map => new MachineValue.Map([.. Enumerable.Range(0, random.Next(Math.Min(type.Bound, 6) + 1))
            .Select(_ => KeyValuePair.Create(Of(random, type.Key!), Of(random, type.Element!)))
            .OrderBy(static one => one.Key, Comparer<MachineValue>.Create(MachineValue.Compare)).DistinctBy(static one => one.Key)]),
        _ => new MachineValue.Record([.. type.Fields.OrderBy(static one => one.Name, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Name, Of(random, one.Type)))]),
    };

    private static T Pick<T>(Random random, T[] all) => all[random.Next(all.Length)];
}
