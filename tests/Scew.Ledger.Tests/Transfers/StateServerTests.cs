using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Ledger.Tests.Transfers;

public sealed class StateServerTests
{
    [Fact]
    public void TheLastTwoMultiplesAreRetainedAndTheStartUntilThen()
    {
        var chain = new TransferChain();
        chain.AddWallets(5);
        chain.Anchor();
        var heights = new List<string>();
        while (chain.Head.Height < 3005)
        {
            chain.Add();
            if (chain.Head.Height % 1000 is 999 or 0)
            {
                heights.Add(string.Join(" ", chain.Server.Heights));
            }
        }
        Assert.Equal(["1", "1 1000", "1 1000", "1000 2000", "1000 2000", "2000 3000"], heights);
        Assert.Equal(2000, chain.Server.OldestMultiple);
    }

    [Fact]
    public void EveryRetainedAnchorIsServedAsItWasWhileTheStateGoesOn()
    {
        var chain = new TransferChain();
        chain.AddWallets(60);
        var (start, registers) = new TransferChain().Behind();
        var random = new Random(5);
        while (chain.Head.Height < 2600)
        {
            chain.Pay(random.Next(60));
        }
        foreach (var height in chain.Server.Heights)
        {
            // The newer anchor is hidden from this replica, as if it had asked before.
            var run = new TransferRun(chain, start, new(registers))
                .With(0, query => query is AnchorQuery anchor ? Only(chain, anchor, height) : chain.Serve(query)).Go();
            Assert.Equal(height, run.Done!.Anchor.Height);
            run.InstallAndCheck(chain);
        }
    }

