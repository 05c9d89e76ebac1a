using Scew.Keys;
using Scew.Protocol.Accounts;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>From a signed request to receipts that anyone checks.</summary>
[Collection(SharedGroup.Name)]
public sealed class TransferTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task CreateMintTransferMovesPoints()
    {
        var (alice, from) = await _group.NewWalletAsync(100);
        var (_, to) = await _group.NewWalletAsync(0);

        var receipt = await _group.SettleAsync(new Transfer(from, to, 30, null), alice);

        Assert.Equal(Codes.Ok, receipt.Code);
        Assert.Equal(70, await _group.BalanceAsync(from));
        Assert.Equal(30, await _group.BalanceAsync(to, 3));
    }

    [Fact]
    public async Task ReceiptIsTheSameForTheSameBytesAndFromEveryMerchantAndVerifiesOffline()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);
        var request = _group.Sign(new Transfer(from, to, 4, null), alice);
        var first = (await _group.PostAsync(request.Wire)).IsOk();
        var again = (await _group.PostAsync(request.Wire)).IsOk();

        Assert.Equal(first.Body, again.Body);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            var resent = Receipt.Parse((await _group.PostAsync(request.Wire, merchant)).IsOk().Body)!;
            var fetched = Receipt.Parse((await _group.GetAsync("/v1/receipts/" + request.Id, merchant)).IsOk().Body)!;
            foreach (var receipt in new[] { resent, fetched })
            {
                var check = ReceiptCheck.Verify(receipt, _group.Client.Verifier.Group, _group.Client.Verifier.Members, new AccountKeyCache());
                Assert.True(check.Request?.Id == request.Id, check.Message);
                Assert.Equal(Codes.Ok, receipt.Code);
                Assert.Equal(Receipt.Parse(first.Body)!.Certified.State, receipt.Certified.State);
                Assert.Equal(Receipt.Parse(first.Body)!.ResultJson, receipt.ResultJson);
            }
        }
        Assert.Equal(6, await _group.BalanceAsync(from));
    }

    [Fact]
    public async Task SameBytesAtAllMerchantsAtOnceRunOnce()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);
        var request = _group.Sign(new Transfer(from, to, 10, null), alice);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _group.PostAsync(request.Wire, i % 4)));

        Assert.All(answers, answer => Assert.Equal(Codes.Ok, Receipt.Parse(answer.IsOk().Body)!.Code));
        Assert.Equal(10, await _group.BalanceAsync(to));
    }

    [Fact]
    public async Task SpendingTheSamePointsAtTwoMerchantsInOneInstantSucceedsOnce()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);
        var both = await Task.WhenAll(
            _group.SettleAsync(_group.Sign(new Transfer(from, to, 10, null), alice), 1), _group.SettleAsync(_group.Sign(new Transfer(from, to, 10, null), alice), 2));

        Assert.Equal([Codes.InsufficientBalance, Codes.Ok], both.Select(receipt => receipt.Code).Order(StringComparer.Ordinal));
        Assert.Equal(10, await _group.BalanceAsync(to));
    }

    [Fact]
    public async Task AtomicTransferNeedsAllPayers()
    {
        var (alice, a) = await _group.NewWalletAsync(10);
        var (bob, b) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);
        var both = new AtomicTransfer([new TransferLeg(a, to, 5, null), new TransferLeg(b, to, 6, null)]);

        Assert.Equal(Codes.NotOwner, (await _group.SettleAsync(both, alice)).Code);
        Assert.Equal(0, await _group.BalanceAsync(to));
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(both, alice, bob)).Code);
        Assert.Equal(11, await _group.BalanceAsync(to));
    }

    [Fact]
    public async Task ChangedReceiptDoesNotVerify()
    {
        using var key = SigningKey.Create();
        var receipt = await _group.SettleAsync(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":a", 0), key);
        var text = System.Text.Encoding.UTF8.GetString(receipt.Bytes.Span);

        var (forged, reason) = _group.Client.Verifier.Verify(
            System.Text.Encoding.UTF8.GetBytes(text.Replace("\"code\":\"ok\"", "\"code\":\"not-owner\"", StringComparison.Ordinal)));

        Assert.Null(forged);
        Assert.NotEmpty(reason);
    }
}
