using Scew.Client.Submission;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Group;

/// <summary>What a customer sees while a merchant is dead or lies. Each test leaves the group as it found it.</summary>
[Collection(GroupCollection.Name)]
public sealed class FaultTests(RunningGroup group)
{
    [Fact]
    public async Task ADeadMerchantCostsOnlyTheWayToTheNext()
    {
        using var key = group.Net.Customer("patient");
        group.Net.Kill(1);
        try
        {
            await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key), merchant: 1);
        }
        finally
        {
            await group.Net.RestartAsync(1);
        }
    }

    [Fact]
    public async Task AFalseReceiptIsRefusedAndItsSignatureConvictsTheLiar()
    {
        using var key = group.Net.Customer("deceived");
        await group.Net.RestartAsync(2, ["wrong-receipt"]);
        try
        {
            var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key);
            var settled = Assert.IsType<SubmitOutcome.Settled>(await group.Client.SubmitAsync(request, 2));
            Assert.True(settled.Receipt.Succeeded);
            var complaint = Assert.Single(settled.Complaints);
            Assert.Equal(2, complaint.Merchant);
            var receipts = new[] { settled.Receipt, (await group.SettledAsync(request, 0)), (await group.SettledAsync(request, 1)), (await group.SettledAsync(request, 3)) };
            var evidence = receipts.Select(receipt => group.Client.Evidence.FromFalseReceipt(complaint.Answer, receipt)).FirstOrDefault(found => found is not null);
            // The liar's honest attestation need not be among any three; where it is, the pair names nobody else.
            Assert.True(evidence is null || evidence.Accused == 2);
        }
        finally
        {
            await group.Net.RestartAsync(2);
        }
    }
}
