using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>What an earlier ledger of wallets and encrypted integers got wrong, one test each.</summary>
public class SeedBugTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void A_replayed_transfer_moved_the_money_again()
    {
        var ledger = WithTwoWallets();
        var transfer = ledger.Signed(new Transfer(A, B, 30, Bob), Alice);
        ledger.Block(transfer);
        ledger.Block(transfer, transfer);
        ledger.Restored().Block(transfer);
        Assert.Equal((70, 40), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
        // The same for a sum of ciphertexts, which nobody can tell from another one.
        var sum = Ledger.Signed(_world.Add(P, 5), Bob);
        Ledger.Block(sum, sum);
        Assert.Empty(Ledger.Block(sum).Results);
        Assert.Equal(105, _world.Value(P));
    }

    [Fact]
    public void An_atomic_transfer_was_rolled_back_when_it_succeeded()
    {
        var ledger = WithTwoWallets();
        ledger.Ok(new AtomicTransfer([new TransferLeg(A, B, 30, null), new TransferLeg(B, A, 5, null)]), Alice, Bob);
        Assert.Equal((75, 35), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
        AssertRefused("insufficient-balance", ledger, new AtomicTransfer([new TransferLeg(A, B, 30, null), new TransferLeg(B, A, 500, null)]), Alice, Bob);
        Assert.Equal((75, 35), (ledger.BalanceOf(A), ledger.BalanceOf(B)));
    }

    [Fact]
    public void Anyone_could_set_or_sum_a_wallet()
    {
        var ledger = WithTwoWallets();
        foreach (var account in new[] { Alice, Bob, Carol, Member })
        {
            AssertRefused("not-issuer", ledger, new SetValue(A, 1_000), account);
            AssertRefused("not-issuer", ledger, new Sum(A, 1_000), account);
        }
        foreach (var account in new[] { Carol, Member, Bank })
        {
            AssertRefused("not-owner", Ledger, _world.SetAdditive(P, 1), account);
            AssertRefused("not-owner", Ledger, _world.Add(P, 1), account);
            AssertRefused("not-owner", Ledger, _world.SetOrdered(1), account);
            AssertRefused("not-owner", Ledger, _world.SumO(1, account));
        }
    }

    [Fact]
    public void Create_overwrote_what_was_there()
    {
        var ledger = WithTwoWallets();
        AssertRefused("already-exists", ledger, new CreateWallet(A, 0), Alice);
        Assert.Equal(100, ledger.BalanceOf(A));
        AssertRefused("already-exists", Ledger, new CreateVariable(P, VariableType.Additive, Key, Client.Encrypt(Ann, 0), [], []), Alice);
        AssertRefused("already-exists", Ledger, new CreateVariable(P, VariableType.Ordered, P, Client.Seal(P, P, 0), [], []), Alice);
        AssertRefused("already-exists", Ledger, Client.Register(Ann, Key, Alice), Alice);
        Assert.Equal(100, _world.Value(P));
        // Also where both stand in one block: the first wins.
        var (first, second) = (Own(Alice, "new"), Own(Alice, "new"));
        var results = Ledger.Block(
            Ledger.Signed(new CreateVariable(first, VariableType.Ordered, first, Client.Seal(first, first, 1), [], []), Alice),
            Ledger.Signed(new CreateVariable(second, VariableType.Additive, Key, Client.Encrypt(Ann, 2), [], []), Alice)).Results;
        Assert.Equal(["ok", "already-exists"], results.Select(one => one.Result.Code));
        Assert.Equal(1, _world.Value(first));
    }

    /// <summary>"value operator argument", never the other way round: 7 against 6, 7 and 8, so that every swap shows.</summary>
    [Theory]
    [InlineData(Comparison.Equal, false, true, false)]
    [InlineData(Comparison.NotEqual, true, false, true)]
    [InlineData(Comparison.Less, false, false, true)]
    [InlineData(Comparison.LessOrEqual, false, true, true)]
    [InlineData(Comparison.Greater, true, false, false)]
    [InlineData(Comparison.GreaterOrEqual, true, true, false)]
    public void The_operands_of_compare_were_swapped(Comparison comparison, bool against6, bool against7, bool against8)
    {
        var wallet = Own(Alice, "seven");
        Ledger.Ok(new CreateWallet(wallet, 0), Alice);
        Ledger.Ok(new Sum(wallet, 7), Bank);
        Ledger.Ok(_world.SetAdditive(P, 7), Alice);
        foreach (var (argument, expected) in new[] { (6, against6), (7, against7), (8, against8), (-8, comparison is Comparison.NotEqual or Comparison.Greater or Comparison.GreaterOrEqual) })
        {
            var holds = $"{{\"holds\":{(expected ? "true" : "false")},";
            Assert.StartsWith(holds, Ledger.Ok(new Compare(wallet, comparison, argument), Alice), StringComparison.Ordinal);
            Assert.StartsWith(holds, Ledger.Ok(_world.CompareO(comparison, argument), Alice), StringComparison.Ordinal);
            Assert.StartsWith(holds, Ledger.Ok(_world.CompareP(Enum.Parse<Order>(comparison.ToString()), argument, Alice)), StringComparison.Ordinal);
        }
    }

    /// <summary>Each place in the list of updates where one fails, with updates of all types around it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_conditional_update_was_applied_by_half(int failing)
    {
        Ledger.Ok(new CreateWallet(A, 0), Alice);
        Ledger.Ok(new Sum(A, 100), Bank);
        Ledger.Ok(new CreateWallet(B, 0), Bob);
        var updates = new List<Operation> { new Transfer(A, B, 5, null), _world.Add(P, 5), _world.SetAdditive(Q, 5), new SumOrdered(O, O) };
        updates.Insert(failing, new SumAdditive(P, Key, new byte[512]));
        var update = new ConditionalUpdate(_world.CompareO(Comparison.Equal, 7), [.. updates]);
        var sum = Client.Sum(O, O, Ledger.Record(O), 5, "u" + updates.FindIndex(one => one is SumOrdered)).Part;
        var (_, json) = AssertRefused("bad-ciphertext", Ledger, Client.Delegate(Ledger.Signed(update, Alice), sum));
        Assert.EndsWith($",\"part\":[{failing}]}}", json, StringComparison.Ordinal);
        Assert.Equal((100, 0), (Ledger.BalanceOf(A), Ledger.BalanceOf(B)));
        Assert.Equal((100, -40, 7), (_world.Value(P), _world.Value(Q), _world.Value(O)));
        updates.RemoveAt(failing);
        sum = Client.Sum(O, O, Ledger.Record(O), 5, "u3").Part;
        Ledger.Ok(Client.Delegate(Ledger.Signed(update with { Updates = [.. updates] }, Alice), sum));
        Assert.Equal((95, 5), (Ledger.BalanceOf(A), Ledger.BalanceOf(B)));
        Assert.Equal((105, 5, 12), (_world.Value(P), _world.Value(Q), _world.Value(O)));
    }

    [Fact]
    public void A_snapshot_of_the_variables_was_empty_after_a_restart()
    {
        var restored = Ledger.Restored();
        Assert.Equal(Ledger.State.Trees.StateRoot, restored.State.Trees.StateRoot);
        Assert.Equal([O, P, Q], restored.State.Ids.Of(RegisterKind.Variable));
        Assert.Equal(Ledger.State.Ids.Of(RegisterKind.Variable), restored.State.Ids.Of(RegisterKind.Variable));
        Assert.Equal([P, Q], restored.State.Ids.Page(RegisterKind.Variable, IdRules.OwnPrefix(Alice), O, 10).ToArray());
        Assert.Equal("ok", restored.Run(_world.Add(P, 1), Bob).Code);
        Assert.Equal(101, (int)Ann.Decrypt(restored.Record(P))!.Value);
        // A wallet of the same name is another thing.
        restored.Ok(new CreateWallet(P, 0), Alice);
        Assert.Equal(3, restored.State.Ids.Of(RegisterKind.Variable).Count);
        Assert.Equal(RegisterKind.Variable, restored.Registers[new RegisterKey(RegisterKind.Variable, P)].Key.Kind);
    }

    /// <summary>Two encryptions of one value are never equal, so a memory of ciphertexts matched nothing: what is remembered is the request's id.</summary>
    [Fact]
    public void De_duplication_never_matched()
    {
        var sum = Ledger.Signed(_world.Add(P, 5), Bob);
        var again = sum with { Payload = sum.Payload with { Operation = _world.Add(P, 5) } };
        Assert.Single(Ledger.Block(sum).Results);
        Assert.True(Ledger.State.IsExecuted(sum.Id));
        Assert.Empty(Ledger.Block(sum).Results);
        Assert.Empty(Ledger.Block(again).Results);
        Assert.Equal(105, _world.Value(P));
        // Two requests are two sums, whatever is in them.
        var operation = _world.Add(P, 5);
        Assert.Equal(2, Ledger.Block(Ledger.Signed(operation, Bob), Ledger.Signed(operation, Bob)).Results.Length);
        Assert.Equal(115, _world.Value(P));
    }

    [Fact]
    public void A_range_over_additive_values_was_silently_empty()
    {
        var range = Client.Range(50, 150, [(Ann, P, Ledger.Record(P)), (Ann, Q, Ledger.Record(Q))]);
        Assert.Equal($$"""{"ids":["{{P}}"]}""", Ledger.Ok(Client.Delegate(Ledger.Signed(new RangeAdditive([P, Q], 2048), Alice), range)));
        // Asked as a range of wallets, encrypted integers are no wallets, and one that is not there is refused, not left out.
        Assert.Equal("""{"ids":[]}""", Ledger.Ok(new GetRange([P, Q], 50, 150), Alice));
        AssertRefused("unknown-variable", Ledger, Client.Delegate(Ledger.Signed(new RangeAdditive([P, "none"], 2048), Alice), range));
        AssertRefused("unknown-variable", Ledger, new RangeOrdered([new OrderedBounds("none", [], [])]), Alice);
    }
}
