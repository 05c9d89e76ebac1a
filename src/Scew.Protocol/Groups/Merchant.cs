using Scew.Protocol.Accounts;

namespace Scew.Protocol.Groups;

/// <summary>
/// A member as genesis names it: <paramref name="Name"/> (id characters), signing key, SHA-256 of the SubjectPublicKeyInfo of its TLS link key,
/// <paramref name="Peer"/> (<c>host:port</c> of its peer link) and <paramref name="Url"/> (<c>http(s)://host[:port]</c> of its public API, without a path).
/// </summary>
public sealed record Merchant(string Name, PublicKey Key, Digest LinkKeyPin, string Peer, string Url)
{
    /// <summary>The thumbprint of the signing key.</summary>
    public Account Account => Key.Account;
}

/// <summary>An account that may mint while minted - burned stays at or below <paramref name="Limit"/>.</summary>
public sealed record Issuer(string Name, Account Account, long Limit);
