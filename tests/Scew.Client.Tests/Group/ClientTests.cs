using System.Text;
using Scew.Client.Submission;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Group;

[Collection(GroupCollection.Name)]
public sealed class ClientTests(RunningGroup group)
{
    [Fact]
    public async Task TheSameBytesAnswerTheSameReceiptAtEveryMerchant()
    {
        using var key = group.Net.Customer("repeats");
        var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key);
        var first = await group.SettledAsync(request);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var again = await group.SettledAsync(request, merchant);
            Assert.Equal((first.Height, first.Index, first.Code), (again.Height, again.Index, again.Code));
            Assert.Equal(first.Receipt.ResultJson, again.Receipt.ResultJson);
        }
    }

    [Fact]
    public async Task AReadAfterAReceiptSeesItAtEveryMerchant()
    {
        using var key = group.Net.Customer("reader");
        var wallet = await group.WalletAsync(key, 10);
        for (var i = 1; i <= 4; i++)
        {
            await group.SettledAsync(group.Sign(new Sum(wallet, 1), group.Net.Merchants[0].Key), i % 4);
            var read = await group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet), (i + 1) % 4);
            Assert.Equal(10 + i, read.Value?.Wallet?.Balance);
        }
    }

    [Fact]
    public async Task AbsenceIsProven()
    {
        var read = await group.Client.ReadCertifiedAsync(new RegisterKey(RegisterKind.Wallet, "nobody-made-this"));
        Assert.NotNull(read.Value);
        Assert.Null(read.Value.Register);
    }

    [Fact]
    public async Task ARegisterOfAnotherWalletDoesNotPass()
    {
        using var key = group.Net.Customer("swapped");
        var wallet = await group.WalletAsync(key, 10);
        var read = await group.Client.ReadCertifiedAsync(new RegisterKey(RegisterKind.Wallet, wallet));
        var asked = new RegisterKey(RegisterKind.Wallet, wallet + "x");
        Assert.NotEqual(ProofFault.None, read.Value!.Proof.Check(asked, group.Client.Verifier.Group, group.Client.Verifier.Members));
    }

    [Fact]
    public async Task ARequestThatExpiredUnsentIsProvenNeverExecuted()
    {
        using var key = group.Net.Customer("late");
        var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":late", 0), key, TimeSpan.FromMilliseconds(300));
        group.Client.Outbox!.Keep(request.Id, request.Wire.Span);
        await Task.Delay(500);
        var (proof, receipt, reason) = await group.Client.EndUnknownAsync(request);
        Assert.True(proof.Length >= 2, reason);
        Assert.Null(receipt);
        Assert.Null(group.Client.Outbox.Pending(request.Id));
        Assert.NotNull(group.Client.Outbox.NeverExecuted(request.Id));
    }

    [Fact]
    public async Task AnExpiredRequestIsUnknownAtOnceAndNotAfterTheDeadline()
    {
        using var key = group.Net.Customer("too-late");
        var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":late", 0), key, TimeSpan.FromMilliseconds(100));
        await Task.Delay(300);
        var submitted = group.Client.SubmitAsync(request);
        Assert.IsType<SubmitOutcome.Unknown>(await submitted.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.NotNull(group.Client.Outbox!.Pending(request.Id));
    }

    [Fact]
    public async Task TheEndOfAnExecutedRequestIsItsReceipt()
    {
        using var key = group.Net.Customer("forgetful");
        var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key, TimeSpan.FromSeconds(8));
        var first = await group.SettledAsync(request);
        var found = await group.Client.FindReceiptAsync(request.Id);
        Assert.Equal((first.Height, first.Index), (found!.Height, found.Index));
    }

    [Fact]
    public async Task WhatNoMerchantMayTakeIsNotAccepted()
    {
        using var key = group.Net.Customer("forger");
        var request = group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key);
        var wire = request.Wire.ToArray();
        wire[^1] = wire[^1] == (byte)'A' ? (byte)'Q' : (byte)'A';
        var outcome = await group.Client.SubmitAsync(new SignedRequest(request.Id, wire, request.Payload, request.Cost));
        var refused = Assert.IsType<SubmitOutcome.NotAccepted>(outcome);
        Assert.Contains(refused.Code, new[] { "bad-signature", "malformed" });
        Assert.Null(group.Client.Outbox!.Pending(request.Id));
    }

    [Fact]
    public async Task AChangedReceiptDoesNotVerify()
    {
        using var key = group.Net.Customer("changer");
        var receipt = await group.SettledAsync(group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":points", 0), key));
        var text = Encoding.UTF8.GetString(receipt.Bytes.Span);
        foreach (var (from, to) in new[] { ("\"code\":\"ok\"", "\"code\":\"no\""), ("\"index\":", "\"index\":1"), ("\"version\":1", "\"version\":2"), ("\"balance\":\"0\"", "\"balance\":\"9\"") })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            Assert.Null(group.Client.Verifier.Verify(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))).Receipt);
        }
        Assert.NotNull(group.Client.Verifier.Verify(receipt.Bytes).Receipt);
    }
}
