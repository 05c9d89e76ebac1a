using System.Collections.Immutable;
using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>f peers that lie, one after the other and both at once: the state arrives whole, nothing false is staged, and who lied is asked no more.</summary>
public sealed class LyingPeerTests
{
    private readonly TransferChain _chain = new(members: 7);
    private readonly FetchStart _start;
    private readonly SortedDictionary<RegisterKey, Register> _registers;

    public LyingPeerTests()
    {
        _chain.AddWallets(150);
        (_start, _registers) = _chain.Behind(self: 6);
        _chain.AddWallets(300);
        _chain.Pay([.. Enumerable.Range(0, 60).Select(static wallet => (long)wallet * 3)]);
        _chain.Anchor();
    }

    public static TheoryData<string, FetchFault?> Lies => new()
    {
        { "anchor-of-too-few", FetchFault.Anchor },
        { "anchor-of-too-few-true", FetchFault.Anchor },
        { "anchor-of-doubled-signers", FetchFault.Anchor },
        { "anchor-of-strangers", FetchFault.Anchor },
        { "anchor-too-high", FetchFault.Anchor },
        { "anchor-too-low", FetchFault.Anchor },
        { "anchor-of-another-header", FetchFault.Anchor },
        { "anchor-of-another-trie", FetchFault.Anchor },
        { "anchor-of-another-history", FetchFault.Anchor },
        { "anchor-of-another-finalization", FetchFault.Anchor },
        { "anchor-of-forged-finalization", FetchFault.Anchor },
        { "nodes-of-another-trie", FetchFault.Nodes },
        { "nodes-too-deep", FetchFault.Nodes },
        { "nodes-all-cut", FetchFault.Nodes },
        { "first-chunk-for-ever", FetchFault.Nodes },
        { "some-nodes", FetchFault.Short },
        { "old-registers", FetchFault.Registers },
        { "swapped-registers", FetchFault.Registers },
        { "register-with-other-balance", FetchFault.Registers },
        { "garbage-registers", FetchFault.Registers },
        { "few-registers", FetchFault.Short },
        { "blocks-with-other-ids", FetchFault.Blocks },
        { "blocks-in-wrong-order", FetchFault.Blocks },
        { "another-type", FetchFault.Short },
        { "empty-answers", null },
        { "silence", null },
        { "wrong-number", null },
    };

    [Theory]
    [Trait("row", "E2")]
    [Trait("row", "E3")]
    [MemberData(nameof(Lies))]
    public void TheStateArrivesFromTheHonest(string lie, FetchFault? fault)
    {
        foreach (var liars in new[] { new[] { 0 }, [5], [0, 1] })
        {
            var run = new TransferRun(_chain, _start, new(_registers));
            for (var peer = 0; peer < 6; peer++)
            {
                run.With(peer, Array.IndexOf(liars, peer) < 0 ? _chain.Serve : new Liar(_chain, lie).Answer);
            }
            run.Go().InstallAndCheck(_chain);
            Assert.Equal(_chain.Ledger.Registers, run.Registers);
            Assert.All(run.Staged, staged => Assert.Equal(_chain.Ledger.Registers[staged.Key], staged.Value));
            Assert.All(run.Banned, banned => Assert.Contains(banned.Peer, liars));
            Assert.All(run.Banned, banned => Assert.Equal(fault, banned.Fault));
            if (fault is not null && liars[0] == 0)
            {
                // The first peer is asked everything first.
                Assert.Contains(run.Banned, banned => banned.Peer == 0);
            }
        }
    }

    [Theory]
    [Trait("row", "E3")]
    [MemberData(nameof(Lies))]
    public void AloneWithALiarNothingIsFetched(string lie, FetchFault? fault)
    {
        var run = new TransferRun(_chain, _start, new(_registers)).With(2, new Liar(_chain, lie).Answer).Go();
        Assert.Null(run.Done);
        Assert.NotNull(run.Ended);
        Assert.All(run.Staged, staged => Assert.Equal(_chain.Ledger.Registers[staged.Key], staged.Value));
        Assert.Equal(fault ?? (lie is "empty-answers" ? FetchFault.Empty : null), run.Banned.Count > 0 ? run.Banned[0].Fault : null);
    }

