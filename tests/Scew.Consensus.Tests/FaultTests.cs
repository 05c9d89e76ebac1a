using FsCheck;
using FsCheck.Fluent;
using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>What liars send, row by row of the table of faults.</summary>
public class FaultTests
{
    [Fact, Trait("row", "A8")]
    public void A8_a_certificate_with_one_field_changed_moves_nothing()
    {
        var bench = HandlerTests.Follower();
        var block = bench.Block(1, null, "r");
        var good = bench.Notarization(block);
        var statement = good.Statement;
        var foreign = new Group(Digest.Of("other"u8), 0, 4);
        var later = new Group(StandInKeys.Genesis, 1, 4);
        MemberSignature[] signatures = [.. good.Signatures];
        Certificate[] changed =
        [
            good with { Statement = statement with { View = 2 } },
            good with { Statement = statement with { Height = 2 } },
            good with { Statement = statement with { Block = Digest.Of("x"u8) } },
            good with { Statement = statement with { Kind = StatementKind.Finalize } },
            good with { Statement = Statement.Nullify(1) },
            StandInKeys.Certificate(foreign, statement, 0, 1, 2),
            StandInKeys.Certificate(later, statement, 0, 1, 2),
            good with { Signatures = [signatures[0], signatures[1]] },
            good with { Signatures = [signatures[0], signatures[1], signatures[1]] },
            good with { Signatures = [signatures[1], signatures[0], signatures[2]] },
            good with { Signatures = [signatures[0], signatures[1], signatures[2] with { Signer = bench.Self }] },
            good with { Signatures = [signatures[0], signatures[1], signatures[2] with { Signer = 4 }] },
            good with { Signatures = [signatures[0], signatures[1], signatures[2] with { Signature = new byte[64] }] },
            good with { Signatures = [] },
        ];
        foreach (var certificate in changed)
        {
            Assert.Empty(bench.Receive(bench.Others[0], new CertificateMessage(certificate)));
            Assert.Equal(1, bench.Replica.View);
        }
        bench.Receive(bench.Others[0], new CertificateMessage(good));
        Assert.Equal(2, bench.Replica.View);
    }

    [Fact, Trait("row", "A9")]
    public void A9_signers_are_counted_as_a_set_of_members()
    {
        var group = new Group(StandInKeys.Genesis, 0, 4);
        var statement = Statement.Nullify(1);
        Prop.ForAll(ArbMap.Default.ArbFor<(byte, bool)[]>().Filter(static signers => signers.Length < 12), signers =>
        {
            var certificate = new Certificate(statement, [.. signers.Select(one => new MemberSignature(
                one.Item1 % 6, one.Item2 && one.Item1 % 6 < 4 ? StandInKeys.Vote(group, one.Item1 % 6, statement).Signature : new byte[64]))]);
            var members = certificate.Signatures.Select(static one => one.Signer).ToList();
            var expected = members.Distinct().Count() == members.Count && members.SequenceEqual(members.Order()) && members.TrueForAll(static member => member < 4)
                && signers.All(static one => one.Item2) && members.Count >= 3;
            var bench = HandlerTests.Follower();
            bench.Receive(bench.Others[0], new CertificateMessage(certificate));
            return bench.Replica.View == (expected ? 2 : 1);
        }).QuickCheckThrowOnFailure();
    }

    [Fact, Trait("row", "A10")]
    public void A10_equal_values_count_not_senders()
    {
        var bench = Executed(out var block);
        foreach (var other in bench.Others)
        {
            bench.Receive(other, new AttestationMessage(StandInKeys.Attest(bench.Group, other, bench.State(block, $"root {other}"))));
        }
        Assert.Null(bench.Replica.HaltReason);
        Assert.Equal(0, bench.Replica.CertifiedHeight);
    }

    [Fact]
    public void F_plus_one_equal_attestations_of_another_state_stop_the_replica()
    {
        var bench = Executed(out var block);
        var effects = bench.Others.Take(2).SelectMany(other =>
            bench.Receive(other, new AttestationMessage(StandInKeys.Attest(bench.Group, other, bench.State(block, "another"))))).ToList();
        Assert.Contains("halted: f+1 members attest another state at height 1", effects);
        var next = bench.Block(2, block, "s");
        bench.Receive(bench.Group.Leader(2), bench.Propose(next));
        Assert.DoesNotContain(bench.Step(new BlockChecked(next.Hash, BlockVerdict.Valid, [])), static line => line.StartsWith("sign", StringComparison.Ordinal));
        Assert.Equal([$"serve {bench.Others[0]}: {bench.Text.Name(block)}"], bench.Receive(bench.Others[0], new BlockQuery(block.Hash)));
    }

