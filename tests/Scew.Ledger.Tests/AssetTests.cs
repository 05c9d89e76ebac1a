using System.Collections.Immutable;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class AssetTests
{
    private static readonly string Drill = Own(Alice, "drill");

    [Fact]
    public void A_tool_lives_its_life_through_requests()
    {
        var ledger = WithDrill(out var created);
        var expected = $"{{'id':'{Drill}','owner':'{Alice}','state':'Ready','values':{{'deposit':{{'int':'500'}},'dueBack':{{'none':true}},"
            + $"'holder':{{'account':'{Alice}'}},'title':{{'text':'drill'}}}},'version':1}}";
        Assert.Equal(expected.Replace('\'', '"'), created);
        Assert.Equal("ok", ledger.Run(Offer(Bob, ledger.NowMs + 1_000_000), Alice).Code);
        Assert.Equal((EShare.Offered, Bob), (ledger.Asset(Drill).Name, ledger.Asset(Drill).Values.Account("holder")));
        Assert.Equal("ok", ledger.Run(Step("giveBack"), Bob).Code);
        Assert.Equal("ok", ledger.Run(Step("retire"), Alice).Code);
        Assert.Equal(EShare.Broken, ledger.Asset(Drill).Name);
        Assert.Equal(4, ledger.Registers.Values.Single().Version);
    }

    [Fact]
    public void An_illegal_hand_over_is_refused_with_the_guards_reason_and_the_values()
    {
        var ledger = WithDrill(out _);
        ledger.Run(Offer(Bob, ledger.NowMs + 1_000_000), Alice);
        var (_, json) = AssertRefused("wrong-state", ledger, Offer(Carol, ledger.NowMs + 1_000_000), Bob);
        Assert.Contains("\"allowedFrom\":[\"Ready\"]", json, StringComparison.Ordinal);
        (_, json) = AssertRefused("guard-refused", ledger, Step("giveBack"), Carol);
        Assert.Contains("\"message\":\"only the owner or the holder gives a tool back\"", json, StringComparison.Ordinal);
        Assert.Contains($$"""
            "holder":{"account":"{{Bob}}"}
            """.Trim(), json, StringComparison.Ordinal);
        AssertRefused("guard-refused", ledger, Step("giveBack") with { As = 0 }, Carol, Bob);
        AssertRefused("guard-refused", ledger, Step("giveBack"), Carol, Bob);
        Assert.Equal("ok", ledger.Run(Step("giveBack") with { As = 1 }, Carol, Bob).Code);
        AssertRefused("guard-refused", ledger, Offer(Bob, ledger.NowMs), Alice);
    }

    [Fact]
    public void Unknown_machines_assets_transitions_and_bad_inputs_are_refused()
    {
        var ledger = WithDrill(out _);
        AssertRefused("already-exists", ledger, Create(Drill, EShare.Name), Alice);
        AssertRefused("outside-prefix", ledger, Create(Own(Alice, "saw"), EShare.Name), Bob);
        AssertRefused("unknown-machine", ledger, Create(Own(Alice, "saw"), "builtin/eshare/2"), Alice);
        AssertRefused("unknown-asset", ledger, Step("retire") with { Id = Own(Alice, "saw") }, Alice);
        AssertRefused("unknown-transition", ledger, Step("sell"), Alice);
        AssertRefused("wrong-state", ledger, Step("giveBack"), Alice);
        AssertRefused("wrong-state", ledger, Step("create"), Alice);
        var (_, json) = AssertRefused("bad-input", ledger, Step("offer"), Alice);
        Assert.Contains("\"input\":\"to\"", json, StringComparison.Ordinal);
        AssertRefused("bad-input", ledger, Step("retire") with { Input = Input(("why", new MachineValue.Text("old"))) }, Alice);
        AssertRefused("bad-input", ledger, Create(Own(Alice, "saw"), EShare.Name) with { Input = Input() }, Alice);
    }

    [Fact]
    public void A_wallet_and_an_asset_may_share_an_id()
    {
        var ledger = WithDrill(out _);
        Assert.Equal("ok", ledger.Run(new CreateWallet(Drill, 0), Alice).Code);
        Assert.Equal(2, ledger.Registers.Count);
    }

    [Fact]
    public void Steps_and_payments_are_one_in_a_transaction()
    {
        var ledger = WithTwoWallets();
        ledger.Run(Create(Drill, EShare.Name), Alice);
        var lend = new Transaction([new Transfer(Own(Bob, "b"), Own(Alice, "a"), 5, Alice) { As = 1 }, Offer(Bob, ledger.NowMs + 1_000_000) with { As = 0 }]);
        Assert.Equal("ok", ledger.Run(lend, Alice, Bob).Code);
        AssertRefused("wrong-state", ledger, lend, Alice, Bob);
        Assert.Equal(5, ledger.BalanceOf(Own(Bob, "b")));
    }

    private static TestLedger WithDrill(out string json)
    {
        var ledger = new TestLedger();
        (var code, json) = ledger.Run(Create(Drill, EShare.Name), Alice);
        Assert.Equal("ok", code);
        return ledger;
    }

    internal static AssetCreate Create(string id, string machine) =>
        new(id, machine, Input(("title", new MachineValue.Text("drill")), ("deposit", new MachineValue.Int(500))));

    private static AssetTransition Offer(Account to, long until) =>
        new(Drill, "offer", Input(("to", new MachineValue.AccountRef(to)), ("until", new MachineValue.Time(until))));

    private static AssetTransition Step(string name) => new(Drill, name, Input());

    internal static ImmutableSortedDictionary<string, MachineValue> Input(params ReadOnlySpan<(string Name, MachineValue Value)> values)
    {
        var input = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            input.Add(name, value);
        }
        return input.ToImmutable();
    }
}
