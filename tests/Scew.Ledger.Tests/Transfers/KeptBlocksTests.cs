using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>
/// What a fetched state brings is enough to hand it on: whoever has the blocks that it followed, and those of its own head before, serves the chain down to the first block outside the
/// windows.
/// </summary>
public sealed class KeptBlocksTests
{
    private const int Anchors = 40;

    /// <summary>The windows reach back to the first block, over several installs, over one and a part of it, and not even over one.</summary>
    [Theory]
    [Trait("row", "E4")]
    [InlineData(1_000_000)]
    [InlineData(595)]
    [InlineData(405)]
    [InlineData(95)]
    public void AStateIsFetchedFromAPeerThatCameToItByFetchesAlone(long rememberedMs)
    {
        var chain = new TransferChain();
        var (fresh, none) = chain.Behind();
        var kept = new Dictionary<Digest, BlockIds>();
        for (var install = 0; install < 3; install++)
        {
            var (start, registers) = chain.Behind();
            for (var i = 0; i < Anchors; i++)
            {
                chain.AddWallets(1);
            }
            chain.Anchor();
            var second = new TransferRun(chain, start with { RememberedMs = rememberedMs }, registers).With(0, chain.Serve).Go();
            second.InstallAndCheck(chain);
            Assert.Equal(chain.Head.BlockHash, Hash(second.Done!.Blocks[0]));
            // It ends above the own head, or outside the windows.
            Assert.Equal(Math.Min(Anchors, (rememberedMs + 19) / 10), second.Done.Blocks.Length);
            foreach (var block in second.Done.Blocks)
            {
                kept.Add(Hash(block), block);
            }
            var third = new TransferRun(chain, fresh with { RememberedMs = rememberedMs }, new(none)).With(1, query => Serve(chain, kept, query)).Go();
            third.InstallAndCheck(chain);
            Assert.Equal(Math.Min(chain.Head.Height, (rememberedMs + 19) / 10), third.Done!.Blocks.Length);
            Assert.Equal(chain.Blocks.Reverse().Take(third.Done.Blocks.Length).Select(Hash), third.Done.Blocks.Select(Hash));
            Assert.Equal(chain.Blocks.Reverse().Take(third.Done.Blocks.Length).SelectMany(block => block.RequestIds), third.Done.Recent.Select(one => one.Id));
            Assert.Empty(third.Banned);
        }
    }

    /// <summary>The chain lies in parts at two peers, neither of whom has all of it: what one lacked of it does not tell that it lacks the rest.</summary>
    [Theory]
    [Trait("row", "E4")]
    [InlineData(20)]
    [InlineData(3)]
    [InlineData(1)]
    public void AChainIsPutTogetherFromSeveralPeers(int part)
    {
        var chain = new TransferChain();
        var (start, registers) = chain.Behind();
        for (var i = 0; i < 50; i++)
        {
            chain.AddWallets(1);
        }
        chain.Anchor();
        var some = chain.Blocks.Where(block => block.Header.Height / part % 2 == 0).ToDictionary(Hash);
        var others = chain.Blocks.Where(block => block.Header.Height / part % 2 == 1).ToDictionary(Hash);
        var run = new TransferRun(chain, start, registers).With(0, query => Serve(chain, some, query)).With(1, query => Serve(chain, others, query)).Go();
        run.InstallAndCheck(chain);
        Assert.Equal(chain.Blocks.Reverse().Select(Hash), run.Done!.Blocks.Select(Hash));
    }

    /// <summary>What a liar sends hangs on nothing that is attested, and is never kept: not even from the block on at which its lie begins.</summary>
    [Theory]
    [Trait("row", "E3")]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatALiarSendsIsNotKept(bool headers)
    {
        var chain = new TransferChain();
        var other = new TransferChain();
        other.AddWallets(2);
        var (start, registers) = chain.Behind();
        for (var i = 0; i < 30; i++)
        {
            chain.AddWallets(1);
        }
        chain.Anchor();
        var asked = 0;
        var run = new TransferRun(chain, start, registers).With(0, Lie).With(1, chain.Serve).Go();
        run.InstallAndCheck(chain);
        Assert.NotEqual(0, asked);
        Assert.Equal((0, FetchFault.Blocks), Assert.Single(run.Banned));
        Assert.Equal(chain.Blocks.Reverse().Select(Hash), run.Done!.Blocks.Select(Hash));

        TransferAnswer Lie(TransferQuery query)
        {
            if (chain.Serve(query) is not BlockIdsAnswer answer)
            {
                return chain.Serve(query);
            }
            asked++;
            var lie = headers
                ? answer.Blocks[10] with { Header = answer.Blocks[10].Header with { TimeMs = 1 } }
                : answer.Blocks[10] with { RequestIds = other.Blocks[0].RequestIds };
            return answer with { Blocks = answer.Blocks.SetItem(10, lie) };
        }
    }

    private static Digest Hash(BlockIds block) => block.Header.Hash(TestLedger.Group);

    /// <summary>A peer that has the chain's state, and of its blocks only these.</summary>
    private static TransferAnswer Serve(TransferChain chain, Dictionary<Digest, BlockIds> kept, TransferQuery query)
    {
        if (query is not BlockIdsQuery asked)
        {
            return chain.Serve(query);
        }
        var sent = new List<BlockIds>();
        for (var hash = asked.From; sent.Count < asked.Limit && kept.TryGetValue(hash, out var block); hash = block.Header.Parent)
        {
            sent.Add(block);
        }
        return new BlockIdsAnswer(asked.Number, [.. sent]);
    }
}