    [Fact]
    [Trait("row", "A10")]
    [Trait("row", "E3")]
    public void ManyPeersWithDifferentStatesAreNoMajorityForAny()
    {
        // Each shows its own state, signed by itself and a helper: two members, no three equal values.
        var run = new TransferRun(_chain, _start, new(_registers));
        for (var peer = 0; peer < 6; peer++)
        {
            var own = peer;
            run.With(peer, query => query is AnchorQuery ? new AnchorAnswer(query.Number, Invented(own, [own, (own + 1) % 7])) : _chain.Serve(query));
        }
        run.Go();
        Assert.Null(run.Done);
        Assert.Empty(run.Staged);
        Assert.Equal(6, run.Banned.Count);
    }

    [Fact]
    [Trait("row", "E3")]
    public void ALowAnchorDoesNotDisplaceAHigherOne()
    {
        var chain = new TransferChain();
        chain.AddWallets(3);
        var (start, registers) = chain.Behind();
        while (chain.Head.Height < 1500)
        {
            chain.Pay(1);
        }
        var low = chain.Server.Answer(new AnchorQuery(0, start.AboveHeight, 0)).Anchor!;
        while (chain.Head.Height < 3100)
        {
            chain.Pay(2);
        }
        Assert.Equal(1000, low.Height);
        var run = new TransferRun(chain, start, registers)
            .With(0, query => query is AnchorQuery ? new AnchorAnswer(query.Number, low) : chain.Serve(query)).With(1, chain.Serve).With(2, chain.Serve).Go();
        Assert.Equal(3000, run.Done!.Anchor.Height);
        run.InstallAndCheck(chain);
    }

    private StateAnchor Invented(int seed, int[] signers)
    {
        var trie = StateTrie.Empty.Set(Digest.Of([(byte)seed]), Digest.Of([(byte)seed]));
        var honest = _chain.Server.Answer(new AnchorQuery(0, 0, 0)).Anchor!;
        var state = honest.Certified.State with { StateRoot = StateRoot.Of(trie.Root, honest.History!.Root) };
        var signatures = signers.Order().Select(member => new MemberSignature(member, TransferChain.Sign(member, state.SigningBytes(TestLedger.Group))));
        return honest with { Certified = new CertifiedState(state, [.. signatures]), TrieRoot = trie.Root };
    }

    /// <summary>Answers honestly but for one thing.</summary>
    private sealed class Liar(TransferChain chain, string lie)
    {
        private static readonly TransferChain Foreign = Other();
        private readonly TransferChain _other = Foreign;
        private TrieAnswer? _first;

        public TransferAnswer? Answer(TransferQuery query)
        {
            var honest = chain.Serve(query);
            return lie switch
            {
                "silence" => null,
                "empty-answers" => Empty(query, honest),
                "wrong-number" => honest switch
                {
                    AnchorAnswer a => a with { Number = a.Number + 1 },
                    TrieAnswer a => a with { Number = a.Number + 1 },
                    RegistersAnswer a => a with { Number = a.Number + 1 },
                    _ => honest,
                },
                "another-type" => query is AnchorQuery ? honest : new AnchorAnswer(query.Number, null),
                _ => honest switch
                {
                    AnchorAnswer { Anchor: { } anchor } a => a with { Anchor = Falsify(anchor) },
                    TrieAnswer a => Falsify((TrieQuery)query, a),
                    RegistersAnswer a => a with { Registers = Falsify((RegistersQuery)query, a.Registers) },
                    BlockIdsAnswer a => a with { Blocks = Falsify(a.Blocks) },
                    _ => honest,
                },
            };
        }

        private static TransferAnswer Empty(TransferQuery query, TransferAnswer honest) => query switch
        {
            AnchorQuery => honest,
            TrieQuery => new TrieAnswer(query.Number, []),
            RegistersQuery => new RegistersAnswer(query.Number, []),
            _ => new BlockIdsAnswer(query.Number, []),
        };

