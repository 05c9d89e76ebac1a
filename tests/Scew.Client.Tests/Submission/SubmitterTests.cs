using Scew.Client.Submission;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Submission;

public sealed class SubmitterTests
{
    [Fact]
    public async Task AReceiptWithAForeignSignatureIsAComplaintAndTheNextMerchantSettles()
    {
        var request = SignedGroup.Request();
        var wire = SignedGroup.WithForeignSignature(request);
        using var merchants = new ScriptedMerchants((merchant, _) => (200, merchant == 0 ? SignedGroup.Receipt(request, wire: wire) : SignedGroup.Receipt(request)));

        var settled = Assert.IsType<SubmitOutcome.Settled>(await merchants.Client.SubmitAsync(request));

        Assert.Equal(0, Assert.Single(settled.Complaints).Merchant);
        Assert.True(merchants.Client.Verifier.Verify(merchants.Outbox.Receipt(request.Id)).Receipt is not null);
    }

    [Fact]
    public async Task AReceiptThatCannotBeKeptIsStillTheOutcome()
    {
        var request = SignedGroup.Request();
        using var merchants = new ScriptedMerchants((_, _) => (200, SignedGroup.Receipt(request)));
        Directory.Delete(merchants.ReceiptFolder);

        var settled = Assert.IsType<SubmitOutcome.Settled>(await merchants.Client.SubmitAsync(request));

        Assert.NotNull(settled.Warning);
        Assert.NotNull(merchants.Outbox.Pending(request.Id));
    }

    [Fact]
    public async Task AnExpiredRequestThatWasExecutedBeforeFindsItsReceipt()
    {
        var request = SignedGroup.Request();
        using var merchants = new ScriptedMerchants((merchant, path) =>
            path.StartsWith("GET /v1/receipts/", StringComparison.Ordinal) && merchant == 2
                ? (200, SignedGroup.Receipt(request))
                : (409, ScriptedMerchants.Problem("expired")));

        Assert.IsType<SubmitOutcome.Settled>(await merchants.Client.SubmitAsync(request));
    }

    [Fact]
    public async Task AnExpiredRequestWithoutAReceiptIsUnknown()
    {
        var request = SignedGroup.Request();
        using var merchants = new ScriptedMerchants((_, _) => (409, ScriptedMerchants.Problem("expired")));

        Assert.IsType<SubmitOutcome.Unknown>(await merchants.Client.SubmitAsync(request));
        Assert.NotNull(merchants.Outbox.Pending(request.Id));
    }
}
