using System.Collections.Immutable;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>Deployed machines: their life, what they may do to other registers, and whose consent that needs.</summary>
public sealed class MachineLifeTests
{
    private const string Safe = """
        machine Safe "keeps a deposit until its holder gives it back, or time does"
        value payer: wallet, amount: amount, until: time
        states Start, Empty, Held, Gone
        final Gone
        transition open: Start -> Empty
          effect payer := "nobody", amount := 0, until := now
        transition put: Empty -> Held (from: wallet, amount: amount, until: time)
          guard input.until > now else "the date is in the past"
          effect payer := input.from, amount := input.amount, until := input.until
          pay input.amount from input.from to purse
          event Kept(amount: input.amount)
        transition giveBack: Held -> Empty
          by owner else "only the owner gives it back"
          effect amount := 0
          pay amount from purse to payer
        transition giveBackByTime: Held -> Gone
          automatic when now >= until
          effect amount := 0
          pay amount from purse to payer
        transition lose: Held -> Held
          guard amount >= 1 else "nothing is left"
          effect amount := amount - 1
          pay 1 from purse to "nobody-has-this"
        transition loop: Empty -> Empty (other: asset)
          call input.other.loop(other: asset)

        """;

    private const string Points = """
        machine Points
        record Hold: agent: account, left: amount
        value left: amount, holds: list(Hold, 4)
        states Start, Open
        transition create: Start -> Open (left: amount)
          effect left := input.left
        transition hold: Open -> Open (amount: amount)
          by owner else "the owner signs a hold"
          guard left >= input.amount else "too few points"
          takes input.amount
          effect left := left - input.amount, holds := holds + [Hold(agent: caller, left: input.amount)]
        transition release: Open -> Open
          let mine = first h in holds: h.agent = caller
          guard mine is some else "this caller holds nothing"
          effect left := left + (mine.left ?? 0), holds := where h in holds: h.agent != caller

        """;

    private const string Tool = """
        machine Tool
        movable by owner
        value borrower: account?, points: asset?, deposit: amount
        states Start, Ready, Lent
        transition create: Start -> Ready (deposit: amount)
          effect deposit := input.deposit
        transition lend: Ready -> Lent (to: account, points: asset)
          by owner and input.to else "owner and borrower sign"
          effect borrower := input.to, points := input.points
          call input.points.hold(amount: deposit)
        transition back: Lent -> Ready
          by owner
          effect borrower := none, points := none
          call points.release() when points is some

        """;

    private static readonly string SafeName = MachineText.NameOf(Safe);
    private static readonly string Purse = AssetActor.Purse(Group, Own(Bob, "safe"));
    private readonly TestLedger _ledger = WithTwoWallets();

    [Fact]
    public void AMachineIsDeployedOnceUnderItsHash()
    {
        var (code, json) = _ledger.Run(new MachineDeploy(Safe), Alice);
        Assert.Equal(("ok", true), (code, json.Contains(SafeName, StringComparison.Ordinal)));
        Assert.Equal("already-exists", _ledger.Run(new MachineDeploy(Safe), Bob).Code);
        var register = _ledger.Registers[new RegisterKey(RegisterKind.Machine, SafeName)];
        Assert.Equal((Alice, 1L), (register.Owner, register.Version));
        var (refused, faults) = _ledger.Run(new MachineDeploy("machine Safe states Start"), Alice);
        Assert.Equal("machine-refused", refused);
        Assert.Contains("a machine has 2 to 64 states", faults, StringComparison.Ordinal);
    }

