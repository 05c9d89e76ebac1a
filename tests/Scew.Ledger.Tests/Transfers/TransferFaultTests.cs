using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>What can happen to a fetch beside lies: peers come and go, anchors vanish, the process dies, the chain goes on.</summary>
public sealed class TransferFaultTests
{
    private readonly TransferChain _chain = new();
    private readonly FetchStart _start;
    private readonly SortedDictionary<RegisterKey, Register> _registers;

    public TransferFaultTests()
    {
        _chain.AddWallets(100);
        (_start, _registers) = _chain.Behind();
        _chain.AddWallets(1000);
        _chain.Anchor();
    }

    [Fact]
    public void AnAnchorThatVanishesIsReplacedAndWhatWasFetchedStays()
    {
        var run = new TransferRun(_chain, _start, _registers).With(0, _chain.Serve).With(1, _chain.Serve).With(2, _chain.Serve);
        var replaced = 0;
        run.Between = () =>
        {
            if (run.Fetcher.Fetched > 300 * (replaced + 1) && replaced < 2)
            {
                replaced++;
                _chain.Pay(3, 1050);
                _chain.Anchor();
            }
        };
        run.Go().InstallAndCheck(_chain);
        Assert.Equal(2, replaced);
        Assert.Empty(run.Banned);
        Assert.Equal(_chain.Ledger.Registers, run.Registers);
        // 1,000 new ones and what changed; nothing twice but what changed again.
        Assert.InRange(run.Fetcher.Fetched, 1000, 1012);
    }

    [Fact]
    public void ALateAnswerToAnEarlierFetchIsNoFalseAnswerToThisOne()
    {
        var earlier = new StateFetcher(_start, _chain);
        var asked = Assert.Single(earlier.Connected(0, 0).OfType<AskPeer>());
        var fetcher = new StateFetcher(_start with { AskedUpTo = earlier.AskedUpTo }, _chain);
        var open = Assert.Single(fetcher.Connected(0, 10).OfType<AskPeer>());
        Assert.Empty(fetcher.Received(0, new TrieAnswer(asked.Query.Number, []), 20));
        Assert.NotEmpty(fetcher.Received(0, _chain.Serve(open.Query), 30).OfType<AskPeer>());
    }

    /// <summary>The only peer with the newest anchor goes away for good after a part of it: an older one that the others retain is fetched from the beginning.</summary>
    [Fact]
    public void AHigherAnchorThatVanishesLeavesNothingBehindInALowerOne()
    {
        var chain = new TransferChain();
        var (start, registers) = chain.Behind();
        chain.AddWallets(400);
        while (chain.Head.Height < 1000)
        {
            chain.Pay(chain.Head.Height % 400);
        }
        var low = chain.Server.Answer(new AnchorQuery(0, 0, 0)).Anchor!;
        chain.AddWallets(1500);
        while (chain.Head.Height < 2000)
        {
            chain.Pay(chain.Head.Height % 400);
        }
        var served = 0;
        var run = new TransferRun(chain, start, registers)
            .With(0, query => served++ < 12 ? chain.Serve(query) : null)
            .With(1, query => query switch
            {
                AnchorQuery anchor => new AnchorAnswer(query.Number, anchor.AboveHeight < 1000 ? low : null),
                TrieQuery trie when trie.TrieRoot != low.TrieRoot => new TrieAnswer(query.Number, []),
                RegistersQuery asked when asked.TrieRoot != low.TrieRoot => new RegistersAnswer(query.Number, []),
                _ => chain.Serve(query),
            }).Go();
        Assert.Equal(1000, run.Done!.Anchor.Height);
        Assert.True(run.Fetcher.Fetched > 402);
        run.InstallAndCheck(chain);
    }

    [Fact]
    public void PeersThatAreSilentForAWhileHoldNothingUpForEver()
    {
        var random = new Random(3);
        var run = new TransferRun(_chain, _start, _registers);
        for (var peer = 0; peer < 3; peer++)
        {
            run.With(peer, query => random.Next(3) == 0 ? null : _chain.Serve(query));
        }
        run.Go().InstallAndCheck(_chain);
        Assert.Empty(run.Banned);
    }

    [Fact]
    public void LinksThatBreakGiveTheirQuestionsBack()
    {
        var random = new Random(4);
        var run = new TransferRun(_chain, _start, _registers).With(0, _chain.Serve).With(1, _chain.Serve).With(2, _chain.Serve);
        run.Between = () =>
        {
            if (random.Next(4) == 0)
            {
                run.Reconnect(random.Next(3));
            }
        };
        run.Go().InstallAndCheck(_chain);
        Assert.Empty(run.Banned);
    }

    /// <summary>Wherever the process dies, the registers in use are those of before, and the next fetch ends with the whole state.</summary>
    [Fact]
    [Trait("row", "E5")]
    public void ACrashAtAnyEventLeavesTheOldStateAndANewFetchBringsTheNew()
    {
        var whole = new TransferRun(_chain, _start, new(_registers)).With(0, _chain.Serve).With(1, _chain.Serve).Go();
        for (var events = 1; events < whole.Questions; events++)
        {
            var crashed = new TransferRun(_chain, _start, new(_registers)).With(0, _chain.Serve).With(1, _chain.Serve).Go(events);
            Assert.Null(crashed.Done);
            Assert.Equal(_registers, crashed.Registers);
        }
        var again = new TransferRun(_chain, _start, new(_registers)).With(0, _chain.Serve).With(1, _chain.Serve).Go();
        again.InstallAndCheck(_chain);
    }

    /// <summary>The replica executes blocks while it fetches: an anchor that is installed over any height between the two is the same state.</summary>
    [Fact]
    [Trait("row", "E4")]
    public void TheOwnStateMayGoOnWhileTheAnchorIsFetched()
    {
        for (var further = 0; further < 8; further++)
        {
            var own = new SortedDictionary<RegisterKey, Register>(_registers);
            var run = new TransferRun(_chain, _start, own).With(0, _chain.Serve).With(1, _chain.Serve);
            run.Go();
            // Committed here in the meantime, by blocks.
            foreach (var outcome in _chain.Ledger.Outcomes.Skip((int)_start.Head.Height).Take(further))
            {
                foreach (var change in outcome.Changes)
                {
                    own[change.Key] = change.After;
                }
            }
            run.InstallAndCheck(_chain);
        }
    }
}
