using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Opening wallets, and what only issuers do: mint and burn.</summary>
internal static class IssuerOperations
{
    public static Refusal? Create(BlockScope scope, CreateWallet create, Authority authority, JsonWriter json)
    {
        if (create.Initial < 0)
        {
            return new Refusal(Codes.NegativeAmount, "a balance is not negative", RefusalDetail.Amount("initial", create.Initial));
        }
        if (MayCreate(scope, create.Id, authority) is { } refusal)
        {
            return refusal;
        }
        Account? issuer = null;
        if (create.Initial > 0)
        {
            issuer = authority.Issuer(scope.Parameters);
            if (issuer is null)
            {
                return NotIssuer("only an issuer opens a wallet with a balance");
            }
        }
        if (scope.Wallet(create.Id) is { } existing)
        {
            return new Refusal(
                Codes.AlreadyExists, $"there is a wallet '{create.Id}' already",
                RefusalDetail.Text("id", create.Id), RefusalDetail.Account("owner", existing.Owner));
        }
        if (issuer is { } minting)
        {
            if (Mintable(scope, minting, create.Initial) is { } limited)
            {
                return limited;
            }
            Count(scope, minting, new ChangeCause.IssuerMinted(minting, create.Initial));
        }
        var opened = scope.Write(create.Id, new ChangeCause.WalletOpened(authority.Caller, issuer, create.Initial));
        json.StartObject().Name("balance").Amount(opened.Value.Balance).Name("id").Text(create.Id)
            .Name("owner").Digest(opened.Owner.Thumbprint).EndObject();
        return null;
    }

    public static Refusal? Set(BlockScope scope, SetValue set, Authority authority, JsonWriter json)
    {
        if (set.Value < 0)
        {
            return new Refusal(Codes.NegativeAmount, "a balance is not negative", RefusalDetail.Amount("value", set.Value));
        }
        return Change(scope, set.Id, authority, json, wallet => set.Value - wallet.Value.Balance);
    }

    public static Refusal? Sum(BlockScope scope, Sum sum, Authority authority, JsonWriter json) => Change(scope, sum.Id, authority, json, _ => sum.Delta);

    /// <summary>Null when one of the rights may create <paramref name="id"/>.</summary>
    public static Refusal? MayCreate(BlockScope scope, string id, Authority authority)
    {
        foreach (var right in authority.Rights)
        {
            if (IdRules.IsValid(id) && IdRules.MayCreate(id, right, scope.Parameters.IsMemberOrIssuer(right)))
            {
                return null;
            }
        }
        var prefix = IdRules.OwnPrefix(authority.Caller) + ":";
        return new Refusal(
            Codes.OutsidePrefix, $"this account creates ids under '{prefix}'", RefusalDetail.Text("id", id), RefusalDetail.Text("prefix", prefix));
    }

    private static Refusal NotIssuer(string message) => new(Codes.NotIssuer, message);

    private static Refusal? Change(BlockScope scope, string id, Authority authority, JsonWriter json, Func<RegisterContent.Wallet, long> deltaOf)
    {
        if (authority.Issuer(scope.Parameters) is not { } issuer)
        {
            return NotIssuer("only an issuer mints or burns");
        }
        if (scope.Wallet(id) is not { } wallet)
        {
            return BlockScope.UnknownWallet(id);
        }
        var delta = deltaOf(wallet);
        var refusal = delta > 0 ? Mint(scope, id, wallet, issuer, delta) : delta < 0 ? Burn(scope, id, wallet, issuer, delta, authority) : null;
        if (refusal is null)
        {
            BlockScope.WriteBalance(json, id, scope.Wallet(id)!.Value.Balance);
        }
        return refusal;
    }

    private static Refusal? Mint(BlockScope scope, string id, RegisterContent.Wallet wallet, Account issuer, long amount)
    {
        if (wallet.Value.Balance > long.MaxValue - amount || wallet.Value.IssuedBy(issuer) > long.MaxValue - amount)
        {
            return TransferOperations.Overflow(id, wallet.Value.Balance, amount);
        }
        if (Mintable(scope, issuer, amount) is { } refusal)
        {
            return refusal;
        }
        Count(scope, issuer, new ChangeCause.IssuerMinted(issuer, amount));
        scope.Write(id, new ChangeCause.WalletMinted(issuer, amount));
        return null;
    }

    private static Refusal? Burn(BlockScope scope, string id, RegisterContent.Wallet wallet, Account issuer, long delta, Authority authority)
    {
        if (delta < -wallet.Value.Balance)
        {
            return new Refusal(
                Codes.InsufficientBalance, $"'{id}' holds less than is to be burned",
                RefusalDetail.Amount("balance", wallet.Value.Balance), RefusalDetail.Amount("delta", delta), RefusalDetail.Text("id", id));
        }
        var burn = new ChangeCause.WalletBurned(issuer, authority.Rights, -delta);
        if (!RegisterRules.MayBurn(wallet, burn))
        {
            return new Refusal(
                Codes.BurnRefused, "an issuer burns from its own wallet, with the owner's signature, or what it minted into the wallet and has not burned",
                RefusalDetail.Text("id", id), RefusalDetail.Amount("issued", wallet.Value.IssuedBy(issuer)), RefusalDetail.Account("owner", wallet.Owner));
        }
        if (Counters(scope, issuer).Burned > long.MaxValue + delta)
        {
            return new Refusal(Codes.Overflow, "the issuer's counter of burned amounts is full", RefusalDetail.Account("issuer", issuer));
        }
        Count(scope, issuer, new ChangeCause.IssuerBurned(issuer, -delta));
        scope.Write(id, burn);
        return null;
    }

    private static Refusal? Mintable(BlockScope scope, Account issuer, long amount)
    {
        var counters = Counters(scope, issuer);
        var limit = scope.Parameters.Limit(issuer) ?? 0;
        if (counters.Minted > long.MaxValue - amount)
        {
            return new Refusal(Codes.Overflow, "the issuer's counter of minted amounts is full", RefusalDetail.Account("issuer", issuer));
        }
        if ((Int128)counters.Net + amount > limit)
        {
            return new Refusal(
                Codes.LimitExceeded, "the issuer would have more outstanding than its limit",
                RefusalDetail.Amount("amount", amount), RefusalDetail.Account("issuer", issuer), RefusalDetail.Amount("limit", limit),
                RefusalDetail.Amount("outstanding", counters.Net));
        }
        return null;
    }

    private static IssuerValue Counters(BlockScope scope, Account issuer) =>
        (scope.Register(RegisterKind.Issuer, issuer.ToString()).Content as RegisterContent.Issuer)?.Value ?? default;

    private static void Count(BlockScope scope, Account issuer, ChangeCause cause) =>
        scope.Registers.Write(scope.Register(RegisterKind.Issuer, issuer.ToString()), cause);
}
