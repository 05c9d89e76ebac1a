using Scew.Protocol;
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

    /// <summary>A member whose disk was lost after a month at ten views a second hears of the newest view.</summary>
    [Theory, Trait("row", "D9")]
    [InlineData(StatementKind.Finalize)]
    [InlineData(StatementKind.Nullify)]
    public void D9_a_jump_over_millions_of_views_costs_no_memory_for_each(StatementKind kind)
    {
        const long newest = 25_000_000;
        var bench = HandlerTests.Follower();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var statement = kind == StatementKind.Nullify ? Statement.Nullify(newest) : Statement.Finalize(newest, newest, Digest.Of("far"u8));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Certify(statement)));
        var taken = watch.ElapsedMilliseconds;
        Assert.Equal(newest + 1, bench.Replica.View);
        watch.Restart();
        bench.NowMs += 1000;
        var peer = new Status(bench.Group.Epoch, 0, 1, bench.Replica.Final, 0, bench.Replica.Final, 0, 0);
        bench.Receive(bench.Others[1], peer);
        Assert.True(
            GC.GetTotalMemory(forceFullCollection: true) - before < 16 << 20 && taken < 1000 && watch.ElapsedMilliseconds < 1000,
            $"{(GC.GetTotalMemory(forceFullCollection: true) - before) >> 20} MiB, {taken} ms for the certificate, {watch.ElapsedMilliseconds} ms for a status");
        GC.KeepAlive(bench);
    }
}

/// <summary>Nothing runs beside these tests.</summary>
[CollectionDefinition(nameof(MemoryBoundTests), DisableParallelization = true)]
public sealed class MemoryBoundCollection;
