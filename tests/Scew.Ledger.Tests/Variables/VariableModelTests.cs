using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Scew.Homomorphic.Modules;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Random logs with real keys against the model in plain numbers, whatever the cut into blocks, whatever was asked ahead, and whatever the modules remember.</summary>
public class VariableModelTests
{
    private const int Length = 120;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_result_and_every_value_is_that_of_plain_numbers(int seed)
    {
        var random = new RandomVariables(seed).Run(Length);
        var cuts = new Random(seed);
        var warm = new VerifiedOpenings();
        var once = Run(random, [.. random.Log.Select(static _ => 1)], asksAhead: true, new VerifiedOpenings(0));
        RequireModel(random, once);
        ImmutableArray<int> sizes = [.. random.Log.Select(_ => cuts.Next(12))];
        var first = Run(random, sizes, asksAhead: false, null);
        var second = Run(random, sizes, asksAhead: true, warm);
        var third = Run(random, sizes, asksAhead: true, warm);
        Assert.Equal(first.Outcomes.Select(outcome => outcome.Attested), second.Outcomes.Select(outcome => outcome.Attested));
        Assert.Equal(first.Outcomes.Select(outcome => outcome.Attested), third.Outcomes.Select(outcome => outcome.Attested));
        Assert.Equal(once.State.Trees.TrieRoot, first.State.Trees.TrieRoot);
        Assert.Equal(Results(once), Results(first));
        var restored = third.Restored();
        Assert.Equal(third.State.Trees.StateRoot, restored.State.Trees.StateRoot);
        Assert.Equal(third.State.Ids.Of(RegisterKind.Variable), restored.State.Ids.Of(RegisterKind.Variable));
    }

    /// <summary>The generator is worth something only if it reaches every answer.</summary>
    [Fact]
    public void Random_logs_reach_every_answer()
    {
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string[] reached =
        [
            "ok", "already-exists", "bad-ciphertext", "bad-envelope", "bad-key", "bad-operation", "condition-false", "corrupt-record", "insufficient-balance", "not-owner", "outside-prefix",
            "overflow", "stale", "unknown-key", "unknown-variable", "wrong-contract",
        ];
        for (var seed = 100; seed < 120 && reached.Except(codes.Keys).Any(); seed++)
        {
            foreach (var (_, code, _) in new RandomVariables(seed).Run(Length).Log)
            {
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }
        }
        Assert.Empty(reached.Except(codes.Keys));
        Assert.True(codes["ok"] > codes.Values.Sum() / 4, "a quarter of all requests succeeds");
    }

    private static void RequireModel(RandomVariables random, TestLedger ledger)
    {
        foreach (var (result, (_, code, json)) in Results(ledger).Zip(random.Log))
        {
            Assert.Equal((code, json ?? result.Json), (result.Code, result.Json));
        }
        var stored = ledger.Registers.Keys.Where(key => key.Kind == RegisterKind.Variable).Select(key => key.Id);
        Assert.Equal(random.Model.Integers.Keys.Order(StringComparer.Ordinal), stored);
        foreach (var (id, integer) in random.Model.Integers)
        {
            var variable = ledger.Variable(id);
            Assert.Equal((integer.Key, integer.Record), (variable.Key, NaiveModel.Hex(variable.Record)));
            if (integer.IsAdditive)
            {
                Assert.Equal(integer.Value, RandomVariables.KeyOf(integer.Key).Decrypt(variable.Record));
            }
            else if (!random.Model.Book.Records[integer.Record].IsCorrupt)
            {
                Assert.Equal(integer.Value, (BigInteger)Client.Read(integer.Key, id, variable.Record));
            }
        }
    }

    private static TestLedger Run(RandomVariables random, ImmutableArray<int> sizes, bool asksAhead, VerifiedOpenings? verified)
    {
        var ledger = new TestLedger { AsksAhead = asksAhead, Module = Client.Module(verified) };
        var log = random.Log.Select(one => one.Request).ToList();
        for (int at = 0, i = 0; at < log.Count; i++)
        {
            var size = i < sizes.Length ? Math.Min(sizes[i], log.Count - at) : log.Count - at;
            ledger.Block([.. log.Skip(at).Take(size)]);
            at += size;
            RequireOnce(ledger);
        }
        return ledger;
    }

    /// <summary>Nothing is asked twice at once.</summary>
    private static void RequireOnce(TestLedger ledger)
    {
        foreach (var round in ledger.Rounds)
        {
            Assert.Equal(round.Length, round.Select(question => Convert.ToHexString(ModuleCodec.Encode(question))).Distinct().Count());
        }
    }

    private static IEnumerable<(string Code, string Json)> Results(TestLedger ledger) => ledger.Outcomes.SelectMany(outcome => outcome.Results)
        .Select(executed => (executed.Result.Code, Encoding.UTF8.GetString(executed.Result.Json)));
}
