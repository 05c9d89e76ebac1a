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
            bench.Receive(liar, new VoteMessage(new Vote(Statement.Nullify(view > 500_000 ? long.MaxValue - view : view), liar, new byte[64])));
        }
        for (var view = 2; view < 500; view++)
        {
            bench.Receive(liar, new VoteMessage(bench.Vote(liar, Statement.Nullify(view))));
        }
        Assert.True(bench.Replica.Kept.Views <= 65);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }
}

/// <summary>Nothing runs beside these tests.</summary>
[CollectionDefinition(nameof(MemoryBoundTests), DisableParallelization = true)]
public sealed class MemoryBoundCollection;