    [Fact]
    public void Two_sets_of_attestations_stop_a_replica_that_did_not_execute_yet()
    {
        var bench = new Bench(self: 0, size: 7).Started();
        var block = bench.Block(1, null, "r");
        var effects = Enumerable.Range(1, 6).SelectMany(other =>
            bench.Receive(other, new AttestationMessage(StandInKeys.Attest(bench.Group, other, bench.State(block, other % 2 == 0 ? "a" : "b"))))).ToList();
        Assert.Contains("halted: two sets of f+1 members attest different states at height 1", effects);
    }

    [Fact]
    public void N_minus_f_equal_attestations_certify_and_two_of_one_member_are_evidence()
    {
        var bench = Executed(out var block);
        bench.Receive(bench.Others[0], new AttestationMessage(StandInKeys.Attest(bench.Group, bench.Others[0], bench.State(block))));
        Assert.Equal(["certified 1"], bench.Receive(bench.Others[1], new AttestationMessage(StandInKeys.Attest(bench.Group, bench.Others[1], bench.State(block)))));
        var lie = StandInKeys.Attest(bench.Group, bench.Others[0], bench.State(block, "another"));
        Assert.Equal(
            [$"evidence against {bench.Others[0]}: attestations of 1", "broadcast: evidence attestations of 1"], bench.Receive(bench.Others[0], new AttestationMessage(lie)));
        Assert.Empty(bench.Receive(bench.Others[0], new AttestationMessage(lie)));
    }

    [Fact, Trait("row", "A11")]
    public void A11_votes_for_different_blocks_of_one_view_make_no_certificate()
    {
        var bench = HandlerTests.Follower();
        foreach (var other in bench.Others)
        {
            bench.Receive(other, new VoteMessage(bench.Vote(other, Statement.Notarize(1, 1, Digest.Of([(byte)other])))));
        }
        Assert.Equal(1, bench.Replica.View);
    }

