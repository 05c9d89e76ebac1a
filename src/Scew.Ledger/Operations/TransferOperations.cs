using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Moves between wallets.</summary>
internal static class TransferOperations
{
    public static Refusal? Run(BlockScope scope, Transfer transfer, Authority authority, JsonWriter json) =>
        Move(scope, transfer.From, transfer.To, transfer.Amount, transfer.ToOwner, authority, json);

    public static Refusal? Run(BlockScope scope, AtomicTransfer transfer, Authority authority, JsonWriter json)
    {
        if (transfer.Legs.Length is < 1 or > RequestLimits.MaxLegs)
        {
            return new Refusal(Codes.BadOperation, $"an atomic transfer has 1 to {RequestLimits.MaxLegs} legs");
        }
        json.StartObject().Name("legs").StartArray();
        for (var i = 0; i < transfer.Legs.Length; i++)
        {
            var leg = transfer.Legs[i];
            if (Move(scope, leg.From, leg.To, leg.Amount, leg.ToOwner, authority, json) is { } refusal)
            {
                return refusal.Within(i);
            }
        }
        json.EndArray().EndObject();
        return null;
    }

    private static Refusal? Move(BlockScope scope, string from, string to, long amount, Account? toOwner, Authority authority, JsonWriter json)
    {
        if (amount <= 0)
        {
            return amount == 0
                ? new Refusal(Codes.ZeroAmount, "a transfer moves more than zero")
                : new Refusal(Codes.NegativeAmount, "a transfer moves more than zero", RefusalDetail.Amount("amount", amount));
        }
        if (string.Equals(from, to, StringComparison.Ordinal))
        {
            return new Refusal(Codes.SameWallet, "a transfer moves between two wallets", RefusalDetail.Text("id", from));
        }
        var payer = scope.Wallet(from);
        if (payer is null)
        {
            return BlockScope.UnknownWallet(from);
        }
        if (!authority.Has(payer.Owner))
        {
            return BlockScope.NotOwner(from, payer.Owner);
        }
        var payee = scope.Wallet(to);
        if (payee is null)
        {
            return BlockScope.UnknownWallet(to);
        }
        if (toOwner is { } expected && payee.Owner != expected)
        {
            return new Refusal(
                Codes.WrongOwner, $"'{to}' does not belong to the account that the transfer names",
                RefusalDetail.Text("id", to), RefusalDetail.Account("owner", payee.Owner), RefusalDetail.Account("toOwner", expected));
        }
        if (payer.Value.Balance < amount)
        {
            return Insufficient(from, payer.Value.Balance, amount);
        }
        if (payee.Value.Balance > long.MaxValue - amount)
        {
            return Overflow(to, payee.Value.Balance, amount);
        }
        var paid = scope.Write(from, new ChangeCause.WalletPaid(authority.Rights, amount));
        var received = scope.Write(to, new ChangeCause.WalletReceived(amount));
        json.StartObject().Name("from");
        BlockScope.WriteBalance(json, from, paid.Value.Balance);
        json.Name("to");
        BlockScope.WriteBalance(json, to, received.Value.Balance);
        json.EndObject();
        return null;
    }

    public static Refusal Insufficient(string id, long balance, long amount) => new(
        Codes.InsufficientBalance, $"'{id}' holds less than {amount}",
        RefusalDetail.Amount("amount", amount), RefusalDetail.Amount("balance", balance), RefusalDetail.Text("id", id));

    public static Refusal Overflow(string id, long balance, long amount) => new(
        Codes.Overflow, $"'{id}' cannot hold more than {long.MaxValue}",
        RefusalDetail.Amount("amount", amount), RefusalDetail.Amount("balance", balance), RefusalDetail.Text("id", id));
}