    [Fact]
    [Trait("row", "E1")]
    public void TheLastAnchorThatCanBeOfferedStaysWhileNoNewerOneIsAttested()
    {
        var chain = new TransferChain();
        chain.AddWallets(60);
        chain.Anchor();
        var (start, registers) = new TransferChain().Behind();
        var random = new Random(7);
        while (chain.Head.Height < 3600)
        {
            chain.Attests = chain.Head.Height < 1500;
            chain.Pay(random.Next(60));
        }
        Assert.Equal("1000 3000", string.Join(" ", chain.Server.Heights));
        Assert.Equal(1000, chain.Server.OldestMultiple);
        // Every register was overwritten in between, and some only after the anchor that went.
        var run = new TransferRun(chain, start, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(1000, run.Done!.Anchor.Height);
        run.InstallAndCheck(chain);
        chain.Attests = true;
        while (chain.Head.Height < 5000)
        {
            chain.Add();
        }
        Assert.Equal("4000 5000", string.Join(" ", chain.Server.Heights));
        Assert.Equal(4000, chain.Server.OldestMultiple);
    }

    [Fact]
    [Trait("row", "E1")]
    public void NothingMayBeRemovedBelowAnAnchorThatIsNotAttested()
    {
        var chain = new TransferChain { Attests = false };
        chain.AddWallets(5);
        while (chain.Head.Height < 3001)
        {
            chain.Add();
        }
        Assert.Equal("2000 3000", string.Join(" ", chain.Server.Heights));
        Assert.Equal(0, chain.Server.OldestMultiple);
        chain.Server.Attested(chain.Attest(chain.Ledger.Outcomes[1999].Attested));
        Assert.Equal(2000, chain.Server.OldestMultiple);
    }

    [Fact]
    public void OverwrittenRegistersAreKeptUpToABound()
    {
        var chain = new TransferChain(new StateServer(maxKeptBytes: 20_000));
        chain.AddWallets(200);
        chain.Anchor();
        var most = 0L;
        for (var i = 0; i < 200; i++)
        {
            chain.Pay(i);
            most = Math.Max(most, chain.Server.KeptBytes);
        }
        Assert.InRange(most, 10_000, 20_000);
        Assert.Empty(chain.Server.Heights);
        Assert.Null(chain.Server.Answer(new AnchorQuery(1, 0, 0)).Anchor);
    }

    /// <summary>Beyond the bound an anchor that nobody attests goes before the last one that can be offered, whose registers it kept in part.</summary>
    [Fact]
    [Trait("row", "E1")]
    public void BeyondTheBoundTheLastAnchorThatCanBeOfferedStaysWhileAnotherCanGoInItsPlace()
    {
        var chain = new TransferChain(new StateServer(maxKeptBytes: 10_000, interval: 10));
        chain.AddWallets(200);
        chain.Anchor();
        var (start, registers) = new TransferChain().Behind();
        chain.Attests = false;
        while (chain.Head.Height < 100)
        {
            // The same registers again and again, so that every anchor keeps them.
            chain.Pay([.. Enumerable.Range(0, 60).Select(static wallet => (long)wallet)]);
            Assert.InRange(chain.Server.KeptBytes, 0, 10_000);
            Assert.Equal(1, chain.Server.Heights[0]);
        }
        var run = new TransferRun(chain, start, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(1, run.Done!.Anchor.Height);
        run.InstallAndCheck(chain);
    }

    [Fact]
    public void NothingIsOfferedBeforeItIsCertified()
    {
        var chain = new TransferChain();
        chain.AddWallets(5);
        var outcome = chain.Add();
        chain.Server.Restart(chain.Header, outcome.Attested, chain.Ledger.State.Trees);
        Assert.Null(chain.Server.Answer(new AnchorQuery(1, 0, 0)).Anchor);
        Assert.Equal(outcome.Height, Assert.Single(chain.Server.Unattested));
        chain.Server.Attested(chain.Attest(outcome.Attested));
        Assert.Equal(outcome.Height, chain.Server.Answer(new AnchorQuery(1, 0, 0)).Anchor!.Height);
        Assert.Null(chain.Server.Answer(new AnchorQuery(1, outcome.Height, 0)).Anchor);
    }

    [Fact]
    public void WhatIsNotRetainedIsAnsweredWithNothing()
    {
        var chain = new TransferChain();
        chain.AddWallets(5);
        var anchor = chain.Anchor();
        var leaf = Digest.Of("no such key"u8);
        Assert.Empty(chain.Server.Answer(new TrieQuery(1, leaf, 3, [default])).Fragments);
        Assert.Empty(chain.Server.Answer(new TrieQuery(1, anchor.TrieRoot, 3, [default, new Protocol.Trees.TriePath(200, default)])).Fragments);
        Assert.Empty(chain.Server.Find(new RegistersQuery(1, anchor.TrieRoot, [leaf])));
        Assert.Empty(chain.Server.Find(new RegistersQuery(1, leaf, [leaf])));
    }

    [Fact]
    [Trait("row", "E1")]
    public void FPlusOneAttestationsAreEnoughToTakeAStateOverAndMoreTakeTheirPlace()
    {
        var chain = new TransferChain { Attests = false };
        chain.AddWallets(20);
        var (start, registers) = new TransferChain().Behind();
        var state = chain.Ledger.Outcomes[^1].Attested;
        chain.Server.Restart(chain.Header, state, chain.Ledger.State.Trees);
        Assert.Null(chain.Server.Answer(new AnchorQuery(1, 0, 0)).Anchor);
        chain.Server.Attested(chain.Attest(state, 2));
        var run = new TransferRun(chain, start, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(2, run.Done!.Anchor.Certified.Signatures.Length);
        run.InstallAndCheck(chain);
        chain.Server.Attested(chain.Attest(state, 3));
        chain.Server.Attested(chain.Attest(state, 2));
        Assert.Equal(3, chain.Server.Answer(new AnchorQuery(1, 0, 0)).Anchor!.Certified.Signatures.Length);
    }

    private static AnchorAnswer Only(TransferChain chain, AnchorQuery query, long height)
    {
        var outcome = chain.Ledger.Outcomes[(int)height - 1];
        var certified = Protocol.Receipts.CertifiedState.From(chain.Attest(outcome.Attested));
        var anchor = new StateAnchor(certified, chain.Blocks[(int)height - 1].Header, outcome.TrieRoot, outcome.Trees.History.Frontier, null);
        return new AnchorAnswer(query.Number, height > query.AboveHeight ? anchor : null);
    }
}
