using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>More than f liars: what two certificates that exclude each other prove, and that a correct replica adds nothing to a fork once it saw it.</summary>
public class ForkTests
{
    public static TheoryData<int, int> Pairs()
    {
        var pairs = new TheoryData<int, int>();
        for (var first = 0; first < 5; first++)
        {
            for (var second = 0; second < 5; second++)
            {
                pairs.Add(first, second);
            }
        }
        return pairs;
    }

    [Theory, Trait("row", "B1"), Trait("row", "A15")]
    [MemberData(nameof(Pairs))]
    public void Two_certificates_of_one_view_that_exclude_each_other_are_shown_and_stop_the_replica(int first, int second)
    {
        var bench = HandlerTests.Follower();
        var a = Digest.Of("a"u8);
        var b = Digest.Of("b"u8);
        Statement[] all = [Statement.Notarize(3, 1, a), Statement.Notarize(3, 1, b), Statement.Nullify(3), Statement.Finalize(3, 1, a), Statement.Finalize(3, 1, b)];
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Certify(all[first])));
        bench.Receive(bench.Others[1], new CertificateMessage(bench.Certify(all[second])));
        var evidence = bench.Raw.OfType<EvidenceFound>().Select(static found => found.Evidence).OfType<ConflictingCertificates>().ToList();
        var excluded = EvidenceCheck.Contradict(all[first], all[second]);
        var blocks = all[first].Kind != StatementKind.Nullify && all[second].Kind != StatementKind.Nullify && all[first].Block != all[second].Block;
        Assert.Equal(excluded || blocks, bench.Replica.HaltReason is not null);
        Assert.Equal(excluded, evidence.Count == 1);
        if (excluded)
        {
            Assert.StartsWith("fork proven: ", bench.Replica.HaltReason, StringComparison.Ordinal);
            Assert.Equal(bench.Others.Order(), EvidenceCheck.Accused(evidence[0], bench.Group, bench.Keys));
            Assert.Contains(bench.Raw, static effect => effect is Broadcast { Message: EvidenceMessage });
            AssertSilent(bench);
        }
    }

    [Fact, Trait("row", "B1")]
    public void A_certificate_of_the_final_view_against_the_final_block_is_a_fork()
    {
        foreach (var against in (Func<Bench, Certificate>[])[static bench => bench.Nullification(1), static bench => bench.Finalization(bench.Block(1, null, "other"))])
        {
            var bench = HandlerTests.Follower();
            Finalise(bench, bench.Block(1, null, "r"));
            var certificate = against(bench);
            bench.Receive(bench.Others[1], new CertificateMessage(certificate with { Signatures = certificate.Signatures.RemoveAt(0) }));
            Assert.Null(bench.Replica.HaltReason);
            bench.Receive(bench.Others[1], new CertificateMessage(certificate));
            AssertProven(bench);
        }
    }

    [Fact, Trait("row", "B1")]
    public void A_finalization_of_a_view_that_the_final_chain_passed_by_is_a_fork()
    {
        var bench = HandlerTests.Follower();
        var first = bench.Block(1, null, "r");
        Finalise(bench, first);
        Finalise(bench, bench.Block(3, first, "s"));
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(first)));
        Assert.Null(bench.Replica.HaltReason);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(bench.Block(2, first, "t"))));
        AssertProven(bench);
    }

    /// <summary>A block may carry a copy of a known certificate whose signatures nobody looked at: such a copy must never become evidence.</summary>
    [Fact, Trait("row", "B1"), Trait("row", "B2")]
    public void A_copied_nullification_with_made_up_signatures_never_becomes_evidence()
    {
        var bench = HandlerTests.Follower();
        var first = bench.Block(1, null, "r");
        Finalise(bench, first);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Nullification(2)));
        Certificate madeUp = new(Statement.Nullify(2), [.. bench.Others.Select(static member => new MemberSignature(member, new byte[64]))]);
        var block = Block.Create(
            bench.Group.Genesis, bench.Group.Epoch, 2, 3, first.Hash, bench.WallMs + 1, [bench.Id("s")], new Justification(bench.Notarization(first), [madeUp]));
        bench.Receive(bench.Group.Leader(3), bench.Propose(block));
        Assert.DoesNotContain(bench.Raw, static effect => effect is CheckBlock);
        // Liars enough finalise it all the same.
        Finalise(bench, block);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(bench.Block(2, first, "t"))));
        Assert.StartsWith("fork proven: ", bench.Replica.HaltReason, StringComparison.Ordinal);
        Assert.All(
            bench.Raw.OfType<EvidenceFound>(),
            found => Assert.Equal(found.Accused.AsEnumerable(), EvidenceCheck.Accused(found.Evidence, bench.Group, bench.Keys).AsEnumerable()));
    }

    [Fact, Trait("row", "B1")]
    public void A_later_chain_that_passes_the_final_block_by_is_a_fork()
    {
        var bench = HandlerTests.Follower();
        Finalise(bench, bench.Block(1, null, "r"));
        var branch = bench.Block(2, null, "s");
        var top = bench.Block(3, branch, "t");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(top)));
        bench.Receive(bench.Others[0], new BlockAnswer(top, []));
        Assert.Equal("fork proven: a finalization contradicts the final chain", bench.Replica.HaltReason);
        bench.Receive(bench.Others[0], new BlockAnswer(branch, []));
        AssertProven(bench);
    }

    [Fact, Trait("row", "B1")]
    public void A_finalised_chain_that_does_not_stand_on_the_own_final_block_is_a_fork()
    {
        var bench = HandlerTests.Follower();
        var own = bench.Block(1, null, "r");
        Finalise(bench, own);
        var branch = bench.Block(2, null, "s");
        var chain = new List<Block>();
        for (var view = 3; view <= 6; view++)
        {
            chain.Add(bench.Block(view, chain.LastOrDefault() ?? branch, $"r{view}"));
        }
        bench.Receive(bench.Others[0], new ChainAnswer([.. chain.Skip(1)], bench.Finalization(chain[^1]), []));
        Assert.Null(bench.Replica.HaltReason);
        bench.Receive(bench.Others[0], new ChainAnswer([.. chain], bench.Finalization(chain[^1]), []));
        Assert.Equal("fork proven: a finalization contradicts the final chain", bench.Replica.HaltReason);
        Assert.Contains(bench.Raw, effect => effect is Broadcast { Message: CertificateMessage { Certificate.Statement: var shown } } && shown.Block == own.Hash);
        bench.Receive(bench.Others[0], new BlockAnswer(branch, []));
        AssertProven(bench);
    }

    [Fact, Trait("row", "B1")]
    public void A_finalization_of_a_later_view_at_the_own_final_height_is_a_fork()
    {
        var bench = HandlerTests.Follower();
        var own = bench.Block(1, null, "r");
        Finalise(bench, own);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(bench.Block(2, null, "s"))));
        Assert.Equal("fork proven: a finalization contradicts the final chain", bench.Replica.HaltReason);
        Assert.Contains(bench.Raw, effect => effect is Broadcast { Message: CertificateMessage { Certificate.Statement: var shown } } && shown.Block == own.Hash);
    }

    [Fact, Trait("row", "B1")]
    public void Evidence_against_more_than_f_members_stops_the_replica()
    {
        var bench = HandlerTests.Follower();
        bench.Receive(bench.Others[2], new EvidenceMessage(Lie(bench, bench.Others[0])));
        Assert.Null(bench.Replica.HaltReason);
        bench.Receive(bench.Others[2], new EvidenceMessage(Lie(bench, bench.Others[1])));
        Assert.Equal("fork proven: evidence against 2 of 4 members, and only 1 may lie", bench.Replica.HaltReason);
        AssertSilent(bench);
    }

    [Fact, Trait("row", "B3")]
    public void Evidence_brought_from_outside_is_checked_shown_once_and_given_to_whoever_connects_later()
    {
        var bench = HandlerTests.Follower();
        var proof = new ConflictingCertificates(bench.Certify(Statement.Nullify(9)), bench.Certify(Statement.Finalize(9, 1, Digest.Of("x"u8))));
        Assert.Empty(bench.Step(new EvidenceBrought(proof with { Second = bench.Certify(Statement.Nullify(9)) })));
        Assert.Empty(bench.Step(new EvidenceBrought(proof with { Second = proof.Second with { Statement = Statement.Finalize(9, 1, Digest.Of("y"u8)) } })));
        bench.Step(new EvidenceBrought(proof));
        AssertProven(bench);
        bench.Step(new EvidenceBrought(proof));
        Assert.DoesNotContain(bench.Raw, static effect => effect is EvidenceFound);
        bench.Step(new PeerConnected(bench.Others[0], Digest.Of([9])));
        Assert.Contains(bench.Raw, effect => effect is Send { Message: EvidenceMessage { Evidence: ConflictingCertificates } } send && send.To == bench.Others[0]);
    }

    /// <summary>
    /// A block is final for exactly one correct replica; the rest heard no finalize vote. Whatever quorum the next leader takes, no set of signatures skips the view:
    /// all liars, all holders, all sets of others that saw the notarization, all links that stay cut.
    /// </summary>
    [Fact, Trait("row", "A7")]
    public void A7_a_block_final_for_one_correct_replica_survives_every_choice_of_the_next_leader()
    {
        var runs = 0;
        for (var liar = 0; liar < 4; liar++)
        {
            for (var holder = 0; holder < 4; holder++)
            {
                for (var saw = 0; saw < 16; saw++)
                {
                    for (var cut = 0; cut < 4; cut++)
                    {
                        runs += holder != liar && cut != liar && (saw & (1 << liar)) == 0 && (saw & (1 << holder)) != 0 ? Play(liar, holder, saw, cut) : 0;
                    }
                }
            }
        }
        Assert.True(runs >= 72, $"{runs} runs");
    }

    private static int Play(int liar, int holder, int saw, int cut)
    {
        var cluster = new Cluster();
        var early = true;
        var leader = cluster.Group.Leader(1);
        // Early: notarizations and notarize votes reach only those who shall see them; finalize votes only the holder.
        cluster.Delivers = (from, to, message) => early
            ? message switch
            {
                VoteMessage { Vote.Statement.Kind: StatementKind.Finalize } or CertificateMessage { Certificate.Statement.Kind: StatementKind.Finalize } => to == holder,
                VoteMessage { Vote.Statement.Kind: StatementKind.Notarize } or CertificateMessage => (saw & (1 << to)) != 0,
                ChainAnswer or Status => false,
                _ => true,
            }
            : from != cut;
        cluster.StartAll();
        cluster.Run(20);
        if (leader != liar)
        {
            cluster.Submit(leader, "r");
            cluster.Run(60);
        }
        cluster.Kill(liar);
        var block = cluster.Live.SelectMany(static node => node.Blocks.Values).FirstOrDefault(static block => block.Header.View == 1);
        if (block is null)
        {
            // The liar leads: it gives its block to all.
            block = new Bench(self: holder) { NowMs = cluster.NowMs }.Block(1, null);
            var proposal = new Proposal(block, StandInKeys.Vote(cluster.Group, liar, Statement.Notarize(1, 1, block.Hash)), []);
            foreach (var node in cluster.Live.ToList())
            {
                cluster.Inject(liar, node.Index, proposal);
            }
            cluster.Run(60);
        }
        foreach (var node in cluster.Live.Where(node => (saw & (1 << node.Index)) != 0).ToList())
        {
            cluster.Inject(liar, node.Index, new VoteMessage(StandInKeys.Vote(cluster.Group, liar, Statement.Notarize(1, 1, block.Hash))));
        }
        cluster.Run(60);
        cluster.Inject(liar, holder, new VoteMessage(StandInKeys.Vote(cluster.Group, liar, Statement.Finalize(1, 1, block.Hash))));
        cluster.Run(60);
        if (cluster[holder].Replica.Final.Height == 0)
        {
            // Fewer than n-f voted finalize: nothing was final for anybody, so nothing has to survive.
            return 0;
        }
        early = false;
        cluster.Run(15_000);
        // The liar signs everything: still no quorum of nullify votes for the view exists, whoever is asked.
        var nullifiers = cluster.Live.Where(static node => node.SignedVotes.Exists(static vote => vote.Statement == Statement.Nullify(1))).Select(static node => node.Index);
        Assert.True(nullifiers.Append(liar).Distinct().Count() < cluster.Group.Quorum, $"liar {liar} holder {holder} saw {saw} cut {cut}");
        cluster.Delivers = static (_, _, _) => true;
        var id = cluster.Submit(holder, "later");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 60_000), cluster.Describe());
        Assert.All(cluster.Live, node => Assert.Equal(block.Hash, node.States[1].Block));
        Assert.Empty(cluster.Failures);
        return 1;
    }

    private static ConflictingVotes Lie(Bench bench, int member) =>
        new(bench.Vote(member, Statement.Nullify(7)), bench.Vote(member, Statement.Finalize(7, 1, Digest.Of("x"u8))));

    private static void Finalise(Bench bench, Block block)
    {
        bench.Receive(bench.Others[0], new ChainAnswer([block], bench.Finalization(block), []));
        bench.Step(new BlockChecked(block.Hash, BlockVerdict.Valid, []));
        Assert.Equal(block.Hash, bench.Replica.Final.Hash);
    }

    private static void AssertProven(Bench bench)
    {
        var evidence = Assert.Single(bench.Raw.OfType<EvidenceFound>());
        Assert.Equal(bench.Others.Order(), evidence.Accused);
        Assert.True(EvidenceCheck.Accused(evidence.Evidence, bench.Group, bench.Keys).SequenceEqual(evidence.Accused));
        Assert.StartsWith("fork proven: ", bench.Replica.HaltReason, StringComparison.Ordinal);
        AssertSilent(bench);
    }

    private static void AssertSilent(Bench bench)
    {
        var lines = new List<string>(bench.Submit("more"));
        lines.AddRange(bench.TickAt(bench.NowMs + 10_000));
        lines.AddRange(bench.Receive(bench.Others[0], new CertificateMessage(bench.Nullification(20))));
        lines.AddRange(bench.TickAt(bench.NowMs + 10_000));
        Assert.DoesNotContain(lines, static line => line.StartsWith("sign", StringComparison.Ordinal));
    }
}
