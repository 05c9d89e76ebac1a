using System.Buffers;

namespace Scew.Protocol.Requests;

/// <summary>Which ids assets and variables may have, and who may take which.</summary>
public static class IdRules
{
    /// <summary>Most characters of an id.</summary>
    public const int MaxLength = 128;

    /// <summary>Characters of an account's own prefix before its colon: 130 bits in base32.</summary>
    public const int PrefixLength = 26;

    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._:-");
    private static readonly SearchValues<char> MachineCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:/-");
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>1 to 128 of <c>a-z 0-9 . _ : -</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> id) => id.Length is >= 1 and <= MaxLength && !id.ContainsAnyExcept(IdCharacters);

    /// <summary>1 to 128 of letters, digits and <c>. _ : / -</c>: <c>builtin/eshare/1</c> or a hash.</summary>
    public static bool IsMachine(ReadOnlySpan<char> name) => name.Length is >= 1 and <= MaxLength && !name.ContainsAnyExcept(MachineCharacters);

    /// <summary>Names of transitions and inputs: 1 to 64 letters, digits and <c>_</c>, not beginning with a digit.</summary>
    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is >= 1 and <= 64 && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(NameCharacters);

    /// <summary>26 characters of lower-case base32: the first 130 bits of the account. Ids under it end this text with a colon.</summary>
    public static string OwnPrefix(Account account)
    {
        Span<char> text = stackalloc char[PrefixLength];
        for (var i = 0; i < PrefixLength; i++)
        {
            var value = 0;
            for (var bit = 0; bit < 5; bit++)
            {
                value = (value << 1) | (account.Thumbprint.Bit(i * 5 + bit) ? 1 : 0);
            }
            text[i] = Base32[value];
        }
        return new string(text);
    }

    /// <summary>True when <paramref name="id"/> is below the account's own prefix, with at least one character behind the colon.</summary>
    public static bool IsUnder(ReadOnlySpan<char> id, Account account) =>
        id.Length > PrefixLength + 1 && id[PrefixLength] == ':' && id[..PrefixLength].SequenceEqual(OwnPrefix(account));

    /// <summary>Members and issuers may also create ids without a colon; everybody may create under the own prefix.</summary>
    public static bool MayCreate(ReadOnlySpan<char> id, Account account, bool memberOrIssuer) => IsUnder(id, account) || (memberOrIssuer && !id.Contains(':'));
}
