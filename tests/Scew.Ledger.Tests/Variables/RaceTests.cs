using Scew.Homomorphic.Modules;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>
/// Requests that were made from the same reading meet in one block, in every order. Whoever comes second finds another record, key or version and is told so, or adds to what is there; no
/// value is lost, spoilt or compared with what it no longer is.
/// </summary>
public class RaceTests
{
    private static readonly string Second = Own(Alice, "key2");
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void Sums_sets_and_rekeys_of_an_additive_variable()
    {
        Ledger.Ok(Client.Register(Homomorphic.Tests.TestKeys.Bob, Second, Alice), Alice);
        var record = Ledger.Record(P);
        (string Name, SignedRequest Request)[] requests =
        [
            ("sum", Ledger.Signed(_world.Add(P, 5), Bob)),
            ("set", Ledger.Signed(_world.SetAdditive(P, 30) with { Expected = Digest.Of(record) }, Alice)),
            ("rekey", Ledger.Signed(new Rekey(P, VariableType.Additive, Second, Client.Encrypt(Homomorphic.Tests.TestKeys.Bob, 100), [Bob], [Carol], 1), Alice)),
            ("compare", _world.CompareP(Order.Equal, 100, Carol)),
            ("update", Ledger.Signed(new ConditionalUpdate(_world.CompareO(Comparison.Less, 10), [_world.Add(P, 1), _world.Add(Q, 1)]), Alice)),
        ];
        ForAllOrders(requests, (order, codes, ledger) =>
        {
            var (key, value, untouched, q) = (Key, 100, true, -40);
            foreach (var name in order)
            {
                var expected = "ok";
                switch (name)
                {
                    case "compare":
                        expected = untouched ? "ok" : "stale";
                        break;
                    case "rekey" or "set" when !untouched:
                        expected = "stale";
                        break;
                    case "rekey":
                        (key, untouched) = (Second, false);
                        break;
                    case "set":
                        (value, untouched) = (30, false);
                        break;
                    case "sum" or "update" when key != Key:
                        expected = "stale";
                        break;
                    default:
                        (value, untouched) = (value + (name == "sum" ? 5 : 1), false);
                        q += name == "sum" ? 0 : 1;
                        break;
                }
                Assert.Equal((name, expected), (name, codes[name]));
            }
            Assert.Equal(key, ledger.Variable(P).Key);
            Assert.Equal(value, (key == Key ? Ann : Homomorphic.Tests.TestKeys.Bob).Decrypt(ledger.Record(P)));
            Assert.Equal(q, Ann.Decrypt(ledger.Record(Q)));
        });
    }

    [Fact]
    public void Sums_sets_and_comparisons_of_an_ordered_variable()
    {
        var record = Ledger.Record(O);
        var first = _world.SumO(5, Bob);
        (string Name, SignedRequest Request)[] requests =
        [
            ("sum", first),
            ("other sum", _world.SumO(7, Alice)),
            ("set", Ledger.Signed(_world.SetOrdered(-9), Bob)),
            ("compare", Ledger.Signed(_world.CompareO(Comparison.Equal, 7), Carol)),
            ("rekey", Ledger.Signed(new Rekey(O, VariableType.Ordered, "o.k2", Client.Seal("o.k2", O, 7), [Bob], [Carol], 1), Alice)),
        ];
        ForAllOrders(requests, (order, codes, ledger) =>
        {
            var (key, value, current) = (O, 7, true);
            foreach (var name in order)
            {
                var ok = name == "set" ? key == O : current;
                if (ok && name != "compare")
                {
                    (key, value) = name switch { "sum" => (key, value + 5), "other sum" => (key, value + 7), "set" => (key, -9), _ => ("o.k2", 7) };
                    current = false;
                }
                Assert.Equal((name, ok ? "ok" : "stale"), (name, codes[name]));
            }
            Assert.Equal((key, value), (ledger.Variable(O).Key, (int)Client.Read(key, O, ledger.Record(O))));
        });
        Assert.Equal(record, Ledger.Record(O));
    }

    /// <summary>Of two that create one id, or register one key, the first has it; what the second made under it is refused, however the block was planned.</summary>
    [Fact]
    public void Creations_of_one_id_and_of_the_key_for_it()
    {
        var (id, key) = (Own(Alice, "new"), Own(Alice, "newkey"));
        (string Name, SignedRequest Request)[] requests =
        [
            ("key", Ledger.Signed(Client.Register(Homomorphic.Tests.TestKeys.Bob, key, Alice), Alice)),
            ("additive", Ledger.Signed(new CreateVariable(id, VariableType.Additive, key, Client.Encrypt(Homomorphic.Tests.TestKeys.Bob, 3), [], []), Alice)),
            ("ordered", Ledger.Signed(new CreateVariable(id, VariableType.Ordered, id, Client.Seal(id, id, 4), [], []), Alice)),
            ("sum", Ledger.Signed(new SumAdditive(id, key, Client.Encrypt(Homomorphic.Tests.TestKeys.Bob, 5)), Alice)),
        ];
        ForAllOrders(requests, (order, codes, ledger) =>
        {
            var (hasKey, type, value) = (false, string.Empty, 0);
            foreach (var name in order)
            {
                var expected = name switch
                {
                    "key" => "ok",
                    "sum" => type switch { "" => "unknown-variable", "ordered" => "wrong-contract", _ => "ok" },
                    _ when type != string.Empty => "already-exists",
                    "additive" when !hasKey => "unknown-key",
                    _ => "ok",
                };
                Assert.Equal((name, expected), (name, codes[name]));
                hasKey |= name == "key";
                value += expected != "ok" ? 0 : name switch { "additive" => 3, "ordered" => 4, "sum" => 5, _ => 0 };
                type = expected == "ok" && name is "additive" or "ordered" && type == string.Empty && expected == "ok" ? name : type;
            }
            if (type == "additive")
            {
                Assert.Equal(value, Homomorphic.Tests.TestKeys.Bob.Decrypt(ledger.Record(id)));
            }
        });
    }

    private void ForAllOrders((string Name, SignedRequest Request)[] requests, Action<string[], Dictionary<string, string>, TestLedger> check)
    {
        var verified = new VerifiedOpenings();
        foreach (var order in Orders(requests))
        {
            var ahead = Ledger.Restored();
            ahead.Module = Client.Module(verified);
            var outcome = ahead.Block([.. order.Select(one => one.Request)]);
            var late = Ledger.Restored();
            (late.AsksAhead, late.Module) = (false, Client.Module(verified));
            Assert.Equal(outcome.Attested, late.Block([.. order.Select(one => one.Request)]).Attested);
            var codes = order.Zip(outcome.Results).ToDictionary(pair => pair.First.Name, pair => pair.Second.Result.Code, StringComparer.Ordinal);
            check([.. order.Select(one => one.Name)], codes, ahead);
        }
    }

    private static IEnumerable<List<T>> Orders<T>(IReadOnlyList<T> items) => items.Count == 0
        ? [[]]
        : items.SelectMany((item, i) => Orders([.. items.Where((_, other) => other != i)]).Select(rest => (List<T>)[item, .. rest]));
}
