using System.Collections.Immutable;
using Scew.Protocol.Accounts;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Groups;

/// <summary>Reads the genesis document member by member in its one order; the caller compares the bytes again.</summary>
internal static class GenesisReader
{
    private const int MaxTextBytes = 256;

    public static GenesisDocument? Read(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("dev"u8);
        var dev = cursor.Bool();
        cursor.Next("issuers"u8);
        var issuers = Issuers(ref cursor);
        cursor.Next("merchants"u8);
        var merchants = Merchants(ref cursor);
        cursor.Expect(',');
        var next = cursor.Name();
        GroupModules? modules = null;
        if (next.SequenceEqual("modules"u8))
        {
            modules = Modules(ref cursor);
            cursor.Expect(',');
            next = cursor.Name();
        }
        cursor.FailIf(!next.SequenceEqual("name"u8));
        var name = cursor.Text(MaxTextBytes);
        cursor.Next("parameters"u8);
        var parameters = Parameters(ref cursor);
        cursor.Next("salt"u8);
        var salt = cursor.Ascii(22);
        cursor.Next("version"u8);
        var version = cursor.Number();
        cursor.Expect('}');
        return cursor.Failed || version != 1 ? null : new GenesisDocument(name, salt, dev, merchants, issuers, parameters) { Modules = modules };
    }

    internal static GroupModules Modules(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("key"u8);
        var key = cursor.Base64(RequestLimits.EncryptionKeyBytes);
        cursor.Next("maker"u8);
        var maker = cursor.Text(MaxTextBytes);
        cursor.Expect('}');
        return new GroupModules(key, maker);
    }

    private static ImmutableArray<Issuer> Issuers(ref JsonCursor cursor)
    {
        var issuers = ImmutableArray.CreateBuilder<Issuer>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            cursor.Name("account"u8);
            var account = cursor.Account();
            cursor.Next("limit"u8);
            var limit = cursor.Amount();
            cursor.Next("name"u8);
            issuers.Add(new Issuer(cursor.Text(MaxTextBytes), account, limit));
            cursor.Expect('}');
            if (issuers.Count > GenesisDocument.MaxIssuers)
            {
                cursor.Fail();
            }
        }
        return issuers.ToImmutable();
    }

    internal static ImmutableArray<Merchant> Merchants(ref JsonCursor cursor)
    {
        var merchants = ImmutableArray.CreateBuilder<Merchant>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var merchant = Merchant(ref cursor);
            if (merchant is null || merchants.Count == Certificate.MaxMembers)
            {
                cursor.Fail();
                break;
            }
            merchants.Add(merchant);
        }
        return merchants.ToImmutable();
    }

    /// <summary>One merchant's object; null where it is none.</summary>
    public static Merchant? Merchant(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("key"u8);
        var key = Key(ref cursor);
        cursor.Next("linkKey"u8);
        var pin = cursor.Digest();
        cursor.Next("name"u8);
        var name = cursor.Text(MaxTextBytes);
        cursor.Next("peer"u8);
        var peer = cursor.Text(MaxTextBytes);
        cursor.Next("url"u8);
        var url = cursor.Text(MaxTextBytes);
        cursor.Expect('}');
        return cursor.Failed || key is null ? null : new Merchant(name, key, pin, peer, url);
    }

    private static PublicKey? Key(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("crv"u8);
        cursor.Ascii(5);
        cursor.Next("kty"u8);
        cursor.Ascii(2);
        cursor.Next("x"u8);
        var x = cursor.Ascii(43);
        cursor.Next("y"u8);
        var y = cursor.Ascii(43);
        cursor.Expect('}');
        return cursor.Failed ? null : PublicKey.Create(x, y);
    }

    private static GroupParameters Parameters(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        cursor.Name("advanceTimerMs"u8);
        var advanceTimerMs = cursor.Int(int.MaxValue);
        cursor.Next("driftMs"u8);
        var driftMs = cursor.Int(int.MaxValue);
        cursor.Next("leaderTimerMs"u8);
        var leaderTimerMs = cursor.Int(int.MaxValue);
        cursor.Next("maxBlockBytes"u8);
        var maxBlockBytes = cursor.Int(int.MaxValue);
        cursor.Next("maxBlockCost"u8);
        var maxBlockCost = cursor.Int(int.MaxValue);
        cursor.Next("maxBlockRequests"u8);
        var maxBlockRequests = cursor.Int(int.MaxValue);
        cursor.Next("newAccountsPerBlock"u8);
        var newAccounts = cursor.Int(int.MaxValue);
        cursor.Next("newRegistersPerBlock"u8);
        var newRegisters = cursor.Int(int.MaxValue);
        cursor.Next("poolRequests"u8);
        var poolRequests = cursor.Int(int.MaxValue);
        cursor.Next("severalSignersWindowMs"u8);
        var severalMs = cursor.Number();
        cursor.Next("windowMs"u8);
        var windowMs = cursor.Number();
        cursor.Expect('}');
        return new GroupParameters(
            maxBlockRequests, maxBlockBytes, maxBlockCost, leaderTimerMs, advanceTimerMs, driftMs, windowMs, severalMs, newAccounts, newRegisters, poolRequests);
    }
}
