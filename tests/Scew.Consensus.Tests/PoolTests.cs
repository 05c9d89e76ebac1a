using Scew.Consensus.Tests.Harness;

namespace Scew.Consensus.Tests;

/// <summary>Shares of the pool and of a block.</summary>
public class PoolTests
{
    [Fact]
    public void Members_share_a_block_and_within_a_member_its_accounts()
    {
        var bench = Leader(static config => config with { MaxBlockRequests = 12 });
        var own = bench.Self;
        bench.Step(new RequestsArrived(null, [.. Enumerable.Range(0, 20).Select(i => bench.Request($"greedy {i}", own, account: "greedy"))]));
        bench.Step(new RequestsArrived(null, [.. Enumerable.Range(0, 3).Select(i => bench.Request($"modest {i}", own, account: "modest"))]));
        foreach (var peer in bench.Others)
        {
            bench.Step(new RequestsArrived(peer, [bench.Request($"peer {peer}", peer, account: "peer")]));
        }
        var ids = Proposed(bench);
        Assert.Equal(12, ids.Length);
        Assert.Equal(3, ids.Count(static id => id.StartsWith("peer", StringComparison.Ordinal)));
        Assert.Equal(3, ids.Count(static id => id.StartsWith("modest", StringComparison.Ordinal)));
        Assert.Equal(6, ids.Count(static id => id.StartsWith("greedy", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 6).Select(static i => $"greedy {i}"), ids.Where(static id => id.StartsWith("greedy", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(10, 1000, 3000, 10)]
    [InlineData(1000, 4 * 300, 100_000, 4)]
    [InlineData(1000, 1_000_000, 7, 7)]
    public void A_block_keeps_its_bounds(int requests, int bytes, int cost, int expected)
    {
        var bench = Leader(config => config with { MaxBlockRequests = requests, MaxBlockBytes = bytes < 4 * 300 ? 1_000_000 : bytes, MaxBlockCost = cost });
        bench.Step(new RequestsArrived(null, [.. Enumerable.Range(0, 50).Select(i => bench.Request($"r{i}", account: $"account {i % 5}"))]));
        Assert.Equal(expected, Proposed(bench).Length);
    }

    [Fact]
    public void New_registers_are_rationed_and_hold_up_neither_other_requests_nor_a_request_above_the_whole_share()
    {
        var bench = Leader(static config => config with { MaxNewRegisters = 12 });
        bench.Step(new RequestsArrived(
            null,
            [
                bench.Request("huge", account: "a") with { NewRegisters = 5 },
                bench.Request("two", account: "b") with { NewRegisters = 2 },
                bench.Request("plain", account: "c"),
            ]));
        Assert.Equal(["huge", "plain"], Proposed(bench));
    }

    [Fact]
    public void A_request_is_held_until_it_becomes_valid()
    {
        var bench = Leader(static config => config);
        bench.Step(new RequestsArrived(null, [bench.Request("early", validForMs: 121_000)]));
        Assert.Equal(bench.NowMs + 1000, bench.Replica.NextDeadlineMs < bench.NowMs + 1000 ? bench.NowMs + 1000 : bench.Replica.NextDeadlineMs);
        Assert.DoesNotContain(bench.TickAt(1999), static line => line.StartsWith("sign", StringComparison.Ordinal));
        bench.TickAt(2000);
        Assert.Equal(["early"], Proposed(bench));
    }

    [Fact]
    public void A_request_too_far_ahead_is_refused()
    {
        var bench = Leader(static config => config);
        Assert.Equal(["dropped far"], bench.Step(new RequestsArrived(null, [bench.Request("far", validForMs: 240_001)])));
    }

    [Fact]
    public void An_offer_that_met_a_full_pool_is_repeated_after_its_time()
    {
        var bench = Leader(static config => config);
        bench.Submit("r");
        var peer = bench.Others[0];
        bench.Receive(peer, new Protocol.Messages.OfferAnswer([new(bench.Id("r"), Protocol.Messages.OfferStatus.Busy, 400)]));
        Assert.DoesNotContain(bench.TickAt(1399), line => line.StartsWith($"send {peer}: offer", StringComparison.Ordinal));
        Assert.Contains($"send {peer}: offer r", bench.TickAt(1400));
    }

    [Fact]
    public void Whoever_answered_for_its_activation_is_offered_again_only_after_a_restart()
    {
        var bench = Leader(static config => config);
        bench.Submit("r");
        var peer = bench.Others[0];
        bench.Receive(peer, new Protocol.Messages.OfferAnswer([new(bench.Id("r"), Protocol.Messages.OfferStatus.Pooled, 0)]));
        Assert.True(bench.Replica.PeerHolds(peer, bench.Id("r")));
        bench.Step(new PeerDisconnected(peer));
        Assert.DoesNotContain($"send {peer}: offer r", bench.Step(new PeerConnected(peer, Protocol.Digest.Of([(byte)peer]))));
        bench.Step(new PeerDisconnected(peer));
        Assert.Contains($"send {peer}: offer r", bench.Step(new PeerConnected(peer, Protocol.Digest.Of("restarted"u8))));
    }

    [Fact]
    public void The_end_of_an_unknown_outcome_gets_one_empty_block()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Submit(0, "r");
        cluster.Run(5000);
        foreach (var node in cluster.Live.Take(2).ToList())
        {
            node.Step(new EndUnknownAsked(Cluster.WallStartMs + cluster.NowMs + 1000));
        }
        cluster.Run(900);
        Assert.Equal(1, cluster.FinalBlocks);
        cluster.Run(10_000);
        Assert.Equal(2, cluster.FinalBlocks);
        Assert.All(cluster.Live, static node => Assert.Equal(2, node.Replica.ExecutedHeight));
        Assert.True(cluster.Disks[0].Applied[2].Block.RequestIds.IsEmpty);
    }

    private static Bench Leader(Func<ReplicaConfig, ReplicaConfig> configure)
    {
        // Its first proposal waits for the lease, so everything that a test submits before is there when it makes the block.
        return new Bench(configure: configure).Started();
    }

    private static string[] Proposed(Bench bench)
    {
        bench.Step(new Persisted(long.MaxValue));
        Assert.Single(bench.Raw.OfType<Sign>());
        bench.Sign();
        var line = bench.Text.Of(bench.Raw).Single();
        Assert.StartsWith("broadcast: proposal", line, StringComparison.Ordinal);
        var block = ((Protocol.Messages.Proposal)bench.Raw.OfType<Broadcast>().Single().Message).Block;
        return [.. block.RequestIds.Select(bench.Text.NameOf)];
    }
}
