using Scew.Consensus.Tests.Harness;
using Scew.Protocol.Messages;

namespace Scew.Consensus.Tests;

/// <summary>The rules' table, and broken rules that the harness must notice.</summary>
public class RulesTests
{
    private static readonly NotarizeFacts Good = new(
        View: 5, CurrentView: 5, Floor: 4, Lease: 5, NotarizeSent: false, NullifySent: false, Justified: true, AncestorsHeld: true, RequestsValid: true, Repeats: false,
        ParentTimeMs: 100, TimeMs: 101, ClockMs: 101, DriftMs: 2000, LeaderTimerMs: 1000, ExecutedHeight: 4, FinalHeight: 20);

    [Fact]
    public void Rule_3_clause_by_clause()
    {
        var rules = Rules.Standard;
        Assert.Equal(NotarizeAnswer.Yes, rules.MayNotarize(Good));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { CurrentView = 6 }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { Floor = 5 }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { NotarizeSent = true }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { NullifySent = true }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { Justified = false }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { Repeats = true }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { TimeMs = 100 }));
        Assert.Equal(NotarizeAnswer.Yes, rules.MayNotarize(Good with { ClockMs = 3101 }));
        Assert.Equal(NotarizeAnswer.No, rules.MayNotarize(Good with { ClockMs = 3102 }));
        Assert.Equal(NotarizeAnswer.Yes, rules.MayNotarize(Good with { TimeMs = 2101 }));
        Assert.Equal(NotarizeAnswer.Wait, rules.MayNotarize(Good with { TimeMs = 2102 }));
        Assert.Equal(NotarizeAnswer.Wait, rules.MayNotarize(Good with { Lease = 4 }));
        Assert.Equal(NotarizeAnswer.Wait, rules.MayNotarize(Good with { AncestorsHeld = false }));
        Assert.Equal(NotarizeAnswer.Wait, rules.MayNotarize(Good with { RequestsValid = false }));
        Assert.Equal(NotarizeAnswer.Wait, rules.MayNotarize(Good with { ExecutedHeight = 3 }));
    }

    [Fact]
    public void Rules_2_4_and_5_clause_by_clause()
    {
        var rules = Rules.Standard;
        var propose = new ProposeFacts(5, 4, 5, RightLeader: true, ProposedOrVoted: false, NullifySent: false, ExecutedHeight: 4, FinalHeight: 20);
        Assert.True(rules.MayPropose(propose));
        Assert.False(rules.MayPropose(propose with { RightLeader = false }));
        Assert.False(rules.MayPropose(propose with { ProposedOrVoted = true }));
        Assert.False(rules.MayPropose(propose with { NullifySent = true }));
        Assert.False(rules.MayPropose(propose with { Floor = 5 }));
        Assert.False(rules.MayPropose(propose with { Lease = 4 }));
        Assert.False(rules.MayPropose(propose with { ExecutedHeight = 3 }));
        var finalize = new FinalizeFacts(5, 4, Notarized: true, NullifySent: false, FinalizeSent: false, BodiesHeld: true);
        Assert.True(rules.MayFinalize(finalize));
        Assert.False(rules.MayFinalize(finalize with { Floor = 5 }));
        Assert.False(rules.MayFinalize(finalize with { Notarized = false }));
        Assert.False(rules.MayFinalize(finalize with { NullifySent = true }));
        Assert.False(rules.MayFinalize(finalize with { FinalizeSent = true }));
        Assert.False(rules.MayFinalize(finalize with { BodiesHeld = false }));
        var nullify = new NullifyFacts(5, 5, 5, NullifySent: false, FinalizeSent: false);
        Assert.True(rules.MayNullify(nullify));
        Assert.True(rules.MayNullify(nullify with { View = 3 }));
        Assert.False(rules.MayNullify(nullify with { View = 6, Lease = 9 }));
        Assert.False(rules.MayNullify(nullify with { Lease = 4 }));
        Assert.False(rules.MayNullify(nullify with { NullifySent = true }));
        Assert.False(rules.MayNullify(nullify with { FinalizeSent = true }));
    }

    [Fact]
    public void A_replica_that_forgets_its_floor_is_caught_signing_twice() =>
        Assert.Contains(Provoke(new NoFloor()), static failure => failure.Contains("signs", StringComparison.Ordinal));

    [Fact]
    public void The_same_schedule_with_the_right_rules_is_clean() => Assert.Empty(Provoke(Rules.Standard));

    /// <summary>Notarize votes leave, everybody restarts before anything is written, and the leader proposes something else.</summary>
    private static List<string> Provoke(Rules rules)
    {
        var cluster = new Cluster(rules: rules);
        var early = true;
        cluster.Delivers = (_, _, message) => !(early && message is VoteMessage);
        cluster.StartAll();
        cluster.Submit(cluster.Group.Leader(1), "one");
        cluster.Run(100);
        early = false;
        cluster.RestartAll();
        cluster.Submit(cluster.Group.Leader(1), "two");
        cluster.Run(5000);
        return cluster.Failures;
    }

    private sealed class NoFloor : Rules
    {
        public override long Floor(RecoveredState recovered) => 0;
    }
}
