namespace Scew.Protocol;

/// <summary>A customer's, till's or merchant's identity: the RFC 7638 thumbprint of its P-256 key.</summary>
public readonly record struct Account(Digest Thumbprint) : IComparable<Account>
{
    /// <summary>Reads 43 characters of base64url; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Account account)
    {
        var parsed = Digest.TryParse(text, out var digest);
        account = new Account(digest);
        return parsed;
    }

    /// <inheritdoc/>
    public int CompareTo(Account other) => Thumbprint.CompareTo(other.Thumbprint);

    /// <summary>43 characters of base64url.</summary>
    public override string ToString() => Thumbprint.ToString();

    /// <summary>Earlier in byte order.</summary>
    public static bool operator <(Account left, Account right) => left.CompareTo(right) < 0;

    /// <summary>Later in byte order.</summary>
    public static bool operator >(Account left, Account right) => left.CompareTo(right) > 0;

    /// <summary>Not later in byte order.</summary>
    public static bool operator <=(Account left, Account right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier in byte order.</summary>
    public static bool operator >=(Account left, Account right) => left.CompareTo(right) >= 0;
}
