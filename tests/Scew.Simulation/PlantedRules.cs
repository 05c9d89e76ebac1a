using Scew.Consensus;
using Scew.Protocol.Ordering;

namespace Scew.Simulation;

/// <summary>The voting rules with one of them broken.</summary>
internal sealed class PlantedRules(Defect defect, bool liar) : Rules
{
    /// <summary>A liar goes on whatever it is shown; who forgets its lease must not be saved by its peers, or the defect would hide.</summary>
    public override bool NoticesOwnStatements => !liar && defect is not (Defect.ForgottenLease or Defect.UnnoticedLoss);

    public override long MaxFutureViews => defect == Defect.UnboundedFuture ? long.MaxValue / 4 : base.MaxFutureViews;

    public override bool FinalizeWaitsForDisk => defect != Defect.SpeaksBeforeWrite;

    public override int Quorum(Group group) => defect == Defect.SmallQuorum ? 2 * group.MaxFaulty : base.Quorum(group);

    public override CertificateFault Check(Certificate certificate, Group group, IMemberVerifier verifier) => defect switch
    {
        Defect.SmallQuorum when certificate.Signatures.Length >= Quorum(group) && SignersRise(certificate) && AllVerify(certificate, group, verifier) => CertificateFault.None,
        Defect.DuplicateSigners when certificate.Signatures.Length >= Quorum(group) && AllVerify(certificate, group, verifier) => CertificateFault.None,
        _ => base.Check(certificate, group, verifier),
    };

    public override long Floor(RecoveredState recovered) => defect == Defect.ForgottenLease ? 0 : base.Floor(recovered);

    public override bool MayNullify(in NullifyFacts facts) => defect switch
    {
        Defect.NeverGivesUp => false,
        _ => base.MayNullify(facts),
    };

    public override NotarizeAnswer MayNotarize(in NotarizeFacts facts) => defect switch
    {
        Defect.VotesForRepeats => base.MayNotarize(facts with { Repeats = false }),
        Defect.TimestampRatchet => base.MayNotarize(facts with { ClockMs = Math.Max(facts.ClockMs, facts.ParentTimeMs) }),
        _ => base.MayNotarize(facts),
    };

    private static bool SignersRise(Certificate certificate) => certificate.Signatures.Zip(certificate.Signatures.Skip(1)).All(pair => pair.First.Signer < pair.Second.Signer);

    private static bool AllVerify(Certificate certificate, Group group, IMemberVerifier verifier)
    {
        var message = certificate.Statement.SigningBytes(group.Genesis, group.Epoch);
        return certificate.Signatures.All(signature => signature.Signer < group.Size && verifier.Verify(signature.Signer, message, signature.Signature));
    }
}
