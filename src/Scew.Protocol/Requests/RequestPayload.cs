using System.Collections.Immutable;

namespace Scew.Protocol.Requests;

/// <summary>The decoded payload of a request: accounts (submitter first), group, 128-bit nonce (22 characters), operation, end of validity (Unix ms).</summary>
public sealed record RequestPayload(ImmutableArray<Account> By, Digest Group, string Nonce, Operation Operation, long ValidUntilMs)
{
    /// <summary>Sealed to the secure modules; empty unless a part of the operation is delegated. Nobody changes it.</summary>
    public byte[] Envelope { get; init; } = [];

    /// <summary>Whether it carries the tokens of a range over ordered variables, and so may be larger.</summary>
    public bool HasTokens => Operation is RangeOrdered || (Operation is Transaction transaction && transaction.Operations.Any(static part => part is RangeOrdered));

    /// <summary>by[0].</summary>
    public Account Submitter => By[0];
}
