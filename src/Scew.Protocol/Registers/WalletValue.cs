using System.Collections.Immutable;
using Scew.Protocol.Codec;

namespace Scew.Protocol.Registers;

/// <summary>What an issuer minted into a wallet and has not burned from it: above 0.</summary>
public readonly record struct Outstanding(Account Issuer, long Amount);

/// <summary>
/// The value of a register of contract <see cref="Contract"/>: the balance (0 to 2^63-1) and, in order of the issuers' accounts, what each issuer minted
/// into it and has not burned. Encoded as balance, count, then account and amount of each.
/// </summary>
public readonly record struct WalletValue(long Balance, ImmutableArray<Outstanding> Issued)
{
    /// <summary>The contract's name.</summary>
    public const string Contract = "wallet";

    /// <summary>Its only state.</summary>
    public const string State = "open";

    /// <summary>Most issuers with something outstanding in one wallet.</summary>
    public const int MaxIssuers = 1024;

    /// <summary>Nothing in it.</summary>
    public static WalletValue Empty { get; } = new(0, []);

    /// <summary>What <paramref name="issuer"/> minted into it and has not burned.</summary>
    public long IssuedBy(Account issuer)
    {
        foreach (var entry in Issued)
        {
            if (entry.Issuer == issuer)
            {
                return entry.Amount;
            }
        }
        return 0;
    }

    /// <summary>The same with another amount issued by <paramref name="issuer"/>; 0 removes the entry.</summary>
    public WalletValue WithIssued(Account issuer, long amount)
    {
        var at = 0;
        while (at < Issued.Length && Issued[at].Issuer < issuer)
        {
            at++;
        }
        var rest = at < Issued.Length && Issued[at].Issuer == issuer ? Issued.RemoveAt(at) : Issued;
        return this with { Issued = amount == 0 ? rest : rest.Insert(at, new Outstanding(issuer, amount)) };
    }

    /// <summary>The register's bytes.</summary>
    public byte[] Encode()
    {
        var writer = new CodecWriter(16 + Issued.Length * 40);
        writer.I64(Balance);
        writer.U32(Issued.Length);
        foreach (var entry in Issued)
        {
            writer.Digest(entry.Issuer.Thumbprint);
            writer.I64(entry.Amount);
        }
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; null for anything else.</summary>
    public static WalletValue? Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new CodecReader(bytes);
        var balance = reader.I64();
        var count = reader.Count(MaxIssuers, Digest.SizeBytes + 8);
        var issued = ImmutableArray.CreateBuilder<Outstanding>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = new Outstanding(new Account(reader.Digest()), reader.I64());
            if (entry.Amount <= 0 || (i > 0 && issued[i - 1].Issuer >= entry.Issuer))
            {
                return null;
            }
            issued.Add(entry);
        }
        return reader.Complete && balance >= 0 ? new WalletValue(balance, issued.MoveToImmutable()) : null;
    }
}
