using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Receipts;

public sealed class StatementTests
{
    private static readonly Group Group = SampleGroup.Group;
    private static readonly Digest Block = Digest.Of("block"u8);

    private static HeadAnswer Answer(int member, long height, StatementKind kind = StatementKind.Notarize, string nonce = SampleRequests.Nonce)
    {
        var head = height == 0 ? new BlockRef(0, 0, BlockHeader.GenesisBlockHash(Group.Genesis)) : new BlockRef(height + 3, height, Block);
        var statement = new HeadStatement(nonce, head);
        var certificate = height == 0 ? null : SampleGroup.Certificate(new Statement(kind, head.View, head.Height, head.Hash));
        return new HeadAnswer(statement, certificate, member, SampleGroup.Keys[member].Sign(statement.SigningBytes(Group.Genesis, 0)));
    }

    private static ProofFault Check(HeadAnswer answer) => HeadCheck.Check(answer, SampleRequests.Nonce, Group, SampleGroup.Verifier);

    [Fact]
    public void AQuorumOfHeadsGivesTheHighest()
    {
        HeadAnswer[] answers = [Answer(0, 5), Answer(1, 7, StatementKind.Finalize), Answer(3, 0)];
        foreach (var answer in answers)
        {
            var read = HeadAnswer.Parse(answer.Encode());
            Assert.NotNull(read);
            Assert.Equal(answer.Encode(), read.Encode());
            Assert.Equal(ProofFault.None, Check(read));
        }
        Assert.Equal(7, HeadCheck.Highest(answers, SampleRequests.Nonce, Group, SampleGroup.Verifier));
        Assert.Null(HeadCheck.Highest([answers[0], answers[1], answers[1]], SampleRequests.Nonce, Group, SampleGroup.Verifier));
    }

    [Fact]
    public void AHeadProvesNothingWithoutItsOwnCertificateNonceAndSignature()
    {
        var answer = Answer(1, 7);
        Assert.Equal(ProofFault.OtherSubject, Check(Answer(1, 7, nonce: "BBECAwQFBgcICQoLDA0ODw")));
        Assert.Equal(ProofFault.Certificate, Check(answer with { Certificate = null }));
        Assert.Equal(ProofFault.Certificate, Check(answer with { Certificate = Answer(1, 8).Certificate }));
        Assert.Equal(ProofFault.Certificate, Check(answer with { Certificate = SampleGroup.Certificate(Statement.Nullify(10)) }));
        Assert.Equal(ProofFault.Certificate, Check(answer with { Certificate = SampleGroup.Certificate(Statement.Notarize(10, 7, Block), 0, 1) }));
        Assert.Equal(ProofFault.Certificate, Check(Answer(1, 0) with { Certificate = answer.Certificate }));
        Assert.Equal(ProofFault.Signature, Check(answer with { Signer = 2 }));
        Assert.Equal(ProofFault.Signers, Check(answer with { Signer = 4 }));
        Assert.Null(HeadAnswer.Parse("{}"u8));
    }

    [Fact]
    public void OneMoreThanFMembersEndAnUnknownOutcome()
    {
        var request = Digest.Of("request"u8);
        NeverExecuted Say(int member, Digest id, long height) => new(
            new NeverExecutedStatement(id, height), member, SampleGroup.Keys[member].Sign(new NeverExecutedStatement(id, height).SigningBytes(Group.Genesis, 0)));
        ProofFault CheckAll(params NeverExecuted[] all) => NeverExecuted.CheckAll(all, request, Group, SampleGroup.Verifier);

        var said = Say(0, request, 5);
        Assert.Equal(said.Encode(), NeverExecuted.Parse(said.Encode())!.Encode());
        Assert.Null(NeverExecuted.Parse("{}"u8));
        Assert.Equal(ProofFault.None, CheckAll(said, Say(2, request, 6)));
        Assert.Equal(ProofFault.NoQuorum, CheckAll(said, said));
        Assert.Equal(ProofFault.NoQuorum, CheckAll(said, Say(2, Block, 6)));
        Assert.Equal(ProofFault.NoQuorum, CheckAll(said, Say(2, request, 6) with { Signer = 1 }));
        Assert.Equal(ProofFault.NoQuorum, CheckAll(said, Say(2, request, 6) with { Signer = 9 }));
    }
}