        private StateAnchor Falsify(StateAnchor anchor)
        {
            var signatures = anchor.Certified.Signatures;
            return lie switch
            {
                "anchor-of-too-few" => anchor with { Certified = anchor.Certified with { Signatures = signatures[..chain.Group.MaxFaulty] } },
                "anchor-of-too-few-true" => anchor with
                {
                    Certified = anchor.Certified with { Signatures = [.. signatures[..chain.Group.MaxFaulty], new MemberSignature(6, signatures[0].Signature)] },
                },
                "anchor-of-doubled-signers" => anchor with
                {
                    Certified = anchor.Certified with { Signatures = [.. signatures[..^1], new MemberSignature(6, signatures[0].Signature)] },
                },
                "anchor-of-strangers" => anchor with
                {
                    Certified = anchor.Certified with { Signatures = [.. signatures[..^1], new MemberSignature(9, TransferChain.Sign(9, anchor.Certified.State.SigningBytes(TestLedger.Group)))] },
                },
                "anchor-too-high" => anchor with
                {
                    Certified = anchor.Certified with { State = anchor.Certified.State with { Height = anchor.Height + 8 } },
                    Frontier = [.. Enumerable.Repeat(anchor.Frontier[0], System.Numerics.BitOperations.PopCount((ulong)anchor.Height + 9))],
                },
                "anchor-too-low" => Low(),
                "anchor-of-another-header" => anchor with { Header = anchor.Header with { View = anchor.Header.View + 1 } },
                "anchor-of-another-trie" => anchor with { TrieRoot = _other.Ledger.State.Trees.TrieRoot },
                "anchor-of-another-finalization" => anchor with { Finalization = anchor.Finalization! with { Statement = Statement.Finalize(1, anchor.Height, anchor.Block.Hash) } },
                "anchor-of-forged-finalization" => anchor with { Finalization = anchor.Finalization! with { Signatures = anchor.Finalization.Signatures[1..] } },
                "anchor-of-another-history" => anchor with { Frontier = anchor.Frontier.SetItem(0, anchor.TrieRoot) },
                _ => anchor,
            };
        }

        /// <summary>Truly attested, and not above the height that was asked for.</summary>
        private StateAnchor Low()
        {
            var outcome = chain.Ledger.Outcomes[0];
            return new StateAnchor(CertifiedState.From(chain.Attest(outcome.Attested)), chain.Blocks[0].Header, outcome.TrieRoot, outcome.Trees.History.Frontier, null);
        }

        private TrieAnswer Falsify(TrieQuery query, TrieAnswer honest)
        {
            _first ??= honest;
            return lie switch
            {
                "nodes-of-another-trie" => honest with { Fragments = [.. query.Paths.Select(path => _other.Ledger.State.Trees.Trie.Describe(path, query.Levels) ?? Cut(path.Sides))] },
                "nodes-too-deep" => honest with { Fragments = [.. query.Paths.Select(path => chain.Ledger.State.Trees.Trie.Describe(path, query.Levels + 1)!)] },
                "nodes-all-cut" => honest with { Fragments = [.. query.Paths.Select(path => chain.Ledger.State.Trees.Trie.Describe(path, 0)!)] },
                "first-chunk-for-ever" => honest with { Fragments = [.. Enumerable.Repeat(_first.Fragments[0], query.Paths.Length)] },
                "some-nodes" => honest with { Fragments = honest.Fragments.Length > 1 ? honest.Fragments[1..] : [Cut(query.TrieRoot), Cut(query.TrieRoot)] },
                _ => honest,
            };
        }

        private ImmutableArray<byte[]> Falsify(RegistersQuery query, ImmutableArray<byte[]> honest) => lie switch
        {
            "old-registers" => [.. honest.Select(bytes => _other.Ledger.Registers.GetValueOrDefault(Register.Decode(bytes)!.Key) is { } old && !old.Encode().SequenceEqual(bytes) ? old.Encode() : bytes[1..])],
            "swapped-registers" => [.. honest.Reverse().Select((bytes, i) => honest.Length == 1 ? [1] : bytes)],
            "register-with-other-balance" => [.. honest.Select(bytes => (Register.Decode(bytes)! with { Version = 99 }).Encode())],
            "garbage-registers" => [.. query.Keys.Select(key => key.ToArray())],
            "few-registers" => honest.Length > 1 ? [honest[0]] : [honest[0], honest[0]],
            _ => honest,
        };

        private ImmutableArray<BlockIds> Falsify(ImmutableArray<BlockIds> honest) => lie switch
        {
            "blocks-with-other-ids" => [.. honest.Select(block => block with { RequestIds = [.. block.RequestIds, block.Header.Parent] })],
            "blocks-in-wrong-order" => [.. honest.Reverse()],
            _ => honest,
        };

        private static TrieFragment Cut(Digest hash) => new([new TrieItem(TrieItemKind.Cut, 0, hash, default)]);

        private static TransferChain Other()
        {
            var other = new TransferChain();
            other.AddWallets(400);
            return other;
        }
    }
}
