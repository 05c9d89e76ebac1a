using System.Collections.Immutable;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>
/// Row A7: a block of view 1 is final for one correct replica. A liar leads the next view and presents an old certificate in place of that block, with whatever it can
/// put together to skip view 1: every choice of nullify votes, short, repeated, forged, or taken from another view.
/// </summary>
[Trait("row", "A7")]
public class OldCertificateTests
{
    public enum Seen
    {
        /// <summary>Neither notarization nor finalization.</summary>
        Nothing,

        /// <summary>The notarization, and voted finalize.</summary>
        Notarization,

        /// <summary>The block is final here.</summary>
        Finalization,
    }

    public enum Fill
    {
        /// <summary>Only true signatures.</summary>
        None,

        /// <summary>The liar's own once more, up to a quorum.</summary>
        Repeated,

        /// <summary>Bytes for the names of the others, up to a quorum.</summary>
        Forged,

        /// <summary>True signatures of the others, but of their nullify vote of another view.</summary>
        OtherView,
    }

    public static TheoryData<Seen, Fill> Rows()
    {
        var rows = new TheoryData<Seen, Fill>();
        foreach (var seen in Enum.GetValues<Seen>())
        {
            foreach (var fill in Enum.GetValues<Fill>())
            {
                rows.Add(seen, fill);
            }
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void No_correct_replica_notarizes_what_passes_over_the_block(Seen seen, Fill fill)
    {
        var tried = 0;
        foreach (var view in (long[])[2, 3])
        {
            for (var signers = 0; signers < 16; signers++)
            {
                var bench = HandlerTests.Follower();
                var block = bench.Block(1, null, "r");
                var liar = bench.Group.Leader(view);
                // Finalize of n-f members: two of the three correct ones never nullify view 1, and nobody else's vote can be had.
                var late = bench.Others.First(member => member != liar && member != bench.Group.Leader(1));
                ImmutableArray<int> able = [.. Enumerable.Range(0, 4).Where(member => ((signers >> member) & 1) != 0 && (member == liar || member == late))];
                See(bench, block, seen, view);
                foreach (var gap in Gaps(bench, able, liar, fill, view))
                {
                    var fork = Block.Create(
                        bench.Group.Genesis, 0, 1, view, BlockHeader.GenesisBlockHash(bench.Group.Genesis), bench.WallMs, [bench.Id("other")], new Justification(null, gap));
                    AssertNoVote(bench, liar, fork);
                    tried++;
                }
                if (seen == Seen.Nothing)
                {
                    // The notarization comes late, and what was buffered is looked at again.
                    See(bench, block, Seen.Notarization, view);
                    Assert.DoesNotContain(bench.Raw, effect => effect is Sign { Statement: { Kind: StatementKind.Notarize } statement } && statement.View == view);
                }
            }
        }
        Assert.True(tried >= 32);
    }

    [Fact]
    public void What_extends_the_block_in_the_same_place_gets_the_vote()
    {
        var bench = HandlerTests.Follower();
        var block = bench.Block(1, null, "r");
        See(bench, block, Seen.Notarization, 2);
        var next = bench.Block(2, block, "other");
        Assert.Contains(All(bench, new Received(bench.Group.Leader(2), bench.Propose(next))), effect => effect is Sign { Statement: var statement } && statement.Block == next.Hash);
    }

    private static IEnumerable<ImmutableArray<Certificate>> Gaps(Bench bench, ImmutableArray<int> able, int liar, Fill fill, long view)
    {
        var statement = Statement.Nullify(1);
        var signatures = able.Select(member => new MemberSignature(member, bench.Vote(member, statement).Signature)).ToList();
        foreach (var member in Enumerable.Range(0, 4).Where(member => !able.Contains(member)).Take(bench.Group.Quorum - able.Length))
        {
            signatures.AddRange(fill switch
            {
                Fill.Repeated => [new MemberSignature(liar, bench.Vote(liar, statement).Signature)],
                Fill.Forged => [new MemberSignature(member, bench.Vote(liar, statement).Signature)],
                Fill.OtherView => [new MemberSignature(member, bench.Vote(member, Statement.Nullify(2)).Signature)],
                _ => (MemberSignature[])[],
            });
        }
        var first = new Certificate(statement, [.. signatures.OrderBy(signature => signature.Signer)]);
        ImmutableArray<Certificate> rest = view == 3 ? [bench.Nullification(2)] : [];
        yield return [first, .. rest];
        // Left out, or a true one of the view above in its place.
        yield return rest;
        yield return [bench.Nullification(2), .. rest];
    }

    private static void See(Bench bench, Block block, Seen seen, long view)
    {
        All(bench, new Received(bench.Group.Leader(1), bench.Propose(block)));
        if (seen != Seen.Nothing)
        {
            All(bench, new Received(bench.Others[0], new CertificateMessage(bench.Notarization(block))));
        }
        if (seen == Seen.Finalization)
        {
            All(bench, new Received(bench.Others[0], new CertificateMessage(bench.Finalization(block))));
        }
        if (view == 3 && seen != Seen.Nothing)
        {
            All(bench, new Received(bench.Others[0], new CertificateMessage(bench.Nullification(2))));
            Assert.Equal(3, bench.Replica.View);
        }
    }

    private static void AssertNoVote(Bench bench, int liar, Block fork)
    {
        Assert.DoesNotContain(All(bench, new Received(liar, bench.Propose(fork))), static effect => effect is Sign { Statement.Kind: StatementKind.Notarize } or Halted);
        Assert.Null(bench.Replica.HaltReason);
    }

    /// <summary>Gives an event and does everything that the replica then asks of its shell.</summary>
    private static List<Effect> All(Bench bench, ReplicaEvent happened)
    {
        var all = new List<Effect>();
        var events = new Queue<ReplicaEvent>([happened]);
        while (events.TryDequeue(out var next))
        {
            bench.Step(next);
            all.AddRange(bench.Raw);
            foreach (var effect in bench.Raw)
            {
                ReplicaEvent? answer = effect switch
                {
                    Persist persist => new Persisted(persist.Sequence),
                    Sign sign => new Signed(bench.Vote(bench.Self, sign.Statement)),
                    CheckBlock check => new BlockChecked(check.Block.Hash, BlockVerdict.Valid, []),
                    _ => null,
                };
                if (answer is not null)
                {
                    events.Enqueue(answer);
                }
            }
        }
        return all;
    }
}
