using System.Collections.Immutable;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Ordering;

/// <summary>Signatures that were made for one place, shown at another.</summary>
public sealed class TransplantTests
{
    private static readonly Digest Hash = Digest.Of("block"u8);
    private static readonly Digest Other = Digest.Of("other"u8);
    private static readonly AttestedState State = new(0, 5, Hash, 10, Hash, Other, 1);

    private static Statement Of(StatementKind kind) => kind == StatementKind.Nullify ? Statement.Nullify(7) : new Statement(kind, 7, 5, Hash);

    /// <summary>The same merchants in groups whose genesis differs in one field: another membership, name, salt, parameter, order.</summary>
    private static IEnumerable<GenesisDocument> OtherGroups()
    {
        var document = SampleGroup.Document;
        var merchants = document.Merchants;
        yield return document with { Name = "low street" };
        yield return document with { Salt = "BBECAwQFBgcICQoLDA0ODw" };
        yield return document with { Dev = false };
        yield return document with { Issuers = document.Issuers.RemoveAt(0) };
        yield return document with { Parameters = document.Parameters with { DriftMs = 2001 } };
        yield return document with { Merchants = merchants.SetItem(3, merchants[3] with { Key = new TestKey(77).Public }) };
        yield return document with { Merchants = merchants.SetItem(3, merchants[3] with { LinkKeyPin = Other }) };
        yield return document with { Merchants = merchants.SetItem(3, merchants[3] with { Name = "m9" }) };
        yield return document with { Merchants = merchants.SetItem(3, merchants[3] with { Peer = "127.0.0.1:9" }) };
        yield return document with { Merchants = merchants.SetItem(3, merchants[3] with { Url = "http://127.0.0.1:9" }) };
        yield return document with { Merchants = merchants.Add(new Merchant("m4", new TestKey(78).Public, Other, "127.0.0.1:8", "http://127.0.0.1:8")) };
        yield return document with { Merchants = [merchants[1], merchants[0], merchants[2], merchants[3]] };
    }

    [Fact]
    [Trait("row", "A8")]
    [Trait("row", "A14")]
    public void ACertificateIsGoodForItsOwnGroupEpochAndMembersOnly()
    {
        foreach (var kind in Enum.GetValues<StatementKind>())
        {
            var certificate = SampleGroup.Certificate(Of(kind));
            Assert.Equal(CertificateFault.None, CertificateCheck.Check(certificate, SampleGroup.Group, SampleGroup.Verifier));
            foreach (var document in OtherGroups())
            {
                Assert.NotEqual(CertificateFault.None, CertificateCheck.Check(certificate, document.ToGroup(), document.CreateVerifier()!));
            }
            foreach (var epoch in new[] { 1, 2, (1L << 53) - 1 })
            {
                Assert.Equal(CertificateFault.Signature, CertificateCheck.Check(certificate, new Group(SampleGroup.Group.Genesis, epoch, 4), SampleGroup.Verifier));
            }
        }
    }

    [Fact]
    [Trait("row", "A8")]
    public void EverySignerAndEverySignatureBelongToOneAnother()
    {
        foreach (var kind in Enum.GetValues<StatementKind>())
        {
            var certificate = SampleGroup.Certificate(Of(kind), 0, 1, 2);
            for (var at = 0; at < 3; at++)
            {
                for (var signer = 0; signer < 6; signer++)
                {
                    var moved = certificate with { Signatures = certificate.Signatures.SetItem(at, certificate.Signatures[at] with { Signer = signer }) };
                    Assert.Equal(signer == at, CertificateCheck.Check(moved, SampleGroup.Group, SampleGroup.Verifier) == CertificateFault.None);
                }
                for (var bit = 0; bit < 512; bit += 17)
                {
                    var signature = (byte[])certificate.Signatures[at].Signature.Clone();
                    signature[bit / 8] ^= (byte)(1 << (bit % 8));
                    var changed = certificate with { Signatures = certificate.Signatures.SetItem(at, new MemberSignature(at, signature)) };
                    Assert.Equal(CertificateFault.Signature, CertificateCheck.Check(changed, SampleGroup.Group, SampleGroup.Verifier));
                }
            }
        }
    }

    // The signed bytes hold every field: one that is changed alone gives other bytes, in every purpose.
    [Fact]
    [Trait("row", "A8")]
    public void EveryFieldIsUnderTheSignature()
    {
        AttestedState[] states =
        [
            State, State with { Epoch = 1 }, State with { Height = 6 }, State with { Block = Other }, State with { TimeMs = 11 }, State with { StateRoot = Other },
            State with { ResultsRoot = Hash }, State with { ResultCount = 2 },
        ];
        Assert.Equal(typeof(AttestedState).GetConstructors().Max(c => c.GetParameters().Length) + 1, states.Length);
        Assert.Equal(states.Length, states.Select(state => Digest.Of(state.SigningBytes(Hash))).Distinct().Count());
        var certified = CertifiedState.From(new[] { 0, 1, 2 }.Select(member => SampleGroup.Attest(member, State)));
        foreach (var state in states)
        {
            var fault = (certified with { State = state }).Check(SampleGroup.Group, SampleGroup.Verifier);
            Assert.Equal(ReferenceEquals(state, State), fault == ProofFault.None);
        }
        foreach (var document in OtherGroups())
        {
            Assert.NotEqual(ProofFault.None, certified.Check(document.ToGroup(), document.CreateVerifier()!));
        }
    }

