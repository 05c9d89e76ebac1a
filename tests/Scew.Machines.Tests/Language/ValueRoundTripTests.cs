using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>Values of every kind, as bytes and as JSON.</summary>
public sealed class ValueRoundTripTests
{
    private static readonly MachineType[] Types = All();

    [Fact]
    public void EveryKindOfValueComesBackFromItsBytes() => Fuzz.Run(30, 1, static random =>
    {
        var values = MachineValues.Empty;
        foreach (var type in Types.Where(_ => random.Next(2) == 0))
        {
            values = values.Set($"v{random.Next(60)}", RandomValues.Of(random, type));
        }
        var bytes = values.Encode();
        Assert.Equal(values, MachineValues.Decode(bytes));
        Assert.Null(MachineValues.Decode([.. bytes, 0]));
        // Whatever else decodes encodes to the same bytes: there is one way to write a value.
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        Assert.True(MachineValues.Decode(bytes) is not { } other || other.Encode().AsSpan().SequenceEqual(bytes));
    });

    [Fact]
    public void EveryKindOfValueComesBackFromItsJson() => Fuzz.Run(31, 1, static random =>
    {
        var type = Types[random.Next(Types.Length)];
        var value = RandomValues.Of(random, type);
        Assert.Null(type.Refuse(value));
        var writer = new JsonWriter(256);
        MachineValueJson.Write(writer, value);
        var json = writer.Written.ToArray();
        Assert.Equal(value, MachineValueJson.Parse(json));
        json[random.Next(json.Length)] ^= (byte)(1 << random.Next(7));
        _ = MachineValueJson.Parse(json);
    });

    [Fact]
    public void WhatATypeSaysOfItsBytesHolds() => Fuzz.Run(32, 1, static random =>
    {
        var type = Types[random.Next(Types.Length)];
        var alone = MachineValues.Empty.Set("v", RandomValues.Of(random, type)).Encode().Length - 4 - 4 - 1;
        Assert.True(alone <= type.MaxEncodedBytes, $"{alone} bytes of {type}");
    });

    private static MachineType[] All()
    {
        var color = MachineType.Choice("Color", ["Red", "Green"]);
        var lot = MachineType.Record("Lot", [new("id", MachineType.Text(8)), new("left", MachineType.Amount), new("color", color.OrNone), new("parts", MachineType.List(MachineType.Int, 3))]);
        MachineType[] plain =
        [
            MachineType.Int, MachineType.Amount, MachineType.Bool, MachineType.Account, MachineType.Time, MachineType.Duration, MachineType.Asset, MachineType.Wallet, MachineType.Text(8),
            MachineType.Bytes(4), color,
        ];
        return
        [
            .. plain, .. plain.Select(static one => one.OrNone), .. plain.Select(static one => MachineType.List(one, 5)), .. plain.Select(static one => MachineType.Map(one, MachineType.Bool, 4)), lot, lot.OrNone,
            MachineType.List(lot, 3), MachineType.Map(MachineType.Account, MachineType.List(color, 2), 3),
        ];
    }
}
