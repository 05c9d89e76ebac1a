using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

public class RegisterRulesTests
{
    private static readonly string A = Own(Alice, "a");
    private static readonly string B = Own(Bob, "b");

    [Fact]
    public void A_change_starts_from_the_register_that_is_held()
    {
        var ledger = WithTwoWallets();
        var held = ledger.Registers[new(RegisterKind.Wallet, A)];
        var change = ledger.Block(ledger.Signed(new Transfer(A, B, 5, null), Alice)).Changes.Single(change => change.Key.Id == A);
        Assert.Null(ledger.Rules.Validate(held, change));
        Assert.NotNull(ledger.Rules.Validate(change.After, change));
        Assert.NotNull(ledger.Rules.Validate(null, change));
    }

    [Fact]
    public void A_transfer_that_the_owner_did_not_sign_is_refused_by_the_payers_register()
    {
        var ledger = WithTwoWallets();
        var change = ledger.Block(ledger.Signed(new Transfer(A, B, 5, null), Alice)).Changes.Single(change => change.Key.Id == A);
        Assert.Equal("the owner pays what is there", ledger.Rules.Validate(change with { Causes = [new ChangeCause.WalletPaid([Bob], 5)] }));
    }

    [Fact]
    public void A_kind_of_register_takes_only_its_own_causes()
    {
        var ledger = WithTwoWallets();
        ledger.Run(AssetTests.Create(Own(Alice, "drill"), "builtin/eshare/1"), Alice);
        var changes = ledger.Outcomes.SelectMany(outcome => outcome.Changes).ToList();
        foreach (var change in changes)
        {
            foreach (var other in changes.Where(other => other.Key.Kind != change.Key.Kind))
            {
                Assert.NotNull(ledger.Rules.Validate(change with { Causes = other.Causes }));
            }
        }
        Assert.Equal([RegisterKind.Wallet, RegisterKind.Asset, RegisterKind.Issuer], changes.Select(change => change.Key.Kind).Distinct().Order());
    }

    [Fact]
    public void Counters_of_somebody_who_is_no_issuer_are_refused()
    {
        var ledger = WithTwoWallets();
        var key = new RegisterKey(RegisterKind.Issuer, Alice.ToString());
        var register = new Register(key, 1, IssuerValue.Contract, IssuerValue.State, Alice, new IssuerValue(5, 0).Encode());
        Assert.NotNull(ledger.Rules.Validate(new RegisterChange(key, null, register, [new ChangeCause.IssuerMinted(Alice, 5)])));
    }

    [Fact]
    public void Damaged_bytes_of_a_change_are_no_change()
    {
        var ledger = WithTwoWallets();
        var bytes = RegisterChangeCodec.Encode(ledger.Outcomes[0].Changes[0]);
        Assert.NotNull(RegisterChangeCodec.Decode(bytes));
        Assert.Null(RegisterChangeCodec.Decode(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Null(RegisterChangeCodec.Decode([.. bytes, 0]));
        Assert.Null(RegisterChangeCodec.Decode([]));
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = bytes.ToArray();
            damaged[i] ^= 0x41;
            if (RegisterChangeCodec.Decode(damaged) is { } change)
            {
                Assert.Equal(damaged, RegisterChangeCodec.Encode(change));
            }
        }
    }

    [Fact]
    public void Values_come_back_from_their_encodings_and_nothing_else_does()
    {
        var value = new WalletValue(7, []).WithIssued(Bank, 3).WithIssued(Mint, 4).WithIssued(Bank, 5).WithIssued(Mint, 0);
        Assert.Equal(5, WalletValue.Decode(value.Encode())!.Value.IssuedBy(Bank));
        Assert.Equal(value.Encode(), WalletValue.Decode(value.Encode())!.Value.Encode());
        Assert.Null(WalletValue.Decode(new WalletValue(-1, []).Encode()));
        Assert.Null(WalletValue.Decode(new WalletValue(1, [new Outstanding(Bank, 0)]).Encode()));
        Assert.Null(WalletValue.Decode(new WalletValue(1, [new Outstanding(Bank, 1), new Outstanding(Bank, 1)]).Encode()));
        Assert.Null(IssuerValue.Decode(new IssuerValue(-1, 0).Encode()));
        Assert.Equal(-2, IssuerValue.Decode(new IssuerValue(1, 3).Encode())!.Value.Net);
    }
}