    // A11: the same keys serve two groups, and a proof is put together from the signatures of both.
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [Trait("row", "A11")]
    public void SignaturesOfTwoGroupsNeverMakeOneProof(int size)
    {
        var verifier = new StandInVerifier();
        Group[] groups = [new(Hash, 0, size), new(Other, 0, size), new(Hash, 1, size)];
        foreach (var kind in Enum.GetValues<StatementKind>())
        {
            for (var mask = 0; mask < 1 << (2 * size); mask++)
            {
                var from = Enumerable.Range(0, size).Select(member => (mask >> (2 * member)) & 3).ToArray();
                if (from.Contains(3))
                {
                    continue;
                }
                var statement = Of(kind);
                var signatures = from.Select((group, member) => new MemberSignature(member, StandInVerifier.Sign(member, statement.SigningBytes(groups[group].Genesis, groups[group].Epoch))));
                var certificate = new Certificate(statement, [.. signatures]);
                for (var at = 0; at < groups.Length; at++)
                {
                    Assert.Equal(from.All(group => group == at), CertificateCheck.Check(certificate, groups[at], verifier) == CertificateFault.None);
                }
            }
        }
    }

    [Fact]
    [Trait("row", "A11")]
    [Trait("row", "A14")]
    public void AttestationsOfTwoGroupsOrEpochsNeverMakeOneReceipt()
    {
        var verifier = new StandInVerifier();
        var group = new Group(Hash, 0, 4);
        for (var mask = 0; mask < 81; mask++)
        {
            var from = Enumerable.Range(0, 4).Select(member => mask / (int)Math.Pow(3, member) % 3).ToArray();
            ImmutableArray<MemberSignature> signatures =
            [
                .. from.Select((source, member) => new MemberSignature(
                    member, StandInVerifier.Sign(member, (source == 2 ? State with { Epoch = 1 } : State).SigningBytes(source == 1 ? Other : Hash)))),
            ];
            Assert.Equal(mask == 0, new CertifiedState(State, signatures).Check(group, verifier) == ProofFault.None);
            Assert.Equal(ProofFault.Epoch, new CertifiedState(State with { Epoch = 1 }, signatures).Check(group, verifier));
        }
    }

    // F5: two forms of one signature, and what is not one.
    [Fact]
    [Trait("row", "F5")]
    public void BothFormsOfSServeInVotesAttestationsAndCertificates()
    {
        var statement = Of(StatementKind.Finalize);
        var first = SampleGroup.Certificate(statement);
        var flipped = first with { Signatures = [.. first.Signatures.Select(signature => signature with { Signature = TestKey.OtherS(signature.Signature) })] };
        Assert.Equal(CertificateFault.None, CertificateCheck.Check(flipped, SampleGroup.Group, SampleGroup.Verifier));
        var vote = SampleGroup.Vote(1, statement);
        // One vote in two forms is one statement, not two that contradict each other.
        var both = new ConflictingVotes(vote, vote with { Signature = TestKey.OtherS(vote.Signature) });
        Assert.Equal(both.First.Statement, both.Second.Statement);
        Assert.False(EvidenceCheck.Contradict(both.First.Statement, both.Second.Statement));
        var attestations = new[] { 0, 1, 2 }.Select(member => SampleGroup.Attest(member, State)).Select(a => a with { Signature = TestKey.OtherS(a.Signature) });
        Assert.Equal(ProofFault.None, CertifiedState.From(attestations).Check(SampleGroup.Group, SampleGroup.Verifier));
        // The same signer twice, once in each form, is counted once.
        var twice = first with { Signatures = [first.Signatures[0], first.Signatures[0] with { Signature = flipped.Signatures[0].Signature }, first.Signatures[1]] };
        Assert.Equal(CertificateFault.Signers, CertificateCheck.Check(twice, SampleGroup.Group, SampleGroup.Verifier));
    }

    [Fact]
    [Trait("row", "F5")]
    public void NoOtherEncodingOfASignatureIsTaken()
    {
        var statement = Of(StatementKind.Notarize);
        var message = statement.SigningBytes(SampleGroup.Group.Genesis, 0);
        var good = SampleGroup.Keys[1].Sign(message);
        foreach (var bad in MalformedSignatures.Of(good))
        {
            Assert.False(SampleGroup.Verifier.Verify(1, message, bad));
            Assert.False(new CachingMemberVerifier(SampleGroup.Verifier).Verify(1, message, bad));
        }
        // What was refused first leaves nothing behind that refuses the true one.
        var cache = new CachingMemberVerifier(SampleGroup.Verifier);
        Assert.False(cache.Verify(1, message, new byte[64]));
        Assert.False(cache.Verify(2, message, good));
        Assert.True(cache.Verify(1, message, good));
        Assert.True(cache.Verify(1, message, TestKey.OtherS(good)));
        Assert.False(cache.Verify(1, [.. message, 0], good));
        Assert.Equal(2, cache.Count);
    }
}
