using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>A state of a transfer takes the place of executing blocks.</summary>
public class InstallTests
{
    private const long Height = 3000;
    private const long View = 3100;
    private static readonly Digest Hash = Digest.Of("installed"u8);
    private static readonly BlockRef Place = new(View, Height, Hash);

    [Fact]
    public void The_installed_block_is_final_executed_and_certified()
    {
        var bench = Follower();
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        Assert.Equal((Place, Height, Height, View + 1), (bench.Replica.Final, bench.Replica.ExecutedHeight, bench.Replica.CertifiedHeight, bench.Replica.View));
        Assert.DoesNotContain(bench.Raw, effect => effect is Sign or SignAttestation or Finalised);
    }

    [Fact]
    public void Blocks_go_on_above_it_and_execution_follows()
    {
        var bench = Follower();
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        var child = Child(bench, View + 1, "r");
        var leader = bench.Group.Leader(View + 1);
        Assert.Contains("check B1", Named(bench, child).Receive(leader, bench.Propose(child)));
        bench.Checked();
        bench.Receive(leader, new CertificateMessage(bench.Finalization(child)));
        Assert.Equal(Height + 1, bench.Replica.Final.Height);
        Assert.Single(bench.Raw.OfType<Finalised>());
        bench.Step(new Executed(bench.State(child), null));
        Assert.Equal(Height + 1, bench.Replica.ExecutedHeight);
        Assert.Single(bench.Raw.OfType<SignAttestation>());
    }

    [Fact]
    [Trait("row", "E4")]
    public void Nothing_goes_backwards_and_twice_is_once()
    {
        var bench = Follower();
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        bench.Step(new StateInstalled(new BlockRef(7, 7, Digest.Of("old"u8)), 5, null, [], null));
        Assert.Equal((Place, Height), (bench.Replica.Final, bench.Replica.ExecutedHeight));
        Assert.Null(bench.Replica.HaltReason);
    }

    [Fact]
    [Trait("row", "E4")]
    public void Where_blocks_became_final_meanwhile_only_execution_moves()
    {
        for (var installed = 1; installed <= 3; installed++)
        {
            var bench = Follower();
            var blocks = new List<Block>();
            for (var view = 1; view <= 3; view++)
            {
                blocks.Add(bench.Block(view, blocks.LastOrDefault(), $"r{view}"));
            }
            bench.Receive(bench.Others[0], new ChainAnswer([.. blocks], bench.Finalization(blocks[^1]), []));
            foreach (var block in blocks)
            {
                bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
            }
            Assert.Equal(3, bench.Replica.Final.Height);
            var at = blocks[installed - 1];
            bench.Step(new StateInstalled(new BlockRef(at.Header.View, installed, at.Hash), at.Header.TimeMs, null, [], null));
            Assert.Equal((3, (long)installed, (long)installed), (bench.Replica.Final.Height, bench.Replica.ExecutedHeight, bench.Replica.CertifiedHeight));
            foreach (var block in blocks.Skip(installed))
            {
                bench.Step(new Executed(bench.State(block), null));
            }
            Assert.Equal(3, bench.Replica.ExecutedHeight);
            Assert.Null(bench.Replica.HaltReason);
        }
    }

    [Fact]
    [Trait("row", "E4")]
    public void Blocks_go_on_above_a_block_that_was_known_before_it_was_installed()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        var child = bench.Block(2, block, "s");
        foreach (var proposed in new[] { block, child })
        {
            bench.Receive(bench.Group.Leader(proposed.Header.View), bench.Propose(proposed));
            bench.Step(new BlockChecked(proposed.Hash, BlockVerdict.Valid, []));
        }
        Assert.Equal(0, bench.Replica.Final.Height);
        bench.Step(new StateInstalled(new BlockRef(1, 1, block.Hash), block.Header.TimeMs, null, [], null));
        bench.Receive(bench.Others[0], new ChainAnswer([child], bench.Finalization(child), []));
        bench.Step(new BlockChecked(child.Hash, BlockVerdict.Valid, []));
        Assert.Equal(2, bench.Replica.Final.Height);
    }

    [Fact]
    public void A_state_of_another_block_at_a_final_height_halts()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Step(new StateInstalled(new BlockRef(1, 1, Hash), 1, null, [], null));
        Assert.Equal("an installed state contradicts the final chain", bench.Replica.HaltReason);
    }

    [Fact]
    public void What_was_executed_in_the_state_leaves_the_pool()
    {
        var bench = Follower();
        bench.Submit("r", "s");
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [bench.Id("r")], null));
        Assert.False(bench.Replica.IsPooled(bench.Id("r")));
        Assert.True(bench.Replica.IsPooled(bench.Id("s")));
    }

    [Fact]
    public void Own_votes_of_later_views_stay_and_earlier_ones_are_still_vouched_for()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Written();
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Notarization(block)));
        bench.Sign();
        while (bench.Raw.OfType<Persist>().Any() || bench.Raw.OfType<Sign>().Any())
        {
            _ = bench.Raw.OfType<Persist>().Any() ? bench.Written() : bench.Sign();
        }
        Assert.Equal(1, bench.Replica.ProvenHead!.Statement.Height);
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        // Its finalize vote is out: a linearizable read must not hear less than that.
        Assert.Equal(1, bench.Replica.ProvenHead!.Statement.Height);
        Assert.False(bench.Replica.HeadIsProven);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Certify(Statement.Finalize(View, Height, Hash))));
        Assert.True(bench.Replica.HeadIsProven);
        Assert.Equal(Height, bench.Replica.ProvenHead!.Statement.Height);
    }

    [Fact]
    public void With_its_finalization_the_head_is_proven_at_once()
    {
        var bench = Follower();
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, bench.Certify(Statement.Finalize(View, Height, Hash)), [], null));
        Assert.True(bench.Replica.HeadIsProven);
    }

    [Fact]
    public void A_late_answer_about_an_old_block_is_of_no_effect()
    {
        var bench = Follower();
        var block = bench.Block(1, null, "r");
        bench.Receive(bench.Group.Leader(1), bench.Propose(block));
        bench.Step(new StateInstalled(Place, bench.WallMs - 500, null, [], null));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        Assert.Equal((Place, Height), (bench.Replica.Final, bench.Replica.ExecutedHeight));
        Assert.Null(bench.Replica.HaltReason);
    }

    private static Bench Follower() => new Bench(self: new Bench().Others[0]).Started();

    private static Bench Named(Bench bench, Block block)
    {
        bench.Text.Name(block.Hash, "B1");
        return bench;
    }

    private static Block Child(Bench bench, long view, string request) => Block.Create(
        bench.Group.Genesis, 0, Height + 1, view, Hash, bench.WallMs, [bench.Id(request)],
        new Justification(bench.Certify(Statement.Notarize(View, Height, Hash)), []));
}
