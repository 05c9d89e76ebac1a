using Scew.Homomorphic.Tests;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Comparisons, ranges, and conditions on encrypted integers.</summary>
public class VariableReadTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void Ordered_variables_are_found_between_bounds_in_the_order_of_the_question()
    {
        var ids = Enumerable.Range(0, 5).Select(i => Own(Alice, "v" + i)).ToArray();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            Ledger.Ok(new CreateVariable(id, VariableType.Ordered, id, Client.Seal(id, id, 10 * i - 20), [], [Carol]), Alice);
        }
        var range = new RangeOrdered([.. ids.Reverse().Select(id => Between(id, -10, 10))]);
        Assert.Equal($$"""{"ids":["{{ids[3]}}","{{ids[2]}}","{{ids[1]}}"]}""", Ledger.Ok(range, Carol));
        Assert.Equal("""{"ids":[]}""", Ledger.Ok(new RangeOrdered([Between(ids[0], 1, 0)]), Carol));
        AssertRefused("not-owner", Ledger, range, Bob);
        AssertRefused("unknown-variable", Ledger, new RangeOrdered([.. range.Items, range.Items[0] with { Id = "none" }]), Carol);
        AssertRefused("wrong-contract", Ledger, new RangeOrdered([.. range.Items, range.Items[0] with { Id = P }]), Carol);
        AssertRefused("bad-operation", Ledger, new RangeOrdered([]), Carol);
        AssertRefused("bad-operation", Ledger, new RangeOrdered([range.Items[0], range.Items[0]]), Carol);
        AssertRefused("bad-ciphertext", Ledger, new RangeOrdered([.. range.Items.Take(2), range.Items[2] with { High = [1] }]), Carol);
        Ledger.Ok(new SetRecord(ids[2], VariableType.Ordered, ids[2], Client.Seal(ids[2], ids[2], 0), null), Alice);
        var (_, json) = AssertRefused("stale", Ledger, range, Carol);
        Assert.Contains($"\"id\":\"{ids[2]}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Additive_variables_are_found_between_sealed_bounds()
    {
        var range = new RangeAdditive([Q, P], 2048);
        foreach (var (low, high, found) in new[] { (-40L, 100L, $"\"{Q}\",\"{P}\""), (-39, 100, $"\"{P}\""), (-40, 99, $"\"{Q}\""), (100, -40, ""), (long.MinValue, long.MaxValue, $"\"{Q}\",\"{P}\"") })
        {
            Assert.Equal($$"""{"ids":[{{found}}]}""", Ledger.Ok(Search(range, low, high)));
        }
        AssertRefused("unknown-variable", Ledger, Search(range with { Ids = [P, Q, "none"] }, 0, 1));
        AssertRefused("wrong-contract", Ledger, Search(range with { Ids = [P, O] }, 0, 1));
        AssertRefused("bad-operation", Ledger, Search(range with { Ids = [P, P] }, 0, 1));
        AssertRefused("bad-operation", Ledger, Search(range with { Ids = [] }, 0, 1));
        // Carol reads only one of them.
        AssertRefused("not-owner", Ledger, Search(range, 0, 1, Carol));
        // What was not opened for this search is not answered.
        var (_, json) = AssertRefused("bad-envelope", Ledger, Client.Delegate(Ledger.Signed(range, Alice), Client.Range(0, 1, [(Ann, P, Ledger.Record(P))])));
        Assert.Contains($"\"id\":\"{Q}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_larger_than_the_request_paid_for_is_refused()
    {
        var (wide, id) = (Own(Alice, "wide"), Own(Alice, "w"));
        Ledger.Ok(Client.Register(TestKeys.Long, wide, Alice), Alice);
        var record = Client.Encrypt(TestKeys.Long, 12);
        Ledger.Ok(new CreateVariable(id, VariableType.Additive, wide, record, [], []), Alice);
        var part = Client.Compare(TestKeys.Long, id, record, Homomorphic.Comparison.Equal, 12);
        AssertRefused("bad-operation", Ledger, Client.Delegate(Ledger.Signed(new CompareAdditive(id, 2048), Alice), part));
        Assert.Empty(Ledger.Rounds);
        Assert.Equal($$"""{"holds":true,"id":"{{id}}"}""", Ledger.Ok(Client.Delegate(Ledger.Signed(new CompareAdditive(id, 3072), Alice), part)));
        var both = Client.Range(10, 100, [(TestKeys.Long, id, record), (Ann, P, Ledger.Record(P))]);
        AssertRefused("bad-operation", Ledger, Client.Delegate(Ledger.Signed(new RangeAdditive([P, id], 2048), Alice), both));
        Assert.Equal($$"""{"ids":["{{P}}","{{id}}"]}""", Ledger.Ok(Client.Delegate(Ledger.Signed(new RangeAdditive([P, id], 3072), Alice), both)));
    }

    [Fact]
    public void A_group_without_modules_delegates_nothing_and_does_all_the_rest()
    {
        var world = new VariableWorld(new LedgerParameters(Group, [Member], [], Parameters.Window));
        var ledger = world.Ledger;
        AssertRefused("no-modules", ledger, world.CompareP(Homomorphic.Comparison.Less, 1, Alice));
        AssertRefused("no-modules", ledger, world.SumO(1, Alice));
        var range = ledger.Signed(new RangeAdditive([P], 2048), Alice);
        AssertRefused("no-modules", ledger, world.Client.Delegate(range, world.Client.Range(0, 1, [(Ann, P, ledger.Record(P))])));
        Assert.Empty(ledger.Rounds);
        ledger.Ok(world.Add(P, 1), Bob);
        ledger.Ok(world.CompareO(Comparison.Equal, 7), Carol);
        Assert.Equal(101, world.Value(P));
    }

    [Fact]
    public void Conditions_of_all_types_guard_updates_of_all_types()
    {
        var wallet = Own(Alice, "a");
        Ledger.Ok(new CreateWallet(wallet, 0), Alice);
        Ledger.Ok(new Sum(wallet, 50), Bank);
        var updates = new Operation[] { new Transfer(wallet, "till", 5, null), _world.Add(P, 5), _world.SetAdditive(Q, 5), new SumOrdered(O, O) };
        Ledger.Ok(new CreateWallet("till", 0), Member);
        var walletLeft = 50;
        foreach (var (condition, part) in new (Operation, Func<bool, Homomorphic.Envelopes.EnvelopePart?>)[]
        {
            (new Compare(wallet, Comparison.Greater, 0), _ => null),
            (new CompareOrdered(O, Comparison.Greater, []), _ => null),
            (new CompareAdditive(P, 2048), holds => Client.Compare(Ann, P, Ledger.Record(P), holds ? Homomorphic.Comparison.Greater : Homomorphic.Comparison.LessOrEqual, 0, "c")),
        })
        {
            foreach (var holds in new[] { false, true })
            {
                var asked = condition switch
                {
                    Compare compare => compare with { Operator = holds ? Comparison.Greater : Comparison.LessOrEqual },
                    CompareOrdered compare => compare with { Operator = holds ? Comparison.Greater : Comparison.LessOrEqual, Token = Client.Token(O, O, Ledger.Record(O), 0) },
                    _ => condition,
                };
                var parts = new[] { Client.Sum(O, O, Ledger.Record(O), 2, "u3").Part, part(holds) }.OfType<Homomorphic.Envelopes.EnvelopePart>();
                var request = Client.Delegate(Ledger.Signed(new ConditionalUpdate(asked, [.. updates]), Alice), parts);
                if (holds)
                {
                    Ledger.Ok(request);
                    walletLeft -= 5;
                }
                else
                {
                    AssertRefused("condition-false", Ledger, request);
                }
                Assert.Equal(walletLeft, Ledger.BalanceOf(wallet));
            }
        }
        Assert.Equal((115, 5, 13), (_world.Value(P), _world.Value(Q), _world.Value(O)));
    }

    [Fact]
    public void Wherever_a_delegated_part_stands_its_path_leads_the_module_there()
    {
        var wallet = Own(Alice, "a");
        Ledger.Ok(new CreateWallet(wallet, 0), Alice);
        var (first, middle) = Client.Sum(O, O, Ledger.Record(O), 1, "1/u0");
        var (second, last) = Client.Sum(O, O, middle, 2, "2");
        var transaction = new Transaction([
            new CompareAdditive(P, 2048),
            new ConditionalUpdate(new CompareAdditive(Q, 2048), [new SumOrdered(O, O)]),
            new SumOrdered(O, O),
            new RangeAdditive([Q], 2048)]);
        var json = Ledger.Ok(Client.Delegate(
            Ledger.Signed(transaction, Alice),
            Client.Compare(Ann, P, Ledger.Record(P), Homomorphic.Comparison.Equal, 100, "0"),
            Client.Compare(Ann, Q, Ledger.Record(Q), Homomorphic.Comparison.Less, 0, "1/c"),
            first,
            second,
            Client.Range(0, 10, [(Ann, Q, Ledger.Record(Q))], "3")));
        Assert.EndsWith("""{"ids":[]}]}""", json, StringComparison.Ordinal);
        Assert.Equal(last, Ledger.Record(O));
        Assert.Equal(10, _world.Value(O));
    }

    private OrderedBounds Between(string id, long low, long high) =>
        new(id, Client.Token(id, id, Ledger.Record(id), low), Client.Token(id, id, Ledger.Record(id), high));

    private SignedRequest Search(RangeAdditive range, long low, long high, Protocol.Account? by = null) => Client.Delegate(
        Ledger.Signed(range, by ?? Alice), Client.Range(low, high, new[] { P, Q }.Select(id => (Ann, id, Ledger.Record(id)))));
}
