using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>What rule 3 says to a proposal. Append only.</summary>
public enum NotarizeAnswer
{
    /// <summary>Vote now.</summary>
    Yes,

    /// <summary>Not yet: the same proposal can become acceptable while the view lasts.</summary>
    Wait,

    /// <summary>Never in this view.</summary>
    No,
}

/// <summary>Everything that rule 3 looks at. Times in milliseconds; <paramref name="ClockMs"/> is the own wall clock.</summary>
public readonly record struct NotarizeFacts(
    long View,
    long CurrentView,
    long Floor,
    long Lease,
    bool NotarizeSent,
    bool NullifySent,
    bool Justified,
    bool AncestorsHeld,
    bool RequestsValid,
    bool Repeats,
    long ParentTimeMs,
    long TimeMs,
    long ClockMs,
    long DriftMs,
    long LeaderTimerMs,
    long ExecutedHeight,
    long FinalHeight,
    bool StartIsAttested = true);

/// <summary>Everything that rule 4 looks at before <c>finalize(v)</c>.</summary>
public readonly record struct FinalizeFacts(long View, long Floor, bool Notarized, bool NullifySent, bool FinalizeSent, bool BodiesHeld);

/// <summary>Everything that rule 5 looks at before <c>nullify(v)</c>.</summary>
public readonly record struct NullifyFacts(long View, long CurrentView, long Lease, bool NullifySent, bool FinalizeSent);

/// <summary>Everything that rule 2 looks at before a leader proposes.</summary>
public readonly record struct ProposeFacts(
    long View, long Floor, long Lease, bool RightLeader, bool ProposedOrVoted, bool NullifySent, long ExecutedHeight, long FinalHeight);

/// <summary>
/// The voting rules, apart from the plumbing: the safety argument of PROTOCOL.md rests on this page. Tests and the simulator derive from it to put in one
/// broken rule and to see that their checkers find it.
/// </summary>
public class Rules
{
    /// <summary>How far execution may trail finality before a replica stops voting (rule 3, last clause).</summary>
    public const int MaxExecutionLag = 16;

    /// <summary>The rules as they are.</summary>
    public static Rules Standard { get; } = new();

    /// <summary>Distinct voters that make a certificate.</summary>
    public virtual int Quorum(Group group) => group.Quorum;

    /// <summary>The one check of certificates.</summary>
    public virtual CertificateFault Check(Certificate certificate, Group group, IMemberVerifier verifier) =>
        CertificateCheck.Check(certificate, group, verifier);

    /// <summary>The floor of this start: the lease that it found.</summary>
    public virtual long Floor(RecoveredState recovered) => recovered.Floor;

    /// <summary>An own statement that this start did not sign puts it in doubt. False only for liars that run one key twice.</summary>
    public virtual bool NoticesOwnStatements => true;

    /// <summary>How many views ahead of the own one votes are kept.</summary>
    public virtual long MaxFutureViews => 64;

    /// <summary>A finalize vote leaves only after the commit that holds it.</summary>
    public virtual bool FinalizeWaitsForDisk => true;

    /// <summary>Equal attestations of others, different from the own one, that stop this replica.</summary>
    public virtual int HaltingAttestations(Group group) => group.MaxFaulty + 1;

    /// <summary>Rule 2.</summary>
    public virtual bool MayPropose(in ProposeFacts facts) =>
        facts.RightLeader && !facts.ProposedOrVoted && !facts.NullifySent
        && facts.View > facts.Floor && facts.View <= facts.Lease
        && facts.ExecutedHeight >= facts.FinalHeight - MaxExecutionLag;

    /// <summary>Rule 3.</summary>
    public virtual NotarizeAnswer MayNotarize(in NotarizeFacts facts)
    {
        if (facts.View != facts.CurrentView || facts.View <= facts.Floor || facts.NotarizeSent || facts.NullifySent || !facts.Justified || facts.Repeats)
        {
            return NotarizeAnswer.No;
        }
        if (facts.View > facts.Lease || !facts.AncestorsHeld || !facts.RequestsValid || facts.ExecutedHeight < facts.FinalHeight - MaxExecutionLag || !facts.StartIsAttested)
        {
            return NotarizeAnswer.Wait;
        }
        if (facts.TimeMs <= facts.ParentTimeMs || facts.TimeMs < facts.ClockMs - facts.DriftMs - facts.LeaderTimerMs)
        {
            return NotarizeAnswer.No;
        }
        return facts.TimeMs <= facts.ClockMs + facts.DriftMs ? NotarizeAnswer.Yes : NotarizeAnswer.Wait;
    }

    /// <summary>Rule 4.</summary>
    public virtual bool MayFinalize(in FinalizeFacts facts) =>
        facts.Notarized && facts.BodiesHeld && !facts.NullifySent && !facts.FinalizeSent && facts.View > facts.Floor;

    /// <summary>Rule 5: no cause whatever leads to nullify after an own finalize.</summary>
    public virtual bool MayNullify(in NullifyFacts facts) =>
        !facts.NullifySent && !facts.FinalizeSent && facts.View <= facts.CurrentView && facts.View <= facts.Lease;
}
