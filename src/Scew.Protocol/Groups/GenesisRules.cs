using System.Globalization;
using Scew.Protocol.Accounts;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Groups;

/// <summary>What makes a well-formed genesis document a valid one.</summary>
internal static class GenesisRules
{
    /// <summary>The first broken rule as a sentence, or null.</summary>
    public static string? Broken(GenesisDocument document)
    {
        if (document.Name.Length == 0)
        {
            return "the group has no name";
        }
        if (!PayloadCodec.IsNonce(document.Salt))
        {
            return "the salt is not 128 bits in base64url";
        }
        if (document.Parameters.OutOfRange() is { } parameter)
        {
            return $"the parameter {parameter} is out of its range";
        }
        return BrokenByMembers(document) ?? BrokenByIssuers(document);
    }

    /// <summary>The same of merchants and modules alone, which a later era may change.</summary>
    public static string? BrokenByMembers(GenesisDocument document)
    {
        if (document.Merchants.Length is < 4 or > Certificate.MaxMembers)
        {
            return "a group has 4 to 100 merchants";
        }
        return BrokenByMerchants(document) ?? BrokenByModules(document);
    }

    private static string? BrokenByMerchants(GenesisDocument document)
    {
        var merchants = document.Merchants;
        foreach (var merchant in merchants)
        {
            if (BrokenBy(merchant) is { } rule)
            {
                return rule;
            }
        }
        if (document.CreateVerifier() is null)
        {
            return "a merchant's signing key is not on the curve P-256";
        }
        var distinct = Distinct(merchants.Select(m => m.Name)) && Distinct(merchants.Select(m => m.Account.ToString()))
            && Distinct(merchants.Select(m => m.LinkKeyPin.ToString())) && Distinct(merchants.Select(m => m.Peer));
        return distinct ? null : "two merchants share a name, a signing key, a link key or a peer address";
    }

    /// <summary>The first rule that a merchant breaks by itself, or null.</summary>
    public static string? BrokenBy(Merchant merchant) =>
        !IdRules.IsValid(merchant.Name) || merchant.Name.Contains(':', StringComparison.Ordinal) ? $"the merchant name '{merchant.Name}' is not 1 to 128 characters of a-z 0-9 . _ -"
        : !IsEndpoint(merchant.Peer) ? $"the peer address of {merchant.Name} is not host:port"
        : !IsUrl(merchant.Url) ? $"the public URL of {merchant.Name} is not http(s)://host[:port]"
        : null;

    private static string? BrokenByIssuers(GenesisDocument document)
    {
        foreach (var issuer in document.Issuers)
        {
            if (issuer.Limit < 0 || !IdRules.IsValid(issuer.Name))
            {
                return $"the issuer '{issuer.Name}' has a bad name or a negative limit";
            }
        }
        return Distinct(document.Issuers.Select(i => i.Account.ToString())) ? null : "two issuers share an account";
    }

    // A key off the curve could never be mended: nobody could seal to it, and genesis cannot change.
    private static string? BrokenByModules(GenesisDocument document)
    {
        if (document.Modules is not { } modules)
        {
            return null;
        }
        if (!IsPoint(modules.Key))
        {
            return "the modules' key is not an uncompressed point of P-256 (65 bytes)";
        }
        return document.Merchants.Any(merchant => merchant.Name == modules.Maker) ? null : $"the modules' key was made by '{modules.Maker}', which is no merchant of the group";
    }

    private static bool IsPoint(ReadOnlySpan<byte> key) =>
        key.Length == RequestLimits.EncryptionKeyBytes && key[0] == 4
        && PublicKey.Create(key.Slice(1, P256.ScalarBytes), key[(1 + P256.ScalarBytes)..]) is { } point && VerifyingKey.Import(point) is not null;

    private static bool Distinct(IEnumerable<string> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values.All(seen.Add);
    }

    private static bool IsEndpoint(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' or '[' or ']')
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535;
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && !text.EndsWith('/')
        && uri is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };
}
