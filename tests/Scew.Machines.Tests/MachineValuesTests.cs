using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests;

public class MachineValuesTests
{
    private static readonly Gen<MachineValue> Value = Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>().Select(number => (MachineValue)new MachineValue.Int(number)),
        Gen.Elements("", "drill", "Säge", "\u0000\"\\", "😀").Select(text => (MachineValue)new MachineValue.Text(text)),
        Gen.Elements(true, false).Select(flag => (MachineValue)new MachineValue.Bool(flag)),
        Gen.Choose(0, 255).Select(seed => (MachineValue)new MachineValue.AccountRef(new Account(Digest.Of([(byte)seed])))),
        Gen.Choose(0, int.MaxValue).Select(time => (MachineValue)new MachineValue.Time(time)),
        Gen.Constant((MachineValue)new MachineValue.None()));

    private static readonly Gen<MachineValues> Values =
        Gen.Zip(Gen.Elements("a", "B", "holder", "dueBack", "Z", "z9", "_x"), Value).ListOf().Select(
            list => list.Aggregate(MachineValues.Empty, (values, pair) => values.Set(pair.Item1, pair.Item2)));

    [Fact]
    public void Every_set_of_values_comes_back_from_its_encoding() => Prop.ForAll(Values.ToArbitrary(), values =>
    {
        var bytes = values.Encode();
        var decoded = MachineValues.Decode(bytes);
        return values.Equals(decoded) && decoded!.Encode().AsSpan().SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_decoded_encodes_to_the_same_bytes() => Prop.ForAll(
        Gen.Zip(Values, Gen.Zip(Gen.Choose(0, 400), Gen.Choose(1, 255))).ToArbitrary(), input =>
    {
        var bytes = input.Item1.Encode();
        bytes[input.Item2.Item1 % bytes.Length] ^= (byte)input.Item2.Item2;
        return MachineValues.Decode(bytes) is not { } decoded || decoded.Encode().AsSpan().SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_in_which_values_are_held_does_not_reach_the_bytes()
    {
        var backwards = ImmutableSortedDictionary.Create<string, MachineValue>(Comparer<string>.Create(static (x, y) => string.CompareOrdinal(y, x)))
            .Add("a", new MachineValue.Int(1)).Add("b", new MachineValue.Int(2));
        var forwards = MachineValues.Empty.Set("a", new MachineValue.Int(1)).Set("b", new MachineValue.Int(2));
        Assert.Equal(forwards.Encode(), MachineValues.From(backwards).Encode());
    }

    [Fact]
    public void The_encoding_is_the_written_one() => Assert.Equal(
        "00000003" + "0000000161" + "01" + "ffffffffffffffff" + "0000000162" + "06" + "0000000163" + "02" + "00000002" + "c3bc",
        Convert.ToHexStringLower(MachineValues.Empty
            .Set("c", new MachineValue.Text("ü")).Set("b", new MachineValue.None()).Set("a", new MachineValue.Int(-1)).Encode()));

    [Fact]
    public void Names_out_of_order_or_twice_and_unknown_tags_are_refused()
    {
        Assert.NotNull(MachineValues.Decode(Convert.FromHexString("00000001000000016106")));
        Assert.Null(MachineValues.Decode(Convert.FromHexString("000000020000000161060000000161" + "06")));
        Assert.Null(MachineValues.Decode(Convert.FromHexString("000000020000000162060000000161" + "06")));
        Assert.Null(MachineValues.Decode(Convert.FromHexString("00000001000000016107")));
        Assert.Null(MachineValues.Decode(Convert.FromHexString("0000000100000001610600")));
        Assert.Null(MachineValues.Decode(Convert.FromHexString("ffffffff")));
    }
}
