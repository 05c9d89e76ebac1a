using Scew.Protocol.Api;
using Scew.Protocol.Json;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Operations;

/// <summary>Ordered reads.</summary>
internal static class ReadOperations
{
    public static Refusal? Balance(BlockScope scope, Balance balance, JsonWriter json)
    {
        BlockScope.WriteBalance(json, balance.Id, scope.Wallet(balance.Id)?.Value.Balance ?? 0);
        return null;
    }

    public static Refusal? Get(BlockScope scope, Get get, JsonWriter json)
    {
        if (scope.Wallet(get.Id) is not { } wallet)
        {
            return BlockScope.UnknownWallet(get.Id);
        }
        WriteWallet(json, get.Id, wallet);
        return null;
    }

    public static Refusal? GetRange(BlockScope scope, GetRange range, JsonWriter json)
    {
        if (range.Ids.Length is < 1 or > RequestLimits.MaxIds)
        {
            return new Refusal(Codes.BadOperation, $"a range query names 1 to {RequestLimits.MaxIds} ids");
        }
        json.StartObject().Name("ids").StartArray();
        foreach (var id in range.Ids)
        {
            if (scope.Wallet(id) is { } wallet && wallet.Value.Balance >= range.Low && wallet.Value.Balance <= range.High)
            {
                json.Text(id);
            }
        }
        json.EndArray().EndObject();
        return null;
    }

    public static Refusal? Compare(BlockScope scope, Compare compare, JsonWriter json)
    {
        if (Holds(scope, compare, out var value, out var holds) is { } refusal)
        {
            return refusal;
        }
        json.StartObject().Name("holds").Bool(holds).Name("id").Text(compare.Id).Name("value").Amount(value).EndObject();
        return null;
    }

    /// <summary>Whether the comparison holds for the wallet's value.</summary>
    public static Refusal? Holds(BlockScope scope, Compare compare, out long value, out bool holds)
    {
        value = 0;
        holds = false;
        if (scope.Wallet(compare.Id) is not { } wallet)
        {
            return BlockScope.UnknownWallet(compare.Id);
        }
        value = wallet.Value.Balance;
        switch (compare.Operator)
        {
            case Comparison.Equal:
                holds = value == compare.Argument;
                return null;
            case Comparison.NotEqual:
                holds = value != compare.Argument;
                return null;
            case Comparison.Less:
                holds = value < compare.Argument;
                return null;
            case Comparison.LessOrEqual:
                holds = value <= compare.Argument;
                return null;
            case Comparison.Greater:
                holds = value > compare.Argument;
                return null;
            case Comparison.GreaterOrEqual:
                holds = value >= compare.Argument;
                return null;
            default:
                return new Refusal(Codes.BadOperation, "there is no such comparison");
        }
    }

    public static Refusal? Ledger(BlockScope scope, LedgerPage page, JsonWriter json)
    {
        if (page.Limit is < 1 or > RequestLimits.MaxPage)
        {
            return new Refusal(Codes.BadOperation, $"a page has 1 to {RequestLimits.MaxPage} wallets");
        }
        var ids = WalletPages.Merge(
            WalletPages.After(scope.WalletIds, page.After, page.Limit + 1), scope.Registers.NewWallets, page.After, page.Limit + 1);
        json.StartObject();
        if (ids.Count > page.Limit)
        {
            json.Name("next").Text(ids[page.Limit - 1]);
        }
        json.Name("wallets").StartArray();
        for (var i = 0; i < Math.Min(ids.Count, page.Limit); i++)
        {
            WriteWallet(json, ids[i], scope.Wallet(ids[i])!);
        }
        json.EndArray().EndObject();
        return null;
    }

    private static void WriteWallet(JsonWriter json, string id, RegisterContent.Wallet wallet) =>
        json.StartObject().Name("balance").Amount(wallet.Value.Balance).Name("id").Text(id).Name("owner").Digest(wallet.Owner.Thumbprint).EndObject();
}
