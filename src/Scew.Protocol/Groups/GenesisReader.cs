using System.Collections.Immutable;
using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Json;
using Scew.Protocol.Ordering;

namespace Scew.Protocol.Groups;

/// <summary>Reads the genesis document member by member in its one order; the caller compares the bytes again.</summary>
internal static class GenesisReader
{
    private const int MaxTextBytes = 256;

    public static GenesisDocument? Read(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        Name(ref cursor, "dev");
        var dev = cursor.Bool();
        Next(ref cursor, "issuers");
        var issuers = Issuers(ref cursor);
        Next(ref cursor, "merchants");
        var merchants = Merchants(ref cursor);
        Next(ref cursor, "name");
        var name = cursor.Text(MaxTextBytes);
        Next(ref cursor, "parameters");
        var parameters = Parameters(ref cursor);
        Next(ref cursor, "salt");
        var salt = cursor.Ascii(22);
        Next(ref cursor, "version");
        var version = cursor.Number();
        cursor.Expect('}');
        return cursor.Failed || version != 1 ? null : new GenesisDocument(name, salt, dev, merchants, issuers, parameters);
    }

    public static void Name(ref JsonCursor cursor, string name)
    {
        if (!cursor.Name().SequenceEqual(Encoding.ASCII.GetBytes(name)))
        {
            cursor.Fail();
        }
    }

    public static void Next(ref JsonCursor cursor, string name)
    {
        cursor.Expect(',');
        Name(ref cursor, name);
    }

    private static ImmutableArray<Issuer> Issuers(ref JsonCursor cursor)
    {
        var issuers = ImmutableArray.CreateBuilder<Issuer>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            Name(ref cursor, "account");
            var account = cursor.Account();
            Next(ref cursor, "limit");
            var limit = cursor.Amount();
            Next(ref cursor, "name");
            issuers.Add(new Issuer(cursor.Text(MaxTextBytes), account, limit));
            cursor.Expect('}');
            if (issuers.Count > GenesisDocument.MaxIssuers)
            {
                cursor.Fail();
            }
        }
        return issuers.ToImmutable();
    }

    private static ImmutableArray<Merchant> Merchants(ref JsonCursor cursor)
    {
        var merchants = ImmutableArray.CreateBuilder<Merchant>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            cursor.Expect('{');
            Name(ref cursor, "key");
            var key = Key(ref cursor);
            Next(ref cursor, "linkKey");
            var pin = cursor.Digest();
            Next(ref cursor, "name");
            var name = cursor.Text(MaxTextBytes);
            Next(ref cursor, "peer");
            var peer = cursor.Text(MaxTextBytes);
            Next(ref cursor, "url");
            var url = cursor.Text(MaxTextBytes);
            cursor.Expect('}');
            if (cursor.Failed || key is null || merchants.Count == Certificate.MaxMembers)
            {
                cursor.Fail();
                break;
            }
            merchants.Add(new Merchant(name, key, pin, peer, url));
        }
        return merchants.ToImmutable();
    }

    private static PublicKey? Key(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        Name(ref cursor, "crv");
        cursor.Ascii(5);
        Next(ref cursor, "kty");
        cursor.Ascii(2);
        Next(ref cursor, "x");
        var x = cursor.Ascii(43);
        Next(ref cursor, "y");
        var y = cursor.Ascii(43);
        cursor.Expect('}');
        return cursor.Failed ? null : PublicKey.Create(x, y);
    }

    private static GroupParameters Parameters(ref JsonCursor cursor)
    {
        cursor.Expect('{');
        Name(ref cursor, "advanceTimerMs");
        var advanceTimerMs = Int(ref cursor);
        Next(ref cursor, "driftMs");
        var driftMs = Int(ref cursor);
        Next(ref cursor, "leaderTimerMs");
        var leaderTimerMs = Int(ref cursor);
        Next(ref cursor, "maxBlockBytes");
        var maxBlockBytes = Int(ref cursor);
        Next(ref cursor, "maxBlockCost");
        var maxBlockCost = Int(ref cursor);
        Next(ref cursor, "maxBlockRequests");
        var maxBlockRequests = Int(ref cursor);
        Next(ref cursor, "newAccountsPerBlock");
        var newAccounts = Int(ref cursor);
        Next(ref cursor, "newRegistersPerBlock");
        var newRegisters = Int(ref cursor);
        Next(ref cursor, "poolRequests");
        var poolRequests = Int(ref cursor);
        Next(ref cursor, "severalSignersWindowMs");
        var severalMs = cursor.Number();
        Next(ref cursor, "windowMs");
        var windowMs = cursor.Number();
        cursor.Expect('}');
        return new GroupParameters(
            maxBlockRequests, maxBlockBytes, maxBlockCost, leaderTimerMs, advanceTimerMs, driftMs, windowMs, severalMs, newAccounts, newRegisters, poolRequests);
    }

    private static int Int(ref JsonCursor cursor)
    {
        var value = cursor.Number();
        if (value > int.MaxValue)
        {
            cursor.Fail();
            return 0;
        }
        return (int)value;
    }
}
