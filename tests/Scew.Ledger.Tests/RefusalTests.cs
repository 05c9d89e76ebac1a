using System.Collections.Immutable;
using System.Text.Json;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class RefusalTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");

    /// <summary>The operation is refused with this code and a sentence, and no register and no trie root changes.</summary>
    internal static (string Code, string Json) AssertRefused(string code, TestLedger ledger, Operation operation, params ImmutableArray<Account> by) =>
        AssertRefused(code, ledger, ledger.Signed(operation, by));

    internal static (string Code, string Json) AssertRefused(string code, TestLedger ledger, SignedRequest request)
    {
        var root = ledger.State.Trees.TrieRoot;
        var outcome = ledger.Block(request);
        var result = outcome.Results.Single().Result;
        var json = System.Text.Encoding.UTF8.GetString(result.Json);
        Assert.Equal((code, json), (result.Code, json));
        using var document = JsonDocument.Parse(json);
        Assert.NotEmpty(document.RootElement.GetProperty("message").GetString()!);
        Assert.Empty(outcome.Changes);
        Assert.Empty(outcome.Results.Single().Written);
        Assert.Equal(root, ledger.State.Trees.TrieRoot);
        return (result.Code, json);
    }

    [Fact]
    public void Wallets_are_created_under_the_own_prefix_once()
    {
        var ledger = WithTwoWallets();
        AssertRefused("already-exists", ledger, new CreateWallet(A, 0), Alice);
        AssertRefused("outside-prefix", ledger, new CreateWallet(Own(Bob, "x"), 0), Alice);
        AssertRefused("outside-prefix", ledger, new CreateWallet("till", 0), Alice);
        AssertRefused("outside-prefix", ledger, new CreateWallet("Till", 0), Member);
        AssertRefused("outside-prefix", ledger, new CreateWallet(Own(Alice, "x"), 0), Member);
        AssertRefused("not-issuer", ledger, new CreateWallet(Own(Alice, "x"), 1), Alice);
        AssertRefused("not-issuer", ledger, new CreateWallet("till", 1), Member);
        AssertRefused("negative-amount", ledger, new CreateWallet(Own(Alice, "x"), -1), Alice);
        AssertRefused("limit-exceeded", ledger, new CreateWallet("mint", 501), Mint);
        AssertRefused("not-issuer", ledger, new CreateWallet(Own(Alice, "x"), 1) { As = 0 }, Alice, Bank);
        Assert.Equal("ok", ledger.Run(new CreateWallet("till", 0), Member).Code);
        Assert.Equal("ok", ledger.Run(new CreateWallet("bank", 7), Bank).Code);
        Assert.Equal(7, ledger.BalanceOf("bank"));
        var (code, json) = ledger.Run(new CreateWallet(Own(Alice, "x"), 3), Alice, Bank);
        Assert.Equal("ok", code);
        Assert.Equal($$"""{"balance":"3","id":"{{Own(Alice, "x")}}","owner":"{{Alice}}"}""", json);
    }

    [Fact]
    public void Only_issuers_mint_and_up_to_their_limit()
    {
        var ledger = WithTwoWallets();
        AssertRefused("not-issuer", ledger, new Sum(A, 1), Alice);
        AssertRefused("not-issuer", ledger, new SetValue(A, 1), Member);
        AssertRefused("unknown-wallet", ledger, new Sum(Own(Alice, "z"), 1), Mint);
        AssertRefused("negative-amount", ledger, new SetValue(A, -1), Bank);
        AssertRefused("limit-exceeded", ledger, new Sum(A, 501), Mint);
        Assert.Equal("ok", ledger.Run(new Sum(A, 500), Mint).Code);
        AssertRefused("limit-exceeded", ledger, new Sum(A, 1), Mint);
        Assert.Equal("ok", ledger.Run(new Sum(A, -200), Mint).Code);
        Assert.Equal("ok", ledger.Run(new SetValue(A, 600), Mint).Code);
        Assert.Equal(600, ledger.BalanceOf(A));
        AssertRefused("overflow", ledger, new Sum(A, long.MaxValue), Boundless);
        Assert.Equal("ok", ledger.Run(new Sum(A, 0), Bank).Code);
    }

    [Fact]
    public void Burning_needs_the_own_wallet_the_owner_or_what_was_minted_there()
    {
        var ledger = WithTwoWallets();
        Assert.Equal("ok", ledger.Run(new Sum(A, 40), Mint).Code);
        AssertRefused("burn-refused", ledger, new Sum(A, -41), Mint);
        AssertRefused("burn-refused", ledger, new SetValue(A, 0), Mint);
        AssertRefused("burn-refused", ledger, new Sum(A, -41) { As = 1 }, Alice, Mint);
        AssertRefused("insufficient-balance", ledger, new Sum(A, -141), Mint, Alice);
        AssertRefused("insufficient-balance", ledger, new Sum(A, long.MinValue), Mint);
        Assert.Equal("ok", ledger.Run(new Sum(A, -30), Mint).Code);
        AssertRefused("burn-refused", ledger, new Sum(A, -11), Mint);
        Assert.Equal("ok", ledger.Run(new Sum(A, -10), Mint).Code);
        Assert.Equal("ok", ledger.Run(new Sum(A, -50), Mint, Alice).Code);
        AssertRefused("burn-refused", ledger, new Sum(A, -1), Mint);
        Assert.Equal("ok", ledger.Run(new CreateWallet("mint", 0), Mint).Code);
        Assert.Equal("ok", ledger.Run(new Transfer(A, "mint", 20, null), Alice).Code);
        Assert.Equal("ok", ledger.Run(new Sum("mint", -20), Mint).Code);
        Assert.Equal((30, 0), (ledger.BalanceOf(A), ledger.BalanceOf("mint")));
    }

    [Fact]
    public void A_limit_that_burning_others_points_widened_is_honoured()
    {
        var ledger = WithTwoWallets();
        Assert.Equal("ok", ledger.Run(new Sum(A, -100), Mint, Alice).Code);
        Assert.Equal("ok", ledger.Run(new Sum(B, 600), Mint).Code);
        AssertRefused("limit-exceeded", ledger, new Sum(B, 1), Mint);
    }

    [Fact]
    public void As_counts_only_that_accounts_rights_and_names_somebody()
    {
        var ledger = WithTwoWallets();
        AssertRefused("not-owner", ledger, new Transfer(A, B, 1, null) { As = 0 }, Bob, Alice);
        Assert.Equal("ok", ledger.Run(new Transfer(A, B, 1, null) { As = 1 }, Bob, Alice).Code);
        Assert.Equal("ok", ledger.Run(new Transfer(A, B, 1, null), Bob, Alice).Code);
        AssertRefused("bad-operation", ledger, new Transfer(A, B, 1, null) { As = 2 }, Bob, Alice);
        AssertRefused("bad-operation", ledger, new Transfer(A, B, 1, null) { As = -1 }, Bob, Alice);
        var transaction = new Transaction([new Transfer(A, B, 1, null), new Transfer(B, A, 1, null) { As = 0 }]) { As = 1 };
        Assert.Equal("ok", ledger.Run(transaction, Bob, Alice).Code);
        var (_, json) = AssertRefused("not-owner", ledger, transaction with { Operations = transaction.Operations.Add(new Transfer(B, A, 1, null)) }, Bob, Alice);
        Assert.EndsWith("\"part\":[2]}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operation_of_a_later_version_is_refused() =>
        AssertRefused("bad-operation", WithTwoWallets(), new Later(), Alice);

    private sealed record Later : Operation
    {
        public override string Type => "later";
    }
}
