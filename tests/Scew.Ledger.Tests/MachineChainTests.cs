using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>Machines that migrate from machines that migrate: what a replica compiled before is not what another one did. Each is named after what went wrong.</summary>
public sealed class MachineChainTests
{
    private static readonly ImmutableSortedDictionary<string, MachineValue> EmptyInput = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);

    private readonly TestLedger _ledger = new();

    /// <summary>The error shows only on the way from the oldest machine, whose text no replica had to load that remembered the machine between.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AReplicaThatRememberedTheMachineBetweenFoundLessThanARestartedOne(bool isRestarted)
    {
        const string Oldest = """
            machine Lamp
            value level: int
            states Start, Off, On
            transition create: Start -> Off (level: int)
              guard input.level >= 0 and input.level < 10
              effect level := input.level
            transition light: Off -> On
            transition dim: On -> Off
            movable by owner

            """;
        var between = $"""
            machine Lamp
            value level: int
            states Start, Off, On
            transition create: Start -> Off
              effect level := 0
            transition light: Off -> On
            transition dim: On -> Off
            movable by owner
            migrate from "{MachineText.NameOf(Oldest)}": Off -> Off

            """;
        var newest = $"""
            machine Lamp
            value level: int, spare: int = 0
            states Start, Off, On
            transition create: Start -> Off
              effect level := 0
            transition light: Off -> On
              effect spare := level
            transition dim: On -> Off
            invariant spare < 5 else "the spare bulb is weak"
            migrate from "{MachineText.NameOf(between)}": Off -> Off

            """;
        Deploy(_ledger, Oldest);
        Deploy(_ledger, between);
        Assert.Equal("ok", _ledger.Run(new AssetCreate(Own(Bob, "lamp"), MachineText.NameOf(between), EmptyInput), Bob).Code);
        var ledger = isRestarted ? Restarted() : _ledger;
        var (code, json) = ledger.Run(new MachineDeploy(newest), Alice);
        Assert.Equal("machine-refused", code);
        Assert.Contains("the spare bulb is weak", json, StringComparison.Ordinal);
    }

    /// <summary>Eight layers of four machines, each of which migrates from all below: where a machine that waits for older ones is compiled for every way to it, this takes ten seconds, and hours with long texts.</summary>
    [Fact]
    public void AfterARestartMachinesWereCompiledForEveryWayThroughTheOlderOnes()
    {
        string[] below = [];
        for (var layer = 0; layer < 8; layer++)
        {
            below = [.. Enumerable.Range(0, 4).Select(place => Layered(layer, place, below))];
            foreach (var text in below)
            {
                Deploy(_ledger, text);
            }
        }
        Assert.Equal("ok", _ledger.Run(new AssetCreate(Own(Bob, "a"), MachineText.NameOf(below[0]), EmptyInput), Bob).Code);
        var restarted = Restarted();
        var watch = Stopwatch.StartNew();
        Assert.Equal("ok", restarted.Run(new AssetTransition(Own(Bob, "a"), "on", EmptyInput), Bob).Code);
        // A hundred times what it takes.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
    }

    /// <summary>A transaction that runs again whenever a call leads it to an asset that is not loaded: what it did before is not done again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatARequestDidBeforeACallWasDoneAgainForEveryAssetThatTheCallLedTo(bool isMove)
    {
        const string Heavy = "machine Heavy\nvalue l: list(text(1000), 58), m: list(int, 37)\nstates Start, On\ntransition create: Start -> On (l: list(text(1000), 58), m: list(int, 37))\n  effect l := input.l, m := input.m\n"
            + "transition add: On -> On (l: list(text(1000), 58))\n  effect l := l + input.l\ntransition on: On -> On\nmovable by owner\n";
        var newer = "machine Newer\nvalue m: list(int, 37), n: int\nstates Start, On\ntransition create: Start -> On\n  effect n := 0\ntransition on: On -> On\n"
            + $"migrate from \"{MachineText.NameOf(Heavy)}\": On -> On\n  effect n := count a in old.m: any b in old.m: a + b < 0\n";
        const string Target = "machine Target\nstates Start, On\ntransition create: Start -> On\ntransition take: On -> On\n";
        const string Caller = "machine Caller\nstates Start, On\ntransition create: Start -> On\ntransition send: On -> On (a: asset, b: asset, c: asset, d: asset, e: asset, f: asset, g: asset, h: asset)\n"
            + "  call input.a.take()\n  call input.b.take()\n  call input.c.take()\n  call input.d.take()\n  call input.e.take()\n  call input.f.take()\n  call input.g.take()\n  call input.h.take()\n";
        foreach (var text in new[] { Heavy, newer, Target, Caller })
        {
            Deploy(_ledger, text);
        }
        Create("caller", Caller, EmptyInput);
        var loud = new MachineValue.List([.. Enumerable.Repeat((MachineValue)new MachineValue.Text(new string('\x1', 1000)), 9)]);
        for (var i = 0; i < 20; i++)
        {
            Create("heavy" + i, Heavy, EmptyInput.Add("l", isMove ? MachineValue.List.Empty : loud).Add("m", new MachineValue.List([.. Enumerable.Range(0, 37).Select(static one => (MachineValue)new MachineValue.Int(one))])));
            for (var more = 0; more < 5 && !isMove; more++)
            {
                Assert.Equal("ok", _ledger.Run(new AssetTransition(Own(Bob, "heavy" + i), "add", EmptyInput.Add("l", loud)), Bob).Code);
            }
        }
        for (var i = 0; i < 24; i++)
        {
            Create("target" + i, Target, EmptyInput);
        }
        var parts = Enumerable.Range(0, 20).Select(i => isMove
            ? (Operation)new AssetMigrate(Own(Bob, "heavy" + i), MachineText.NameOf(newer)) : new AssetTransition(Own(Bob, "heavy" + i), "on", EmptyInput));
        var calls = Enumerable.Range(0, 3).Select(i => (Operation)new AssetTransition(
            Own(Bob, "caller"), "send", EmptyInput.AddRange(Enumerable.Range(0, 8).Select(place =>
                KeyValuePair.Create(((char)('a' + place)).ToString(), (MachineValue)new MachineValue.Text(Own(Bob, $"target{i * 8 + place}"))))))
        { Calls = 8 });
        var input = _ledger.Input(_ledger.NowMs + 10, _ledger.Signed(new Transaction([.. parts, .. calls]), Bob));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = _ledger.Execute(input);
        Assert.Equal("ok", outcome.Results[0].Result.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
    }

    private void Create(string name, string text, ImmutableSortedDictionary<string, MachineValue> input)
    {
        var (code, json) = _ledger.Run(new AssetCreate(Own(Bob, name), MachineText.NameOf(text), input), Bob);
        Assert.True(code == "ok", json);
    }

    private static string Layered(int layer, int place, string[] below)
    {
        var text = new StringBuilder($"machine L{layer}M{place}\nstates Start, A\ntransition go: Start -> A\ntransition on: A -> A\nmovable by owner\n");
        foreach (var older in below)
        {
            text.Append($"migrate from \"{MachineText.NameOf(older)}\": A -> A\n");
        }
        return text.ToString();
    }

    private TestLedger Restarted() => _ledger.Restored(new MachineCatalog(TestLedger.Machines.Machines));

    private static void Deploy(TestLedger ledger, string text)
    {
        var (code, json) = ledger.Run(new MachineDeploy(text), Alice);
        Assert.True(code == "ok", json);
    }
}
