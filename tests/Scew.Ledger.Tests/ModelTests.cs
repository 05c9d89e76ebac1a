using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests;

public class ModelTests
{
    private const int Length = 60;
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(80);

    [Fact]
    public void Every_result_and_every_register_is_that_of_the_naive_model()
    {
        var codes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // The generator is worth something only if it reaches every answer; the rarest may need more than one helping.
        string[] reached =
        [
            "ok", "already-exists", "bad-input", "bad-operation", "burn-refused", "condition-false", "guard-refused", "insufficient-balance", "limit-exceeded",
            "negative-amount", "not-issuer", "not-owner", "outside-prefix", "overflow", "same-wallet", "unknown-asset", "unknown-transition", "unknown-wallet",
            "wrong-owner", "wrong-state", "zero-amount",
        ];
        for (var helping = 0; helping < 20 && reached.Except(codes.Keys).Any(); helping++)
        {
            CompareWithModel(codes);
        }
        Assert.Empty(reached.Except(codes.Keys));
        Assert.True(codes["ok"] > codes.Values.Sum() / 5, "a fifth of all requests succeeds");
    }

    private static void CompareWithModel(SortedDictionary<string, int> codes) =>
        Check.One(Quick, Prop.ForAll(RandomRequests.Log(Length, 0).ToArbitrary(), log =>
        {
            var ledger = new TestLedger();
            var model = new NaiveModel();
            foreach (var request in log)
            {
                var result = ledger.Block(request).Results.Single().Result;
                var (code, json) = model.Run(request.Payload, ledger.NowMs);
                Assert.Equal(code, result.Code);
                if (json is not null)
                {
                    Assert.Equal(json, Encoding.UTF8.GetString(result.Json));
                }
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }
            AssertSameWorld(model, ledger);
        }));

    [Fact]
    public void Results_and_trie_do_not_depend_on_the_cut_into_blocks() => Check.One(Quick, Prop.ForAll(
        RandomRequests.Log(Length, 0).SelectMany(log => Gen.Zip(RandomRequests.Cut(log), RandomRequests.Cut(log))).ToArbitrary(), cuts =>
    {
        var first = Run(cuts.Item1);
        var second = Run(cuts.Item2);
        Assert.Equal(first.State.Trees.TrieRoot, second.State.Trees.TrieRoot);
        Assert.Equal(Results(first), Results(second));
    }));

    [Fact]
    public void The_same_log_gives_the_same_bytes_and_a_rebuilt_state_the_same_root() => Check.One(Quick, Prop.ForAll(
        RandomRequests.Log(Length, 0).SelectMany(RandomRequests.Cut).ToArbitrary(), blocks =>
    {
        var first = Run(blocks);
        var second = Run(blocks);
        Assert.Equal(first.State.Trees.StateRoot, second.State.Trees.StateRoot);
        Assert.Equal(first.Outcomes.Select(outcome => outcome.Attested), second.Outcomes.Select(outcome => outcome.Attested));
        Assert.Equal(Changes(first), Changes(second));
        var restored = first.Restored();
        Assert.Equal(first.State.Trees.StateRoot, restored.State.Trees.StateRoot);
        foreach (var kind in new[] { RegisterKind.Wallet, RegisterKind.Asset, RegisterKind.Machine, RegisterKind.Variable })
        {
            Assert.Equal(first.State.Ids.Of(kind), restored.State.Ids.Of(kind));
        }
    }));

    [Fact]
    public void Duplicates_anywhere_change_nothing() => Check.One(Quick, Prop.ForAll(
        RandomRequests.Log(Length, 0).SelectMany(log => Gen.Zip(RandomRequests.Cut(log), Gen.Choose(1, 1 << 30))).ToArbitrary(), input =>
    {
        var (blocks, seed) = input;
        var plain = Run(blocks);
        var seen = new List<SignedRequest>();
        var doubled = blocks.Select(block =>
        {
            var requests = new List<SignedRequest>();
            foreach (var request in block)
            {
                requests.Add(request);
                seen.Add(request);
                seed = (int)((seed * 1103515245L + 12345) & 0x7FFFFFFF);
                requests.AddRange(Enumerable.Repeat(seen[seed % seen.Count], seed % 3));
            }
            return requests.ToImmutableArray();
        });
        var twice = Run([.. doubled]);
        Assert.Equal(plain.State.Trees.StateRoot, twice.State.Trees.StateRoot);
        Assert.Equal(plain.Outcomes.Select(outcome => outcome.Attested), twice.Outcomes.Select(outcome => outcome.Attested));
    }));

