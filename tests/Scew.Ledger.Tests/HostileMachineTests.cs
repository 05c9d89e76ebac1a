using System.Collections.Immutable;
using System.Text;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>Texts and steps that are made to stop every merchant at once, or to take what is another's. Each is named after what went wrong.</summary>
public sealed class HostileMachineTests
{
    private readonly TestLedger _ledger = WithTwoWallets();

    [Fact]
    public void ATextWithMoreFaultsThanAreToldIsRefused()
    {
        var text = new StringBuilder("machine X\nstates Start, A\ntransition create: Start -> A\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append($"transition t{i}: A -> A\n  guard nope\n");
        }
        text.Append("transition bad: A -> Nowhere\n");
        Assert.Equal("machine-refused", _ledger.Run(new MachineDeploy(text.ToString()), Alice).Code);
    }

    [Fact]
    public void ARefusedMigrationIsARefusal()
    {
        const string Old = "machine Old\nvalue x: int\nstates Start, Ready, Gone\nfinal Gone\nmovable by owner\ntransition create: Start -> Ready\n  effect x := 0\ntransition stop: Ready -> Gone\n";
        var newer = "machine New\nvalue y: int\nstates Start, Ready, Gone\nfinal Gone\ntransition create: Start -> Ready (y: int)\n  guard input.y > 0\n  effect y := input.y\n"
            + "transition stop: Ready -> Gone\n  by owner\ninvariant y > 0\n" + $"migrate from \"{MachineText.NameOf(Old)}\": Ready -> Ready\n  effect y := old.x\n";
        Deploy(Old);
        Deploy(newer);
        Assert.Equal("ok", Create("a", Old).Code);
        Assert.Equal("invariant-refused", _ledger.Run(new AssetMigrate(Own(Bob, "a"), MachineText.NameOf(newer)), Bob).Code);
    }

    [Fact]
    public void ACallBringsWhatFitsAChange()
    {
        const string Text = """
            machine Big
            states Start, On
            transition create: Start -> On
            transition take: On -> On (a: list(text(1024), 40), b: list(text(1024), 40))
            transition send: On -> On (to: asset, big: list(text(1024), 40))
              call input.to.take(a: input.big, b: input.big)

            """;
        Deploy(Text);
        Create("a", Text);
        Create("b", Text);
        AssetTransition Send(int size) => new(Own(Bob, "a"), "send", In(("big", Texts(40, size)), ("to", new MachineValue.Text(Own(Bob, "b"))))) { Calls = 1 };
        Assert.Equal("too-large", _ledger.Run(Send(1000), Bob).Code);
        Assert.Equal("ok", _ledger.Run(Send(100), Bob).Code);
        Assert.All(_ledger.Outcomes[^1].Changes, change => Assert.NotNull(RegisterChangeCodec.Decode(RegisterChangeCodec.Encode(change))));
    }

    [Theory]
    [InlineData("value l: list(int, 250), until: time", "until := now", "automatic when now >= if all a in l: all b in l: all c in l: a + b > c then until else none", "")]
    [InlineData("value n: int = 0", "n := 0", "guard now > now + 1 days", "migrate from \"OLD\": On -> On\n  effect n := if all a in old.l: all b in old.l: all c in old.l: a + b > c then 1 else 0\n")]
    public void WhatRunsUnaskedHasABoundedCost(string values, string effect, string clause, string migration)
    {
        const string Old = "machine Old\nvalue l: list(int, 250)\nstates Start, On\ntransition create: Start -> On (l: list(int, 250))\n  effect l := input.l\ntransition t: On -> On\n";
        Deploy(Old);
        var text = $"machine Slow\n{values}\nstates Start, On\ntransition create: Start -> On\n  effect {effect}\ntransition stop: On -> On\n  {clause}\n"
            + migration.Replace("OLD", MachineText.NameOf(Old), StringComparison.Ordinal);
        var (code, json) = _ledger.Run(new MachineDeploy(text), Alice);
        Assert.Equal("machine-refused", code);
        Assert.Contains("operations, and", json, StringComparison.Ordinal);
    }

