using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>What is measured on the heap of the whole process: alone, after all other tests.</summary>
[Collection(nameof(MemoryBoundTests))]
public class MemoryBoundTests
{
    [Fact, Trait("row", "C9")]
    public void C9_votes_for_distinct_far_views_are_not_kept()
    {
        var bench = HandlerTests.Follower();
        var liar = bench.Others[0];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (long view = 2; view < 1_000_000; view++)
        {
            // Signed as by an honest member, up to the largest view that a message can name: only where the view lies tells them from votes that are kept.
            bench.Receive(liar, new VoteMessage(bench.Vote(liar, Statement.Nullify(view > 500_000 ? (1L << 53) - view : view))));
        }
        Assert.InRange(bench.Replica.Kept.Views, 64, 65);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }
}

/// <summary>Nothing runs beside these tests.</summary>
[CollectionDefinition(nameof(MemoryBoundTests), DisableParallelization = true)]
public sealed class MemoryBoundCollection;
