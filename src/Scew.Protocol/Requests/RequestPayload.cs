using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>The decoded payload of a request: accounts (submitter first), group, 128-bit nonce (22 characters), operation, end of validity (Unix ms).</summary>
public sealed record RequestPayload(ImmutableArray<Account> By, Digest Group, string Nonce, Operation Operation, long ValidUntilMs)
{
    /// <summary>by[0].</summary>
    public Account Submitter => By[0];
}
