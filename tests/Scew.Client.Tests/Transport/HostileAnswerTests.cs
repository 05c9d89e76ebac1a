using System.Text;
using Scew.Client.Proofs;
using Scew.Client.Receipts;
using Scew.Client.Tests.Support;
using Scew.Client.Transport;

namespace Scew.Client.Tests.Transport;

/// <summary>Whatever a merchant sends is an answer or none; it never throws.</summary>
public sealed class HostileAnswerTests
{
    [Theory]
    [InlineData("""{"items":[{"proof":"\ud800"}]}""")]
    [InlineData("""{"items":[{"\ud800":1},7,null,{"proof":null},{"proof":"A"}]}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"items":null}""")]
    [InlineData("[")]
    public void EvidenceThatIsNoneProvesNothing(string json)
    {
        var verifier = new ReceiptVerifier(SignedGroup.Genesis);

        Assert.Empty(new EvidenceVerifier(verifier.Eras).VerifyList(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("""{"state":null,"stateRoot":"x","peers":[]}""")]
    [InlineData("""{"state":"normal","stateRoot":"x","peers":null}""")]
    [InlineData("""{"state":"normal","stateRoot":"x","peers":[null]}""")]
    [InlineData("""{"state":"\ud800","stateRoot":"x","peers":[]}""")]
    [InlineData("null")]
    public void AStatusThatIsNoneIsNull(string json) => Assert.Null(ApiReader.Status(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void AStatusWithoutTheMembersThatMayBeMissingIsOne() =>
        Assert.NotNull(ApiReader.Status("""{"state":"normal","stateRoot":"x","peers":[]}"""u8));
}
