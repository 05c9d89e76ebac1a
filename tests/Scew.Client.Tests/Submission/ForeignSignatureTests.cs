using Scew.Client.Receipts;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Submission;

public sealed class ForeignSignatureTests
{
    private readonly ReceiptVerifier _verifier = new(SignedGroup.Genesis);

    [Fact]
    public void TheReceiptOfTheSentBytesVerifies()
    {
        var request = SignedGroup.Request();

        Assert.NotNull(_verifier.Verify(SignedGroup.Receipt(request), request).Receipt);
    }

    [Fact]
    public void ATrueReceiptOverASignatureThatNobodyMadeIsRefused()
    {
        var request = SignedGroup.Request();
        var forged = SignedGroup.Receipt(request, wire: SignedGroup.WithForeignSignature(request));

        var (receipt, reason) = _verifier.Verify(forged, request);

        Assert.Null(receipt);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void AKeptRequestWhoseSignatureWasChangedIsNotRead()
    {
        var request = SignedGroup.Request();

        Assert.Equal(request.Id, _verifier.Read(request.Wire).Request!.Id);
        Assert.Null(_verifier.Read(SignedGroup.WithForeignSignature(request)).Request);
    }
}
