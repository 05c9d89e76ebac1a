using Scew.Consensus;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>The voting rules with one of them broken.</summary>
internal sealed class PlantedRules(Defect defect, bool liar) : Rules
{
    /// <summary>A liar goes on whatever it is shown; who forgets its lease must not be saved by its peers, or the defect would hide.</summary>
    public override bool NoticesOwnStatements => !liar && defect != Defect.ForgottenLease;

    public override int Quorum(Group group) => defect == Defect.SmallQuorum ? 2 * group.MaxFaulty : base.Quorum(group);

    public override CertificateFault Check(Certificate certificate, Group group, IMemberVerifier verifier) =>
        defect == Defect.SmallQuorum && certificate.Signatures.Length >= Quorum(group) ? CertificateFault.None : base.Check(certificate, group, verifier);

    public override long Floor(RecoveredState recovered) => defect == Defect.ForgottenLease ? 0 : base.Floor(recovered);

    public override bool FinalizeWaitsForDisk => defect != Defect.SpeaksBeforeWrite;

    public override bool MayNullify(in NullifyFacts facts) => defect switch
    {
        Defect.NeverGivesUp => false,
        _ => base.MayNullify(facts),
    };

    public override NotarizeAnswer MayNotarize(in NotarizeFacts facts) => defect switch
    {
        Defect.VotesForRepeats => base.MayNotarize(facts with { Repeats = false }),
        _ => base.MayNotarize(facts),
    };
}
