using System.Collections.Concurrent;
using System.Collections.Immutable;
using Scew.Client.Tests.Support;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Client.Tests.Transport;

/// <summary>The merchant whose page a customer uses belongs to a coalition that signed a second history.</summary>
[Trait("row", "B4")]
[Trait("row", "B3")]
public sealed class WitnessTests
{
    private static readonly RegisterKey Key = new(RegisterKind.Wallet, "points");
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public async Task OneHonestWitnessFindsTheSecondHistoryInTheFirstReadAndEverybodyIsTold()
    {
        var told = new ConcurrentBag<int>();
        // a, b and c signed both histories. a and b show the false one, c says nothing, d has only seen the true one.
        using var merchants = new ScriptedMerchants((merchant, path) => path switch
        {
            "GET /v1/wallets/points" => (200, Read("false").Encode()),
            "GET /v1/states/9" when merchant is 1 => (200, Read("false").Certified.Encode()),
            "GET /v1/states/9" when merchant is 3 => (200, Read("true").Certified.Encode()),
            "POST /v1/evidence" => Told(told, merchant),
            _ => (404, ScriptedMerchants.Problem("not-found")),
        });

        for (var refresh = 0; refresh < 5; refresh++)
        {
            told.Clear();
            var outcome = await merchants.Client.ReadCertifiedAsync(Key);

            Assert.Null(outcome.Value);
            Assert.Equal([0, 1, 2], outcome.Conflict.Select(evidence => evidence.Accused).Order());
            Assert.Equal([0, 1, 2, 3], told.Distinct().Order());
            Assert.DoesNotContain(outcome.Conflict, evidence => evidence.Accused == 3);
        }
    }

    [Fact]
    public async Task AgreeingAndSilentWitnessesAreCountedAndHoldNothingUp()
    {
        using var merchants = new ScriptedMerchants((merchant, path) => path switch
        {
            "GET /v1/wallets/points" => (200, Read("true").Encode()),
            "GET /v1/states/9" when merchant is 2 => (200, Read("true").Certified.Encode()),
            "GET /v1/states/9" when merchant is 3 => (200, "{\"nonsense\":1}"u8.ToArray()),
            _ => (404, ScriptedMerchants.Problem("not-found")),
        });

        var outcome = await merchants.Client.ReadCertifiedAsync(Key);

        Assert.NotNull(outcome.Value);
        Assert.Equal(1, outcome.Witnesses);
        Assert.Empty(outcome.Conflict);
    }

    private static (int, byte[]) Told(ConcurrentBag<int> told, int merchant)
    {
        told.Add(merchant);
        return (200, "{}"u8.ToArray());
    }

    // The absence of the wallet in an empty trie, at height 9 of a history that ends in this block.
    private static CertifiedRegister Read(string history)
    {
        var group = SignedGroup.Genesis.ToGroup();
        var trie = StateTrie.Empty;
        var historyRoot = Digest.Of("history"u8);
        var state = new AttestedState(
            0, 9, Digest.Of(System.Text.Encoding.UTF8.GetBytes(history)), 1_700_000_000_000, StateRoot.Of(trie.Root, historyRoot), ResultsTree.Of(group.Genesis, 9, []).Root, 0);
        var signed = Enumerable.Range(0, 3).Select(i => new Attestation(
            state, i, SignedGroup.Keys.Signing("merchant/" + Names[i]).Sign(state.SigningBytes(group.Genesis)))).ToImmutableArray();
        return new CertifiedRegister(Key, null, trie.Prove(Key.Hash()), historyRoot, CertifiedState.From(signed));
    }
}
