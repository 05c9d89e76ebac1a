using System.Collections.Immutable;
using Scew.Protocol.Ordering;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Ordering;

public sealed class EvidenceTests
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly Digest A = Digest.Of("a"u8);
    private static readonly Digest B = Digest.Of("b"u8);
    private static readonly AttestedState State = new(0, 5, A, 10, A, B, 1);

    private static int? Accused(Evidence evidence) => First(EvidenceCheck.Accused(evidence, Group, SampleGroup.Verifier));

    private static int? First(ImmutableArray<int> accused) => accused.IsEmpty ? null : accused[0];

    [Fact]
    public void ContradictionsAccuseTheirSigner()
    {
        var notarizeA = Statement.Notarize(5, 3, A);
        (Statement First, Statement Second)[] contradictions =
        [
            (notarizeA, Statement.Notarize(5, 3, B)), (notarizeA, Statement.Notarize(5, 4, A)), (Statement.Finalize(5, 3, A), Statement.Finalize(5, 3, B)),
            (Statement.Nullify(5), Statement.Finalize(5, 3, A)), (Statement.Finalize(5, 3, A), Statement.Nullify(5)),
        ];
        foreach (var (first, second) in contradictions)
        {
            var evidence = new ConflictingVotes(SampleGroup.Vote(2, first), SampleGroup.Vote(2, second));
            Assert.Equal(2, Accused(evidence));
            Assert.Equal(2, Accused(EvidenceCodec.Decode(EvidenceCodec.Encode(evidence))!));
            Assert.Null(Accused(evidence with { Second = SampleGroup.Vote(1, second) }));
            Assert.Empty(EvidenceCheck.Accused(evidence, new Group(Group.Genesis, 1, 4), SampleGroup.Verifier));
        }
        var attested = new ConflictingAttestations(SampleGroup.Attest(3, State), SampleGroup.Attest(3, State with { StateRoot = B }));
        Assert.Equal(3, Accused(attested));
        Assert.Equal(3, Accused(EvidenceCodec.Decode(EvidenceCodec.Encode(attested))!));
    }

    [Fact]
    public void CertificatesThatExcludeEachOtherAccuseEverybodyWhoSignedBoth()
    {
        Certificate Certificate(Statement statement, params int[] signers) =>
            new(statement, [.. signers.Select(signer => new MemberSignature(signer, SampleGroup.Vote(signer, statement).Signature))]);
        var evidence = new ConflictingCertificates(Certificate(Statement.Finalize(5, 3, A), 0, 1, 2), Certificate(Statement.Nullify(5), 1, 2, 3));
        Assert.Equal((int[])[1, 2], EvidenceCheck.Accused(evidence, Group, SampleGroup.Verifier));
        Assert.Equal((int[])[1, 2], EvidenceCheck.Accused(EvidenceCodec.Decode(EvidenceCodec.Encode(evidence))!, Group, SampleGroup.Verifier));
        Assert.Null(Accused(evidence with { Second = Certificate(Statement.Nullify(6), 1, 2, 3) }));
        Assert.Null(Accused(evidence with { Second = Certificate(Statement.Nullify(5), 1, 2) }));
        Assert.Null(Accused(evidence with { Second = evidence.First }));
        Assert.Null(Accused(evidence with { Second = evidence.Second with { Signatures = evidence.Second.Signatures.SetItem(1, new MemberSignature(2, new byte[64])) } }));
    }

    [Fact]
    public void WhatACorrectMemberMaySignAccusesNobody()
    {
        Statement[] correct =
        [
            Statement.Notarize(5, 3, A), Statement.Finalize(5, 3, A), Statement.Notarize(6, 4, B), Statement.Nullify(6), Statement.Notarize(7, 4, B), Statement.Nullify(7), Statement.Nullify(8),
            Statement.Finalize(9, 5, B), Statement.Notarize(9, 5, B),
        ];
        foreach (var first in correct)
        {
            foreach (var second in correct)
            {
                Assert.False(EvidenceCheck.Contradict(first, second));
                Assert.Null(Accused(new ConflictingVotes(SampleGroup.Vote(0, first), SampleGroup.Vote(0, second))));
            }
        }
        Assert.Null(Accused(new ConflictingAttestations(SampleGroup.Attest(3, State), SampleGroup.Attest(3, State))));
        Assert.Null(Accused(new ConflictingAttestations(SampleGroup.Attest(3, State), SampleGroup.Attest(3, State with { Height = 6, StateRoot = B }))));
        Assert.Null(Accused(new ConflictingAttestations(SampleGroup.Attest(3, State), SampleGroup.Attest(2, State with { StateRoot = B }))));
        Assert.Null(Accused(new ConflictingAttestations(SampleGroup.Attest(3, State with { Epoch = 1 }), SampleGroup.Attest(3, State with { Epoch = 1, StateRoot = B }))));
        Assert.Null(EvidenceCodec.Decode([9]));
    }

    // B2: forged evidence accuses nobody. Honest members sign with the stand-in; the forger mutates and recombines what they signed.
    [Fact]
    [Trait("row", "B2")]
    public void ChangedEvidenceAccusesNobodyElse()
    {
        var group = new Group(A, 0, 4);
        var verifier = new StandInVerifier();
        Vote Vote(int member, Statement statement) => new(statement, member, StandInVerifier.Sign(member, statement.SigningBytes(A, 0)));
        Attestation Attest(int member, AttestedState state) => new(state, member, StandInVerifier.Sign(member, state.SigningBytes(A)));
        Certificate Certificate(Statement statement, params int[] signers) =>
            new(statement, [.. signers.Select(signer => new MemberSignature(signer, Vote(signer, statement).Signature))]);
        // Member 1 lied; everybody else said one thing in every view.
        Evidence[] sources =
        [
            new ConflictingVotes(Vote(1, Statement.Notarize(5, 3, A)), Vote(1, Statement.Notarize(5, 3, B))),
            new ConflictingVotes(Vote(1, Statement.Nullify(5)), Vote(1, Statement.Finalize(5, 3, B))),
            new ConflictingVotes(Vote(2, Statement.Notarize(5, 3, A)), Vote(2, Statement.Finalize(5, 3, A))),
            new ConflictingVotes(Vote(3, Statement.Nullify(5)), Vote(3, Statement.Finalize(6, 3, B))),
            new ConflictingAttestations(Attest(1, State), Attest(1, State with { ResultsRoot = A })),
            new ConflictingAttestations(Attest(0, State), Attest(0, State with { Height = 6 })),
            // Members 1 and 2 signed both.
            new ConflictingCertificates(Certificate(Statement.Finalize(5, 3, A), 0, 1, 2), Certificate(Statement.Nullify(5), 1, 2, 3)),
            new ConflictingCertificates(Certificate(Statement.Notarize(5, 3, A), 0, 1, 2), Certificate(Statement.Notarize(5, 3, B), 1, 2, 3)),
            new ConflictingCertificates(Certificate(Statement.Notarize(5, 3, A), 0, 1, 2), Certificate(Statement.Nullify(5), 1, 2, 3)),
        ];
        Assert.Equal([1, 1, null, null, 1, null, 1, 1, null], sources.Select(evidence => First(EvidenceCheck.Accused(evidence, group, verifier))));
        var encoded = sources.Select(EvidenceCodec.Encode).ToArray();
        var random = new Random(2);
        var decoded = 0;
        var cases = LongRun.Cases(100_000);
        for (var round = 0; round < cases; round++)
        {
            var bytes = (byte[])encoded[round % encoded.Length].Clone();
            for (var changes = random.Next(1, 3); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }
            if (EvidenceCodec.Decode(bytes) is { } evidence)
            {
                decoded++;
                Assert.All(EvidenceCheck.Accused(evidence, group, verifier), member => Assert.True(member == 1 || (member == 2 && evidence is ConflictingCertificates)));
            }
        }
        Assert.True(decoded > cases / 10);
        Vote[] honest = [Vote(2, Statement.Notarize(5, 3, A)), Vote(2, Statement.Finalize(5, 3, A)), Vote(3, Statement.Nullify(5)), Vote(3, Statement.Finalize(6, 3, B)), Vote(2, Statement.Nullify(6))];
        foreach (var first in honest)
        {
            Assert.All(honest, second => Assert.Empty(EvidenceCheck.Accused(new ConflictingVotes(first, second), group, verifier)));
        }
    }
}