    [Fact, Trait("row", "A12")]
    public void A12_everything_replayed_later_changes_nothing()
    {
        var cluster = new Cluster();
        var seen = new List<(int From, int To, PeerMessage Message)>();
        var replaying = false;
        cluster.Delivers = (from, to, message) =>
        {
            if (!replaying)
            {
                seen.Add((from, to, message));
            }
            return true;
        };
        cluster.StartAll();
        for (var i = 0; i < 10; i++)
        {
            cluster.Submit(i % 4, $"r{i}");
            cluster.Run(100);
        }
        cluster.Run(2000);
        var blocks = cluster.FinalBlocks;
        replaying = true;
        foreach (var (from, to, message) in seen.Where(static one => one.Message is not Offer))
        {
            cluster.Inject(from, to, message);
        }
        cluster.Run(2000);
        var id = cluster.Submit(0, "later");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 2000));
        Assert.Equal(blocks + 1, cluster.FinalBlocks);
        Assert.Empty(cluster.Failures);
        Assert.All(cluster.Live, static node => Assert.Empty(node.Evidence));
    }

    [Fact, Trait("row", "A14")]
    public void A14_a_right_signature_in_the_wrong_epoch_counts_nothing()
    {
        var bench = HandlerTests.Follower();
        var later = new Group(StandInKeys.Genesis, 1, 4);
        var leader = bench.Group.Leader(1);
        foreach (var other in bench.Others)
        {
            Assert.Empty(bench.Receive(other, new VoteMessage(StandInKeys.Vote(later, other, Statement.Nullify(1)))));
        }
        var block = Block.Create(
            bench.Group.Genesis, 1, 1, 1, BlockHeader.GenesisBlockHash(bench.Group.Genesis), bench.WallMs, [], new Justification(null, []));
        Assert.Empty(bench.Receive(leader, new Proposal(block, StandInKeys.Vote(bench.Group, leader, Statement.Notarize(1, 1, block.Hash)), [])));
        Assert.Empty(bench.Receive(leader, new Status(1, 9, 9, new BlockRef(8, 8, default), 0, new BlockRef(8, 8, default), 8, 8)));
        Assert.Equal(1, bench.Replica.View);
    }

    [Fact, Trait("row", "A15")]
    public void A15_statements_that_exclude_each_other_are_evidence_and_count_once()
    {
        Statement[] all =
        [
            Statement.Notarize(1, 1, Digest.Of("a"u8)), Statement.Notarize(1, 1, Digest.Of("b"u8)), Statement.Nullify(1),
            Statement.Finalize(1, 1, Digest.Of("a"u8)), Statement.Finalize(1, 1, Digest.Of("b"u8)),
        ];
        foreach (var first in all)
        {
            foreach (var second in all)
            {
                var bench = HandlerTests.Follower();
                var liar = bench.Others[1];
                bench.Receive(liar, new VoteMessage(bench.Vote(liar, first)));
                var effects = bench.Receive(liar, new VoteMessage(bench.Vote(liar, second)));
                Assert.Equal(EvidenceCheck.Contradict(first, second), bench.Raw.OfType<EvidenceFound>().Any(found => found.Accused.Contains(liar)));
                Assert.Equal(1, bench.Replica.View);
                Assert.True(effects.Length <= 3);
            }
        }
    }

    [Fact, Trait("row", "A16")]
    public void A16_evidence_of_every_kind_in_every_state_is_shown_once_and_never_a_crash()
    {
        foreach (var bench in States())
        {
            var liar = bench.Others[0];
            var block = bench.Block(40, null);
            Evidence[] kinds =
            [
                new ConflictingVotes(bench.Vote(liar, Statement.Nullify(7)), bench.Vote(liar, Statement.Finalize(7, 1, Digest.Of("x"u8)))),
                new ConflictingVotes(bench.Vote(liar, Statement.Notarize(8, 1, Digest.Of("x"u8))), bench.Vote(liar, Statement.Notarize(8, 1, Digest.Of("y"u8)))),
                new ConflictingAttestations(StandInKeys.Attest(bench.Group, liar, bench.State(block)), StandInKeys.Attest(bench.Group, liar, bench.State(block, "z"))),
            ];
            foreach (var kind in kinds)
            {
                bench.Receive(bench.Others[1], new EvidenceMessage(kind));
                Assert.Equal(liar, Assert.Single(Assert.Single(bench.Raw.OfType<EvidenceFound>()).Accused));
                bench.Receive(bench.Others[2], new EvidenceMessage(kind));
                Assert.DoesNotContain(bench.Raw, static effect => effect is EvidenceFound);
            }
            var honest = new ConflictingVotes(bench.Vote(liar, Statement.Notarize(9, 1, Digest.Of("x"u8))), bench.Vote(liar, Statement.Nullify(9)));
            Assert.Empty(bench.Receive(bench.Others[1], new EvidenceMessage(honest)));
            Assert.Empty(bench.Receive(bench.Others[1], new EvidenceMessage(new ConflictingVotes(honest.First with { Signer = 77 }, honest.Second with { Signer = 77 }))));
            Assert.Empty(bench.Receive(bench.Others[1], new EvidenceMessage(new ConflictingCertificates(bench.Nullification(9), bench.Certify(honest.First.Statement)))));
            bench.Receive(bench.Others[1], new EvidenceMessage(new ConflictingCertificates(bench.Nullification(12), bench.Certify(Statement.Finalize(12, 1, Digest.Of("x"u8))))));
            Assert.Equal(bench.Others.Order(), Assert.Single(bench.Raw.OfType<EvidenceFound>()).Accused);
            bench.TickAt(bench.NowMs + 40_000);
        }
    }

    [Fact, Trait("row", "C6")]
    public void C6_a_withheld_body_stops_neither_the_view_nor_other_fetches()
    {
        var cluster = new Cluster();
        cluster.StartAll();
        cluster.Run(10);
        var liar = cluster.Group.Leader(1);
        cluster.Kill(liar);
        var correct = cluster.Live.Select(static node => node.Index).ToArray();
        var source = new Bench(self: correct[0]) { NowMs = cluster.NowMs };
        foreach (var member in correct)
        {
            cluster.Inject(liar, member, source.Propose(source.Block(1, null, "nobody has this")));
        }
        cluster.Metas[source.Id("nobody has this")] = source.Request("nobody has this");
        var id = cluster.Submit(correct[1], "r");
        Assert.True(cluster.RunUntil(() => cluster.AllExecuted(id), 5000), cluster.Describe());
        Assert.InRange(cluster[correct[0]].Replica.View, 2, 4);
    }

    [Fact, Trait("row", "C10")]
    public void C10_two_proposals_of_a_view_are_kept_however_many_come()
    {
        var bench = HandlerTests.Follower();
        var leader = bench.Group.Leader(1);
        for (var i = 0; i < 200; i++)
        {
            bench.Receive(leader, bench.Propose(bench.Block(1, null, $"r{i}")));
            Assert.True(bench.Raw.OfType<EvidenceFound>().Any() == (i == 1));
        }
        Assert.Equal(3, bench.Replica.Kept.Blocks);
    }

    [Fact, Trait("row", "C11")]
    public void C11_ten_thousand_failed_views_saturate_the_timers()
    {
        var bench = HandlerTests.Follower();
        bench.Step(new RequestsArrived(null, [bench.Request("r", validForMs: 119_000)]));
        for (var view = 1; view <= 10_000; view++)
        {
            bench.Receive(bench.Others[0], new CertificateMessage(bench.Nullification(view)));
        }
        Assert.Equal(10_001, bench.Replica.View);
        Assert.InRange(bench.Replica.NextDeadlineMs - bench.NowMs, 1, 32_000);
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(bench.Block(10_001, null))));
        Assert.Equal(10_002, bench.Replica.View);
    }

    [Fact]
    public void A_peer_that_only_asks_is_answered_within_bounds()
    {
        var bench = Executed(out var block);
        var served = 0;
        for (var i = 0; i < 2000; i++)
        {
            served += bench.Receive(bench.Others[0], new BlockQuery(block.Hash)).Length;
            served += bench.Receive(bench.Others[0], new ChainQuery(1)).Length;
            served += bench.Receive(bench.Others[0], new RequestQuery([block.Hash])).Length;
            served += bench.Receive(bench.Others[0], new Status(0, 0, 1, default, 0, default, 0, 0)).Length;
        }
        Assert.InRange(served, 256, 300);
        Assert.Single(bench.Receive(bench.Others[1], new BlockQuery(block.Hash)));
    }

    [Fact]
    public void A_liar_that_announces_ever_higher_floors_does_not_keep_the_timers_short()
    {
        var bench = HandlerTests.Follower();
        bench.Step(new RequestsArrived(null, [bench.Request("r", validForMs: 119_000)]));
        for (var view = 1; view <= 200; view++)
        {
            bench.Receive(bench.Others[0], new Status(0, view + 50, view, default, 0, default, 0, 0));
            bench.Receive(bench.Others[1], new CertificateMessage(bench.Nullification(view)));
        }
        bench.Step(new Persisted(long.MaxValue));
        bench.TickAt(bench.NowMs + 15_000);
        Assert.DoesNotContain(bench.Raw, static effect => effect is Sign);
    }

    [Fact]
    public void A_member_that_restarts_twice_below_one_final_block_is_excused_for_its_second_floor_too()
    {
        var bench = HandlerTests.Follower();
        bench.Step(new RequestsArrived(null, [bench.Request("r", validForMs: 119_000)]));
        for (var view = 1; view <= 40; view++)
        {
            bench.Receive(bench.Others[0], new Status(0, view < 5 ? 10 : 40, view, default, 0, default, 0, 0));
            bench.Receive(bench.Others[1], new CertificateMessage(bench.Nullification(view)));
        }
        bench.Step(new Persisted(long.MaxValue));
        bench.TickAt(bench.NowMs + 1100);
        Assert.Contains(bench.Raw, static effect => effect is Sign { Statement: { Kind: StatementKind.Nullify, View: 41 } });
    }

    private static Bench Executed(out Block block)
    {
        var bench = HandlerTests.Follower();
        block = HandlerTests.Voted(bench, 1, null, "r");
        bench.Receive(bench.Others[0], new CertificateMessage(bench.Finalization(block)));
        bench.Step(new Executed(bench.State(block), null));
        bench.Step(new AttestationSigned(StandInKeys.Attest(bench.Group, bench.Self, bench.State(block))));
        return bench;
    }

    private static IEnumerable<Bench> States()
    {
        yield return HandlerTests.Follower();
        var working = HandlerTests.Follower();
        working.Submit("r");
        yield return working;
        var voted = HandlerTests.Follower();
        HandlerTests.Voted(voted, 1, null, "r");
        yield return voted;
        yield return Executed(out _);
        var ahead = HandlerTests.Follower();
        ahead.Receive(ahead.Others[0], new CertificateMessage(ahead.Nullification(7)));
        ahead.Receive(ahead.Others[0], new CertificateMessage(ahead.Nullification(8)));
        yield return ahead;
    }
}
