using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.BadRequests;

/// <summary>Well-formed requests that the rules refuse: a receipt says which rule, and nothing moves.</summary>
[Collection(SharedGroup.Name)]
public sealed class RefusedOperationTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task TransfersThatBreakARuleMoveNothing()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (bob, to) = await _group.NewWalletAsync(10);
        var missing = IdRules.OwnPrefix(alice.Account) + ":missing";

        await RefusedAsync(Codes.NotOwner, new Transfer(to, from, 1, null), alice);
        await RefusedAsync(Codes.ZeroAmount, new Transfer(from, to, 0, null), alice);
        await RefusedAsync(Codes.InsufficientBalance, new Transfer(from, to, 11, null), alice);
        await RefusedAsync(Codes.InsufficientBalance, new Transfer(from, to, long.MaxValue, null), alice);
        await RefusedAsync(Codes.UnknownWallet, new Transfer(from, missing, 1, null), alice);
        await RefusedAsync(Codes.UnknownWallet, new Transfer(missing, to, 1, null), alice);
        await RefusedAsync(Codes.SameWallet, new Transfer(from, from, 1, null), alice);
        await RefusedAsync(Codes.WrongOwner, new Transfer(from, to, 1, alice.Account), alice);
        await RefusedAsync(Codes.NotIssuer, new Sum(from, 1), alice);
        await RefusedAsync(Codes.NotIssuer, new SetValue(from, 1000), alice, bob);
        await RefusedAsync(Codes.LimitExceeded, new Sum(from, 2_000_000_000_000_000), _group.Issuer);
        await RefusedAsync(Codes.Overflow, new Sum(from, long.MaxValue), _group.Issuer);

        Assert.Equal(10, await _group.BalanceAsync(from));
        Assert.Equal(10, await _group.BalanceAsync(to));
        Assert.Null(await _group.BalanceAsync(missing));
    }

    [Fact]
    public async Task TwoCreatesAndCreatesOutsideTheOwnPrefixAreRefused()
    {
        var (alice, wallet) = await _group.NewWalletAsync(10);
        using var bob = SigningKey.Create();

        await RefusedAsync(Codes.AlreadyExists, new CreateWallet(wallet, 0), alice);
        await RefusedAsync(Codes.OutsidePrefix, new CreateWallet(IdRules.OwnPrefix(alice.Account) + ":other", 0), bob);
        await RefusedAsync(Codes.OutsidePrefix, new CreateWallet("bank", 0), bob);
        await RefusedAsync(Codes.NotIssuer, new CreateWallet(IdRules.OwnPrefix(bob.Account) + ":rich", 1000), bob);

        Assert.Equal(10, await _group.BalanceAsync(wallet));
        Assert.Null(await _group.BalanceAsync("bank"));
        Assert.Null(await _group.BalanceAsync(IdRules.OwnPrefix(bob.Account) + ":rich"));
    }

    [Fact]
    public async Task TransactionWithOneRefusedPartDoesNothing()
    {
        var (alice, from) = await _group.NewWalletAsync(10);
        var (_, to) = await _group.NewWalletAsync(0);

        await RefusedAsync(Codes.InsufficientBalance, new Transaction([new Transfer(from, to, 6, null), new Transfer(from, to, 6, null)]), alice);

        Assert.Equal(10, await _group.BalanceAsync(from));
        Assert.Equal(0, await _group.BalanceAsync(to));
    }

    private async Task RefusedAsync(string code, Operation operation, params SigningKey[] keys)
    {
        var receipt = await _group.SettleAsync(operation, keys);
        Assert.Equal(code, receipt.Code);
        Assert.NotEmpty(receipt.Message ?? "");
    }
}
