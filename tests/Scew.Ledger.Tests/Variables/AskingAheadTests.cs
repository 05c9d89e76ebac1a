using System.Collections.Immutable;
using System.Text;
using Scew.Homomorphic.Modules;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests.Variables;

/// <summary>
/// What a block comes to does not hang on what modules were asked ahead, on what they had verified before, or on a restart in between; and nothing is asked that no operation pays for.
/// </summary>
public sealed class AskingAheadTests
{
    private const int Blocks = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void RandomBlocksHaveOneOutcome(int seed)
    {
        var random = new Random(seed);
        var client = new Client();
        var ledger = new TestLedger { Module = Client.Module(new VerifiedOpenings()) };
        var cold = Client.Module();
        var requests = new RandomEncryptedRequests(ledger, client, random);
        Prepare(ledger, client, requests);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var block = 0; block < Blocks; block++)
        {
            var next = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => requests.Next()).ToImmutableArray();
            var input = ledger.Input(ledger.NowMs + 10, next);
            var outcome = ledger.Execute(input);
            AskedOnceAndPaidFor(ledger, next);

            var other = ledger.Restored();
            other.AsksAhead = false;
            other.RunsAhead = static _ => false;
            other.Module = random.Next(4) == 0 ? cold : ledger.Module;
            Same(outcome, other.Execute(input));
            Assert.True(other.State.Ids.Of(RegisterKind.Variable).SetEquals(ledger.State.Ids.Of(RegisterKind.Variable)));
            ledger.Commit(outcome);
            codes.UnionWith(outcome.Results.Select(static one => one.Result.Code));
        }
        Assert.Superset(new HashSet<string> { "ok", "stale", "condition-false", "not-owner" }, codes);
    }

    private static void Prepare(TestLedger ledger, Client client, RandomEncryptedRequests requests)
    {
        ledger.Ok(new CreateWallet(Own(Alice, "a"), 0), Alice);
        ledger.Ok(new CreateWallet(Own(Bob, "b"), 0), Bob);
        ledger.Ok(new Sum(Own(Alice, "a"), 1000), Bank);
        foreach (var (owner, key) in RandomEncryptedRequests.Owners)
        {
            ledger.Ok(requests.Create(key, owner), owner);
            ImmutableArray<Account> others = owner == Alice ? [Bob, Carol] : [Alice];
            foreach (var id in requests.Ids(owner))
            {
                ledger.Ok(
                    id[^2] == 'p'
                        ? new CreateVariable(id, VariableType.Additive, key, requests.Start(key), others, others)
                        : new CreateVariable(id, VariableType.Ordered, id, client.Seal(id, id, 5), others, others),
                    owner);
            }
        }
    }

    private static void AskedOnceAndPaidFor(TestLedger ledger, ImmutableArray<SignedRequest> requests)
    {
        var asked = ledger.Rounds.SelectMany(static round => round).Select(static question => Convert.ToHexString(ModuleCodec.Encode(question))).ToList();
        Assert.True(asked.Count <= requests.Sum(static request => Leaves(request.Payload.Operation).Sum(Questions)), $"{asked.Count} questions");
        Assert.Equal(asked.Count, asked.Distinct(StringComparer.Ordinal).Count());
    }

    private static void Same(BlockOutcome left, BlockOutcome right)
    {
        Assert.Equal(left.Trees.TrieRoot, right.Trees.TrieRoot);
        Assert.Equal(left.Results.Length, right.Results.Length);
        for (var i = 0; i < left.Results.Length; i++)
        {
            Assert.Equal(left.Results[i].Result.Code, right.Results[i].Result.Code);
            Assert.Equal(Encoding.UTF8.GetString(left.Results[i].Result.Json), Encoding.UTF8.GetString(right.Results[i].Result.Json));
            Assert.True(left.Results[i].Written.AsSpan().SequenceEqual(right.Results[i].Written.AsSpan()));
        }
    }

    private static IEnumerable<Operation> Leaves(Operation operation) => operation switch
    {
        Transaction transaction => transaction.Operations.SelectMany(Leaves),
        ConditionalUpdate update => Leaves(update.Condition).Concat(update.Updates.SelectMany(Leaves)),
        _ => [operation],
    };

    private static int Questions(Operation operation) => operation is RangeOrdered range ? range.Items.Length : operation is VariableOperation or KeyCreate ? 1 : 0;
}
