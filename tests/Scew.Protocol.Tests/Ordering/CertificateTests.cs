using System.Collections.Immutable;
using Scew.Protocol.Ordering;
using Scew.Protocol.Tests.Groups;

namespace Scew.Protocol.Tests.Ordering;

public sealed class CertificateTests
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly Digest Hash = Digest.Of("block"u8);

    private static CertificateFault Check(Certificate certificate, Group? group = null) => CertificateCheck.Check(certificate, group ?? Group, SampleGroup.Verifier);

    public static TheoryData<StatementKind> Kinds => [.. Enum.GetValues<StatementKind>()];

    private static Statement Of(StatementKind kind) => kind == StatementKind.Nullify ? Statement.Nullify(7) : new Statement(kind, 7, 5, Hash);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AQuorumOfMembersIsACertificate(StatementKind kind)
    {
        Assert.Equal(CertificateFault.None, Check(SampleGroup.Certificate(Of(kind))));
        Assert.Equal(CertificateFault.None, Check(SampleGroup.Certificate(Of(kind), 0, 1, 2, 3)));
        Assert.Equal(CertificateFault.NoQuorum, Check(SampleGroup.Certificate(Of(kind), 1, 3)));
        Assert.Equal(CertificateFault.NoQuorum, Check(new Certificate(Of(kind), [])));
    }

    // A8: old signatures, one field changed.
    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("row", "A8")]
    public void TransplantedSignaturesAreRefused(StatementKind kind)
    {
        var certificate = SampleGroup.Certificate(Of(kind));
        var statement = certificate.Statement;
        List<Statement> changed = [statement with { View = 8 }, statement with { View = 6 }];
        changed.AddRange(Enum.GetValues<StatementKind>().Where(other => other != kind).Select(other => statement with { Kind = other }));
        if (kind != StatementKind.Nullify)
        {
            changed.AddRange([statement with { Height = 6 }, statement with { Block = Group.Genesis }]);
        }
        Assert.All(changed, other => Assert.Equal(CertificateFault.Signature, Check(certificate with { Statement = other })));
        Assert.Equal(CertificateFault.Signature, Check(certificate, new Group(Group.Genesis, 1, 4)));
        Assert.Equal(CertificateFault.Signature, Check(certificate, new Group(Hash, 0, 4)));
        Assert.Equal(CertificateFault.NoQuorum, Check(certificate, new Group(Group.Genesis, 0, 7)));
        var swapped = certificate.Signatures.SetItem(0, certificate.Signatures[0] with { Signature = certificate.Signatures[1].Signature });
        Assert.Equal(CertificateFault.Signature, Check(certificate with { Signatures = swapped }));
    }

    [Fact]
    public void SignaturesForOnePurposeNeverServeAnother()
    {
        var bytes = new[] { Of(StatementKind.Notarize), Of(StatementKind.Nullify), Of(StatementKind.Finalize) }.Select(s => s.SigningBytes(Group.Genesis, 0)).ToList();
        var tags = typeof(DomainTags).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        Assert.Equal(tags.Count, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.True(tag.All(char.IsAscii) && tag.StartsWith("scew/", StringComparison.Ordinal)));
        for (var i = 0; i < bytes.Count; i++)
        {
            Assert.DoesNotContain(bytes, other => other != bytes[i] && other.AsSpan().StartsWith(bytes[i]));
            Assert.False(bytes[i].AsSpan().StartsWith("eyJ"u8));
        }
    }

    // A9: the reference counts distinct members in a set.
    [Fact]
    [Trait("row", "A9")]
    public void SignersAreCountedAsASetOfMembers()
    {
        var verifier = new StandInVerifier();
        var random = new Random(9);
        Group[] groups = [new(Hash, 0, 4), new(Hash, 0, 7), new(Hash, 0, 10)];
        var statement = Statement.Notarize(3, 2, Hash);
        var message = statement.SigningBytes(Hash, 0);
        var signatures = Enumerable.Range(0, 14).Select(member => StandInVerifier.Sign(member, message)).ToArray();
        var accepted = 0;
        var cases = LongRun.Cases(100_000);
        for (var round = 0; round < cases; round++)
        {
            var group = groups[random.Next(groups.Length)];
            var count = random.Next(0, group.Size + 2);
            var list = new MemberSignature[count];
            for (var i = 0; i < count; i++)
            {
                // Mostly rising, so that valid ones are frequent; sometimes any index, out of range ones too.
                var signer = random.Next(12) == 0 ? random.Next(-1, 14) : i;
                var signature = signatures[Math.Max(0, random.Next(20) == 0 ? random.Next(14) : signer)];
                list[i] = new MemberSignature(signer, signature);
            }
            if (random.Next(4) == 0)
            {
                random.Shuffle(list);
            }
            var fault = CertificateCheck.Check(new Certificate(statement, ImmutableArray.Create(list)), group, verifier);

            var distinct = new HashSet<int>(list.Select(s => s.Signer));
            var rising = list.Zip(list.Skip(1)).All(pair => pair.First.Signer < pair.Second.Signer);
            var members = distinct.All(signer => signer >= 0 && signer < group.Size);
            var valid = members && list.All(s => ReferenceEquals(s.Signature, signatures[s.Signer]));
            Assert.Equal(rising && valid && distinct.Count >= group.Quorum, fault == CertificateFault.None);
            accepted += fault == CertificateFault.None ? 1 : 0;
        }
        Assert.InRange(accepted, cases / 100, cases / 10 * 9);
    }

    [Fact]
    public void EveryFaultHappens()
    {
        var good = SampleGroup.Certificate(Of(StatementKind.Notarize));
        CertificateFault[] seen =
        [
            Check(good),
            Check(good with { Signatures = [good.Signatures[1], good.Signatures[0], good.Signatures[2]] }),
            Check(good with { Signatures = good.Signatures.RemoveAt(0) }),
            Check(good with { Statement = Statement.Nullify(7) }),
        ];
        Assert.Equal(Enum.GetValues<CertificateFault>(), seen);
    }

    [Fact]
    public void AQuorumIsNMinusFAndEveryMemberLeads()
    {
        foreach (var (size, faulty, quorum) in new[] { (4, 1, 3), (5, 1, 4), (6, 1, 5), (7, 2, 5), (10, 3, 7), (100, 33, 67) })
        {
            var group = new Group(Hash, 0, size);
            Assert.Equal((faulty, quorum), (group.MaxFaulty, group.Quorum));
            Assert.Equal(Enumerable.Range(0, size), Enumerable.Range(1, size).Select(view => group.Leader(view)).Order());
            Assert.Equal(group.Leader(1), group.Leader(1 + size));
        }
    }
}
