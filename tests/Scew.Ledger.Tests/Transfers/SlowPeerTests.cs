using Scew.Protocol.Messages;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>A liar at the lowest index that answers truly, but next to nothing, must not be the only one that is asked for the chain.</summary>
public sealed class SlowPeerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void WhoSendsNextToNothingIsNotAskedForEveryBlock(int most)
    {
        var chain = new TransferChain();
        var (start, registers) = chain.Behind();
        for (var i = 0; i < 200; i++)
        {
            chain.AddWallets(1);
        }
        chain.Anchor();
        var (slow, honest) = (0, 0);
        var run = new TransferRun(chain, start, registers).With(0, Drip).With(1, Part).With(2, chain.Serve).Go();
        Assert.NotNull(run.Done);
        Assert.Empty(run.Banned);
        Assert.True(slow <= honest + 1, $"slow {slow}, honest {honest}");

        TransferAnswer Drip(TransferQuery query)
        {
            var answer = chain.Serve(query);
            if (answer is not BlockIdsAnswer blocks)
            {
                return answer;
            }
            slow++;
            return blocks with { Blocks = [.. blocks.Blocks.Take(most)] };
        }

        // As one does whose answers are full: ten blocks stand for 256 KiB.
        TransferAnswer Part(TransferQuery query)
        {
            var answer = chain.Serve(query);
            if (answer is not BlockIdsAnswer blocks)
            {
                return answer;
            }
            honest++;
            return blocks with { Blocks = [.. blocks.Blocks.Take(10)] };
        }
    }
}