    [Fact]
    public void Answers_in_pieces_and_any_order_give_the_same_outcome() => Check.One(Quick, Prop.ForAll(
        RandomRequests.Log(Length, 0).SelectMany(log => Gen.Zip(RandomRequests.Cut(log), Gen.Choose(1, 5))).ToArbitrary(), input =>
    {
        var (blocks, piece) = input;
        var ledger = new TestLedger();
        foreach (var block in blocks)
        {
            var whole = ledger.Input(ledger.NowMs + 10, block);
            var expected = ledger.Execute(whole);
            var execution = ledger.State.Begin(whole);
            while (execution.Step is ExecutionStep.Needs needs)
            {
                execution.Resume([.. needs.Registers.Reverse().Take(piece).Select(ledger.Answer)]);
            }
            var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
            Assert.Equal(expected.Attested, outcome.Attested);
            ledger.Commit(outcome);
        }
    }));

    [Fact]
    public void Every_change_survives_its_encoding_and_no_other_register_does() => Check.One(Quick, Prop.ForAll(
        RandomRequests.Log(Length, 0).SelectMany(RandomRequests.Cut).ToArbitrary(), blocks =>
    {
        var ledger = Run(blocks);
        foreach (var change in ledger.Outcomes.SelectMany(outcome => outcome.Changes))
        {
            var bytes = RegisterChangeCodec.Encode(change);
            var decoded = RegisterChangeCodec.Decode(bytes);
            Assert.NotNull(decoded);
            Assert.Equal(bytes, RegisterChangeCodec.Encode(decoded));
            Assert.Null(ledger.Rules.Validate(change.Before, decoded));
            foreach (var tampered in TamperedChanges.Of(decoded))
            {
                Assert.NotNull(ledger.Rules.Validate(change.Before, tampered));
            }
        }
    }));

    private static TestLedger Run(ImmutableArray<ImmutableArray<SignedRequest>> blocks)
    {
        var ledger = new TestLedger();
        foreach (var block in blocks)
        {
            ledger.Block(block);
        }
        return ledger;
    }

    private static IEnumerable<(Digest, string, string)> Results(TestLedger ledger) => ledger.Outcomes.SelectMany(outcome => outcome.Results)
        .Select(executed => (executed.Result.RequestId, executed.Result.Code, Encoding.UTF8.GetString(executed.Result.Json)));

    private static IEnumerable<string> Changes(TestLedger ledger) =>
        ledger.Outcomes.SelectMany(outcome => outcome.Changes).Select(change => Convert.ToHexString(RegisterChangeCodec.Encode(change)));

    private static void AssertSameWorld(NaiveModel model, TestLedger ledger)
    {
        var wallets = ledger.Registers.Values.Where(register => register.Key.Kind == RegisterKind.Wallet)
            .Select(register => (register.Key.Id, register.Owner, (System.Numerics.BigInteger)WalletValue.Decode(register.Value)!.Value.Balance)).ToList();
        Assert.Equal(model.Wallets, wallets);
        Assert.Equal(model.Supply, wallets.Aggregate(System.Numerics.BigInteger.Zero, (sum, wallet) => sum + wallet.Item3));
        var tools = ledger.Registers.Keys.Where(key => key.Kind == RegisterKind.Asset)
            .Select(key => (key.Id, ledger.Asset(key.Id).Name, ledger.Asset(key.Id).Values.Account("holder")));
        Assert.Equal(model.Tools, tools);
    }
}
