using System.Collections.Immutable;
using Scew.Cli.Commands;
using Scew.Cli.Output;
using Scew.Machines.Language;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Cli;

/// <summary>Inputs as people type them: what is signed is what they meant, or nothing is.</summary>
public sealed class AssetValueTests
{
    private const string Text = """
        machine Voucher "inputs of every kind"

        value left: amount
        states Start, Valid
        final Valid

        transition issue: Start -> Valid (left: amount, ends: time?, wait: duration?, open: bool?, who: account?)
          effect left := input.left

        """;

    [Theory]
    [InlineData("2026-12-01", "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T12:00Z", "2026-12-01T12:00:00Z")]
    [InlineData("2026-12-01T12:00:00.5Z", "2026-12-01T12:00:00.5Z")]
    [InlineData("2026-12-01T12:00:00+01:00", "2026-12-01T11:00:00Z")]
    public void ATimeIsADayOrAMomentWithItsOffset(string typed, string meant) => Assert.Equal(
        new MachineValue.Time(DateTimeOffset.Parse(meant, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds()), Inputs("left=1", "ends=" + typed)["ends"]);

    [Theory]
    [InlineData("ends=01.12.2026")]
    [InlineData("ends=12/01/2026")]
    [InlineData("ends=2026-12-01T12:00")]
    [InlineData("ends=12:00")]
    [InlineData("ends=")]
    [InlineData("left=3,50")]
    [InlineData("left=-3")]
    [InlineData("left=1e3")]
    [InlineData("left=9223372036854775808")]
    [InlineData("wait=14")]
    [InlineData("open=yes")]
    [InlineData("who=bob")]
    public void WhatCanBeReadInTwoWaysIsRefusedWithTheRule(string setting)
    {
        var fault = Assert.Throws<CliFault>(() => setting.StartsWith("left", StringComparison.Ordinal) ? Inputs(setting) : Inputs("left=1", setting));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        Assert.Contains(": ", fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("--set " + setting.Split('=')[0] + "=", fault.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInputIsSetOnce()
    {
        Assert.Equal("'left' is set twice", Assert.Throws<CliFault>(() => Inputs("left=1", "left=2")).Message);
        Assert.Equal("'--set left' has no value", Assert.Throws<CliFault>(() => Inputs("left")).Message);
        Assert.Equal("--set left=100", Assert.Throws<CliFault>(() => Inputs()).Next);
    }

    private static ImmutableSortedDictionary<string, MachineValue> Inputs(params string[] settings) =>
        AssetValues.Inputs(MachineText.Compile(Text).Machine!.Creating, settings, static () => throw new InvalidOperationException());
}