    /// <summary>Where it doubles with every level this takes hours.</summary>
    [Fact]
    public void CompilingDoesNotDoubleWithEveryLevel()
    {
        var expression = "1";
        for (var i = 0; i < 20; i++)
        {
            expression = $"[{expression}][0] ?? 0";
        }
        for (var i = 0; i < 40; i++)
        {
            Assert.Empty(MachineText.Compile($"machine X\nstates Start, A\ntransition create: Start -> A\ntransition t: A -> A\n  guard ({expression}) >= {i}\n").Faults);
        }
    }

    [Fact]
    public void AResultIsBoundedWhileItIsWritten()
    {
        var copies = string.Join(", ", Enumerable.Range(0, 32).Select(static i => $"v{i:d2}: big"));
        var text = "machine Loud\nvalue big: list(text(1000), 56)\nstates Start, On\ntransition create: Start -> On\ntransition add: On -> On (more: list(text(1000), 56))\n"
            + "  guard size(big) + size(input.more) <= 56 else \"full\"\n  effect big := big + input.more\n"
            + "transition shout: On -> On\n" + string.Concat(Enumerable.Range(0, 8).Select(i => $"  event e{i}({copies})\n"));
        Deploy(text);
        Create("a", text);
        Assert.Equal("ok", _ledger.Run(new AssetTransition(Own(Bob, "a"), "add", In(("more", Texts(7, 1000)))), Bob).Code);
        var shout = new AssetTransition(Own(Bob, "a"), "shout", In());
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal("too-large", _ledger.Run(new Transaction([.. Enumerable.Repeat((Operation)shout, 200)]), Bob).Code);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20);
    }

    [Fact]
    public void ARefusalFitsAReceipt()
    {
        const string Text = """
            machine Fat
            record R: t: list(text(1000), 40)
            value big: list(text(1000), 40)
            states Start, On
            transition create: Start -> On
            transition add: On -> On (more: list(text(1000), 40))
              guard size(big) + size(input.more) <= 40 else "full"
              effect big := big + input.more
            transition no: On -> On (r: R)
              guard input.r = R(t: big)

            """;
        Deploy(Text);
        Create("a", Text);
        var loud = new MachineValue.List([.. Enumerable.Repeat((MachineValue)new MachineValue.Text(new string('\x1', 1000)), 6)]);
        for (var i = 0; i < 6; i++)
        {
            _ledger.Run(new AssetTransition(Own(Bob, "a"), "add", In(("more", loud))), Bob);
        }
        var (code, json) = _ledger.Run(new AssetTransition(Own(Bob, "a"), "no", In(("r", new MachineValue.Record([new("t", loud)])))), Bob);
        Assert.Equal("guard-refused", code);
        Assert.True(json.Length <= Receipt.MaxResultBytes);
    }

    [Fact]
    public void AnOwnerDoesNotMoveWhatTheMachineKeepsForOthers()
    {
        const string Safe = """
            machine Safe
            value payer: wallet, amount: amount, until: time
            states Start, Held, Gone
            final Gone
            transition put: Start -> Held (from: wallet, amount: amount, until: time)
              effect payer := input.from, amount := input.amount, until := input.until
              pay input.amount from input.from to purse
            transition giveBack: Held -> Gone
              automatic when now >= until
              pay amount from purse to payer

            """;
        var evil = "machine Evil\nvalue payer: wallet, amount: amount\nstates Start, Held, Gone\nfinal Gone\n"
            + "transition create: Start -> Held (from: wallet, amount: amount)\n  effect payer := input.from, amount := input.amount\n  pay input.amount from input.from to purse\n"
            + "transition take: Held -> Gone (to: wallet)\n  by owner\n  pay amount from purse to input.to\n" + $"migrate from \"{MachineText.NameOf(Safe)}\": Held -> Held\n";
        Deploy(Safe);
        Deploy(evil);
        var open = new AssetCreate(
            Own(Bob, "safe"), MachineText.NameOf(Safe),
            In(("amount", new MachineValue.Int(30)), ("from", new MachineValue.Text(Own(Alice, "a"))), ("until", new MachineValue.Time(_ledger.NowMs + 10_000_000))))
        {
            Calls = 1,
            Allow = [new Allowance(Own(Alice, "a"), true, 30)],
        };
        Assert.Equal("ok", _ledger.Run(open, Bob, Alice).Code);
        Assert.Equal("not-allowed", _ledger.Run(new AssetMigrate(Own(Bob, "safe"), MachineText.NameOf(evil)), Bob).Code);
    }

    [Fact]
    public void OutsideDevelopmentGroupsOnlyMembersAndIssuersDeploy()
    {
        var parameters = new LedgerParameters(Group, [Member], [(Bank, IssuerLimit)], new ValidityWindow(WindowMs, SeveralWindowMs));
        var state = LedgerState.Genesis(parameters, TestLedger.Machines);
        var requests = new[] { Alice, Member, Bank }.Select((by, i) => Request(i, 60_000, new MachineDeploy(Small(i)), by));
        var execution = state.Begin(new BlockInput(1, default, 10, 0, [.. requests]));
        Assert.Equal(["not-allowed", "ok", "ok"], ((ExecutionStep.Done)execution.Step).Outcome.Results.Select(static one => one.Result.Code));
    }

    [Fact]
    public void AnAccountDeploys64MachinesAndARestartForgetsNone()
    {
        _ledger.Block([.. Enumerable.Range(0, 60).Select(i => _ledger.Signed(new MachineDeploy(Small(i)), Alice))]);
        var ledger = _ledger.Restored();
        var last = ledger.Block([.. Enumerable.Range(60, 6).Select(i => ledger.Signed(new MachineDeploy(Small(i)), Alice)), ledger.Signed(new MachineDeploy(Small(99)), Bob)]);
        Assert.Equal(["ok", "ok", "ok", "ok", "limit-exceeded", "limit-exceeded", "ok"], last.Results.Select(static one => one.Result.Code));
        Assert.Equal("already-exists", ledger.Run(new MachineDeploy(Small(3)), Alice).Code);
        var long32 = Enumerable.Range(0, 9).Select(i => Small(200 + i) + "# " + new string('x', 30_000)).ToList();
        Assert.Equal([.. Enumerable.Repeat("ok", 8), "limit-exceeded"], long32.Select(text => ledger.Run(new MachineDeploy(text), Carol).Code));
    }

    [Fact]
    public void ValuesThatNoReceiptHoldsDoNotStopTheAsset()
    {
        const string Text = """
            machine Queue
            value names: list(text(1000), 50)
            states Start, Open
            transition create: Start -> Open
            transition join: Open -> Open (name: text(1000))
              effect names := names + [input.name]
            transition leave: Open -> Open
              effect names := []

            """;
        Deploy(Text);
        Create("a", Text);
        var loud = new MachineValue.Text(new string('\x1', 1000));
        for (var i = 0; i < 50; i++)
        {
            var (code, json) = _ledger.Run(new AssetTransition(Own(Bob, "a"), "join", In(("name", loud))), Alice);
            Assert.Equal("ok", code);
            Assert.Equal(i < 16, json.Contains("\"values\"", StringComparison.Ordinal));
        }
        Assert.Equal("ok", _ledger.Run(new AssetTransition(Own(Bob, "a"), "leave", In()), Bob).Code);
    }

    /// <summary>Next to no operations, but nine large registers for every timer: of those 64 fired in one block, unpaid, for a third of a second.</summary>
    [Fact]
    public void TimersThatTouchLargeAssetsCountWhatThatTakes()
    {
        const string Store = "machine Store\nvalue l: list(text(1000), 58), n: int = 0\nstates Start, On\ntransition create: Start -> On (l: list(text(1000), 58))\n  effect l := input.l\n"
            + "transition take: On -> On\n  effect n := n + 1\n";
        var letters = "abcdefgh".Select(static c => c.ToString()).ToArray();
        var clock = $"machine Clock\nvalue t: time, {string.Join(", ", letters.Select(c => $"{c}: asset"))}\nstates Start, On\ntransition create: Start -> On ({string.Join(", ", letters.Select(c => $"{c}: asset"))})\n"
            + $"  effect t := now + 1 minutes, {string.Join(", ", letters.Select(c => $"{c} := input.{c}"))}\ntransition tick: On -> On\n  automatic when now >= t\n  effect t := now + 1 minutes\n"
            + string.Concat(letters.Select(c => $"  call {c}.take()\n"));
        Deploy(Store);
        Deploy(clock);
        foreach (var c in letters)
        {
            Assert.Equal("ok", _ledger.Run(new AssetCreate(Own(Bob, c), MachineText.NameOf(Store), In(("l", Texts(56, 1000)))), Bob).Code);
        }
        for (var i = 0; i < 12; i++)
        {
            var calls = In().AddRange(letters.Select(c => KeyValuePair.Create(c, (MachineValue)new MachineValue.Text(Own(Bob, c)))));
            Assert.Equal("ok", _ledger.Run(new AssetCreate(Own(Bob, "clock" + i), MachineText.NameOf(clock), calls), Bob).Code);
        }
        var outcome = _ledger.BlockAt(_ledger.NowMs + 100_000);
        Assert.True(Assert.Single(outcome.Fired).Taken);
        Assert.True(Assert.Single(_ledger.BlockAt(_ledger.NowMs + 10).Fired).Taken);
    }

    /// <summary>The worst schedule: a transaction of many assets, each of a machine of its own, that nobody has compiled.</summary>
    [Fact]
    public void MachinesOfManyAssetsAreAskedForAtOnce()
    {
        for (var i = 0; i < 20; i++)
        {
            Deploy(Small(i));
            Assert.Equal("ok", Create("a" + i, Small(i)).Code);
        }
        var steps = new Transaction([.. Enumerable.Range(0, 20).Select(i => (Operation)new AssetTransition(Own(Bob, "a" + i), "on", In()))]);
        var ledger = _ledger.Restored(new MachineCatalog(TestLedger.Machines.Machines));
        var execution = ledger.State.Begin(ledger.Input(ledger.NowMs + 10, ledger.Signed(steps, Bob)));
        var rounds = 0;
        while (execution.Step is ExecutionStep.Needs needs)
        {
            rounds++;
            execution.Resume([.. needs.Registers.Select(ledger.Answer)]);
        }
        Assert.Equal((2, "ok"), (rounds, ((ExecutionStep.Done)execution.Step).Outcome.Results.Single().Result.Code));
    }

    private static string Small(int i) => $"machine M{i}\nstates Start, A\ntransition go: Start -> A\ntransition on: A -> A\n";

    private static ImmutableSortedDictionary<string, MachineValue> In(params ReadOnlySpan<(string Name, MachineValue Value)> values)
    {
        var input = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            input.Add(name, value);
        }
        return input.ToImmutable();
    }

    private static MachineValue.List Texts(int count, int size) => new([.. Enumerable.Repeat((MachineValue)new MachineValue.Text(new string('x', size)), count)]);

    private void Deploy(string text)
    {
        var (code, json) = _ledger.Run(new MachineDeploy(text), Alice);
        Assert.True(code == "ok", json);
    }

    private (string Code, string Json) Create(string name, string text) => _ledger.Run(new AssetCreate(Own(Bob, name), MachineText.NameOf(text), In()), Bob);
}