    [Fact]
    public void AMachineThatFailsItsChecksIsRefusedWithTheShortestWayThatShowsIt()
    {
        var (code, json) = _ledger.Run(new MachineDeploy("machine Trap\nstates Start, Caught\ntransition go: Start -> Caught\n"), Alice);
        Assert.Equal("machine-refused", code);
        Assert.Contains("error no-way-out Caught", json, StringComparison.Ordinal);
        Assert.Contains("takes go -> Caught", json, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyWhatIsDeployedIsFollowedWhateverWasCompiledBefore()
    {
        _ = TestLedger.Machines.Compile(MachineText.NameOf(Tool), Tool, static _ => null);
        Assert.Equal("unknown-machine", Create("tool", Tool, Input()).Code);
        // A deployment that is taken back is none.
        var both = new Transaction([new MachineDeploy(Tool), new Transfer("no", "wallet", 1, null)]);
        Assert.Equal("unknown-wallet", _ledger.Run(both, Alice).Code);
        Assert.Equal("unknown-machine", Create("tool", Tool, Input()).Code);
        // In one transaction it can be deployed and followed.
        var create = new AssetCreate(Own(Bob, "tool"), MachineText.NameOf(Tool), Input(("deposit", new MachineValue.Int(0))));
        Assert.Equal("ok", _ledger.Run(new Transaction([new MachineDeploy(Tool), create]), Bob).Code);
    }

    [Fact]
    public void AMachineTakesFromASignersWalletWhatTheRequestAllowsAndNoMore()
    {
        OpenSafe();
        Assert.Equal("too-many-calls", Put(30).Code);
        Assert.Equal("not-allowed", Put(30, calls: 1).Code);
        Assert.Equal("not-allowed", Put(30, 1, new Allowance(Own(Alice, "a"), true, 29)).Code);
        Assert.Equal("not-allowed", Put(30, 1, new Allowance(Own(Alice, "a"), false, 30)).Code);
        Assert.Equal((100, -1), (_ledger.BalanceOf(Own(Alice, "a")), _ledger.BalanceOf(Purse)));
        var (code, json) = Put(30, 1, new Allowance(Own(Alice, "a"), true, 30));
        Assert.Equal("ok", code);
        Assert.Contains("\"events\":[{\"asset\":", json, StringComparison.Ordinal);
        Assert.Equal((70, 30), (_ledger.BalanceOf(Own(Alice, "a")), _ledger.BalanceOf(Purse)));
        // Nobody but the machine pays out of its purse.
        Assert.Equal("not-owner", _ledger.Run(new Transfer(Purse, Own(Bob, "b"), 1, null), Bob).Code);
        Assert.Equal("ok", _ledger.Run(Step("giveBack", 1), Bob).Code);
        Assert.Equal((100, 0), (_ledger.BalanceOf(Own(Alice, "a")), _ledger.BalanceOf(Purse)));
    }

    [Fact]
    public void WithoutTheSignatureOfItsOwnerNoWalletPays()
    {
        OpenSafe();
        var step = Step("put", 1) with { Input = PutInput(Own(Alice, "a"), 5), Allow = [new Allowance(Own(Alice, "a"), true, 100)] };
        Assert.Equal("not-owner", _ledger.Run(step, Bob).Code);
        Assert.Equal("insufficient-balance", _ledger.Run(step with { Input = PutInput(Own(Alice, "a"), 101), Allow = [new Allowance(Own(Alice, "a"), true, 500)] }, Alice).Code);
    }

    [Fact]
    public void WhatOneCallRefusesUndoesTheStep()
    {
        OpenSafe();
        Put(30, 1, new Allowance(Own(Alice, "a"), true, 30));
        var before = _ledger.State.Trees.TrieRoot;
        Assert.Equal("unknown-wallet", _ledger.Run(Step("lose", 1), Bob).Code);
        Assert.Equal(before, _ledger.State.Trees.TrieRoot);
    }

    [Fact]
    public void AssetsDoNotCallInCircles()
    {
        OpenSafe();
        Create("other", Safe, Input());
        var loop = Step("loop", 8) with { Input = Input(("other", new MachineValue.Text(Own(Bob, "other")))) };
        var (code, json) = _ledger.Run(loop, Bob);
        Assert.Equal("bad-operation", code);
        Assert.Contains("is called while it calls", json, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeGivesBackWhatAPurseHolds()
    {
        OpenSafe();
        Put(30, 1, new Allowance(Own(Alice, "a"), true, 30));
        Assert.True(_ledger.BlockAt(_ledger.NowMs + 200_000).Fired.Single().Taken);
        Assert.Equal((100, 0), (_ledger.BalanceOf(Own(Alice, "a")), _ledger.BalanceOf(Purse)));
        Assert.Equal("Gone", _ledger.Asset(Own(Bob, "safe")).Name);
    }

    [Fact]
    public void ATimerWhoseCallIsRefusedIsSpentAndNothingElseHappens()
    {
        const string Promise = """
            machine Promise
            value until: time, other: asset
            states Start, Open, Told
            final Told
            transition create: Start -> Open (until: time, other: asset)
              effect until := input.until, other := input.other
            transition tell: Open -> Told
              automatic when now >= until
              call other.hear()

            """;
        _ledger.Run(new MachineDeploy(Promise), Alice);
        Create("promise", Promise, Input(("other", new MachineValue.Text("nobody")), ("until", new MachineValue.Time(_ledger.NowMs + 90_000))));
        Assert.False(_ledger.Asset(Own(Bob, "promise")).Timers.IsEmpty);
        var fired = _ledger.BlockAt(_ledger.NowMs + 100_000).Fired.Single();
        Assert.Equal((Own(Bob, "promise"), "tell", false), (fired.AssetId, fired.Transition, fired.Taken));
        Assert.Equal(new AssetVersion(Own(Bob, "promise"), 2), Assert.Single(fired.Versions));
        Assert.Equal(("Open", true), (_ledger.Asset(Own(Bob, "promise")).Name, _ledger.Asset(Own(Bob, "promise")).Timers.IsEmpty));
        Assert.Equal(2, _ledger.Registers[new RegisterKey(RegisterKind.Asset, Own(Bob, "promise"))].Version);
    }

    [Fact]
    public void ATimerTellsTheVersionsOfTheAssetsThatItsStepCalled()
    {
        const string Ear = """
            machine Ear
            states Start, Open
            transition create: Start -> Open
            transition hear: Open -> Open

            """;
        const string Promise = """
            machine Promise
            value until: time, other: asset
            states Start, Open, Told
            final Told
            transition create: Start -> Open (until: time, other: asset)
              effect until := input.until, other := input.other
            transition tell: Open -> Told
              automatic when now >= until
              call other.hear()

            """;
        _ledger.Run(new MachineDeploy(Ear), Alice);
        _ledger.Run(new MachineDeploy(Promise), Alice);
        Create("ear", Ear, Input());
        Create("promise", Promise, Input(("other", new MachineValue.Text(Own(Bob, "ear"))), ("until", new MachineValue.Time(_ledger.NowMs + 90_000))));
        var fired = _ledger.BlockAt(_ledger.NowMs + 100_000).Fired.Single();
        Assert.True(fired.Taken);
        Assert.Equal([new AssetVersion(Own(Bob, "promise"), 2), new AssetVersion(Own(Bob, "ear"), 2)], fired.Versions.AsEnumerable());
    }

    [Fact]
    public void AToolHoldsADepositInItsBorrowersPointsInOneStepThatBothSigned()
    {
        _ledger.Run(new MachineDeploy(Points), Alice);
        _ledger.Run(new MachineDeploy(Tool), Alice);
        Assert.Equal("ok", _ledger.Run(new AssetCreate(Own(Alice, "points"), MachineText.NameOf(Points), Input(("left", new MachineValue.Int(50)))), Alice).Code);
        Assert.Equal("ok", Create("tool", Tool, Input(("deposit", new MachineValue.Int(20)))).Code);
        var points = Own(Alice, "points");
        var lend = new AssetTransition(Own(Bob, "tool"), "lend", Input(("points", new MachineValue.Text(points)), ("to", new MachineValue.AccountRef(Alice)))) { Calls = 1 };
        Assert.Equal("guard-refused", _ledger.Run(lend, Bob).Code);
        // Both signed, but nothing allows the tool to act in the points account for them.
        Assert.Equal("guard-refused", _ledger.Run(lend, Bob, Alice).Code);
        Assert.Equal("not-allowed", _ledger.Run(lend with { Allow = [new Allowance(points, false, 19)] }, Bob, Alice).Code);
        var (code, json) = _ledger.Run(lend with { Allow = [new Allowance(points, false, 20)] }, Bob, Alice);
        Assert.Equal("ok", code);
        // A receipt for the tool's step proves which version of the points it made.
        Assert.StartsWith($"{{\"calls\":[{{\"id\":\"{points}\",\"transition\":\"hold\",\"version\":2}}],\"id\":", json, StringComparison.Ordinal);
        Assert.Equal([new AssetVersion(Own(Bob, "tool"), 2), new AssetVersion(points, 2)], _ledger.Outcomes[^1].Results.Single().Versions.AsEnumerable());
        Assert.Equal(30, _ledger.Asset(points).Values.Int("left"));
        // Nobody else than the tool releases it.
        Assert.Equal("guard-refused", _ledger.Run(new AssetTransition(points, "release", Input()), Alice).Code);
        Assert.Equal("ok", _ledger.Run(new AssetTransition(Own(Bob, "tool"), "back", Input()) { Calls = 1 }, Bob).Code);
        Assert.Equal((50, "Ready"), (_ledger.Asset(points).Values.Int("left"), _ledger.Asset(Own(Bob, "tool")).Name));
    }

    [Fact]
    public void AnAssetMovesToANewerMachineThatDeclaresHow()
    {
        _ledger.Run(new MachineDeploy(Tool), Alice);
        Create("tool", Tool, Input(("deposit", new MachineValue.Int(20))));
        var newer = $"machine Tool2\nvalue deposit: amount, note: text(8)\nstates Start, Free\nfinal Free\ntransition create: Start -> Free (deposit: amount)\n"
            + $"  effect deposit := input.deposit, note := \"\"\nmigrate from \"{MachineText.NameOf(Tool)}\": Ready -> Free\n  effect note := \"old\"\n";
        Assert.Equal("unknown-machine", _ledger.Run(new AssetMigrate(Own(Bob, "tool"), MachineText.NameOf(newer)), Bob).Code);
        var (deployed, why) = _ledger.Run(new MachineDeploy(newer), Carol);
        Assert.True(deployed == "ok", why);
        Assert.Equal("not-allowed", _ledger.Run(new AssetMigrate(Own(Bob, "tool"), MachineText.NameOf(newer)), Carol).Code);
        Assert.Equal("ok", _ledger.Run(new AssetMigrate(Own(Bob, "tool"), MachineText.NameOf(newer)), Bob).Code);
        var moved = _ledger.Asset(Own(Bob, "tool"));
        Assert.Equal(("Free", 20L, "old", Bob), (moved.Name, moved.Values.Int("deposit"), moved.Values.Text("note"), moved.Owner));
        // The newer machine says nothing of moving on, so nobody moves it.
        Assert.Equal("not-allowed", _ledger.Run(new AssetMigrate(Own(Bob, "tool"), MachineText.NameOf(newer)), Bob).Code);
        var unknown = newer.Replace(MachineText.NameOf(Tool), new string('x', 43), StringComparison.Ordinal);
        Assert.Equal("machine-refused", _ledger.Run(new MachineDeploy(unknown), Carol).Code);
    }

    /// <summary>New assets of the machine are well; those that would come over are not.</summary>
    [Fact]
    public void AMachineThatFailsWhatMovesToItIsNotDeployed()
    {
        _ledger.Run(new MachineDeploy(Tool), Alice);
        var newer = $"machine Tool2\nvalue deposit: amount\nstates Start, Ready, Free\nfinal Free\ntransition create: Start -> Ready\n  effect deposit := 0\ntransition leave: Ready -> Free\n"
            + $"transition stay: Ready -> Ready\ninvariant state = Free implies deposit < 9 else \"too dear\"\nmigrate from \"{MachineText.NameOf(Tool)}\": Ready -> Ready\n";
        var (code, json) = _ledger.Run(new MachineDeploy(newer), Carol);
        Assert.Equal("machine-refused", code);
        Assert.Contains("error invariant-broken leave: too dear", json, StringComparison.Ordinal);
        Assert.Contains($"from \\\"{MachineText.NameOf(Tool)}\\\" -> Ready\\nat ", json, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalTellsWhatTheGuardSawAndWhatIsOpen()
    {
        OpenSafe();
        var (code, json) = _ledger.Run(Step("put", 1) with { Input = Input(("amount", new MachineValue.Int(1)), ("from", new MachineValue.Text("x")), ("until", new MachineValue.Time(3))) }, Alice);
        Assert.Equal("guard-refused", code);
        Assert.Contains("\"because\":[{\"text\":\"input.until\",\"value\":{\"time\":3}},{\"text\":\"now\"", json, StringComparison.Ordinal);
        Assert.Contains("\"open\":[\"put\",\"loop\"]", json, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasLoadedWhenAndWhatWasCompiledBeforeChangesNothing()
    {
        OpenSafe();
        _ledger.Run(new MachineDeploy(Points), Alice);
        _ledger.Run(new MachineDeploy(Tool), Alice);
        _ledger.Run(new AssetCreate(Own(Alice, "points"), MachineText.NameOf(Points), Input(("left", new MachineValue.Int(50)))), Alice);
        Create("tool", Tool, Input(("deposit", new MachineValue.Int(20))));
        Put(30, 1, new Allowance(Own(Alice, "a"), true, 30));
        var lend = new AssetTransition(Own(Bob, "tool"), "lend", Input(("points", new MachineValue.Text(Own(Alice, "points"))), ("to", new MachineValue.AccountRef(Alice))))
        {
            Calls = 1,
            Allow = [new Allowance(Own(Alice, "points"), false, 20)],
        };
        var input = _ledger.Input(
            _ledger.NowMs + 100_000, _ledger.Signed(lend, Bob, Alice), _ledger.Signed(Step("giveBack", 1), Bob), _ledger.Signed(new Transfer(Own(Alice, "a"), Own(Bob, "b"), 1, null), Alice));
        var expected = _ledger.Execute(input);
        foreach (var catalog in new[] { TestLedger.Machines, new MachineCatalog(TestLedger.Machines.Machines) })
        {
            var execution = _ledger.Restored(catalog).State.Begin(input);
            while (execution.Step is ExecutionStep.Needs needs)
            {
                // One at a time, the last first.
                execution.Resume(needs.Registers is [.., var last] ? [_ledger.Answer(last)] : []);
            }
            var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
            Assert.Equal((expected.StateRoot, expected.ResultsRoot), (outcome.StateRoot, outcome.ResultsRoot));
        }
    }

    private static ImmutableSortedDictionary<string, MachineValue> Input(params ReadOnlySpan<(string Name, MachineValue Value)> values)
    {
        var input = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            input.Add(name, value);
        }
        return input.ToImmutable();
    }

    private ImmutableSortedDictionary<string, MachineValue> PutInput(string from, long amount) => Input(
        ("amount", new MachineValue.Int(amount)), ("from", new MachineValue.Text(from)), ("until", new MachineValue.Time(_ledger.NowMs + 100_000)));

    private static AssetTransition Step(string transition, int calls) => new(Own(Bob, "safe"), transition, Input()) { Calls = calls };

    private void OpenSafe()
    {
        var (code, json) = _ledger.Run(new MachineDeploy(Safe), Alice);
        Assert.True(code == "ok", json);
        Assert.Equal("ok", Create("safe", Safe, Input()).Code);
    }

    private (string Code, string Json) Create(string name, string text, ImmutableSortedDictionary<string, MachineValue> input) =>
        _ledger.Run(new AssetCreate(Own(Bob, name), MachineText.NameOf(text), input), Bob);

    private (string Code, string Json) Put(long amount, int calls = 0, params ImmutableArray<Allowance> allow) =>
        _ledger.Run(Step("put", calls) with { Input = PutInput(Own(Alice, "a"), amount), Allow = allow }, Alice);
}
