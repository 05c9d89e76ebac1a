using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>Whose rights count for a part of a request: the caller first. Without <c>as</c> all of <c>by</c>, else that one account.</summary>
internal readonly struct Authority(ImmutableArray<Account> rights, ImmutableArray<Account> by)
{
    public ImmutableArray<Account> Rights { get; } = rights;

    public Account Caller => Rights[0];

    /// <summary>Nobody signed: time acts.</summary>
    public static Authority Nobody => new([], []);

    public static Authority Of(RequestPayload payload) => new(payload.By, payload.By);

    /// <summary>The authority of a part: its own <c>as</c>, else that of what encloses it. False when <c>as</c> names nobody.</summary>
    public bool TryNarrow(Operation operation, out Authority authority)
    {
        authority = this;
        if (operation.As is not { } index)
        {
            return true;
        }
        if (index < 0 || index >= by.Length)
        {
            return false;
        }
        authority = by.Length == 1 ? this : new Authority([by[index]], by);
        return true;
    }

    public bool Has(Account account)
    {
        foreach (var right in Rights)
        {
            if (right == account)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The issuer that mints or burns: the first of the rights that is one, so the caller before the others.</summary>
    public Account? Issuer(LedgerParameters parameters)
    {
        foreach (var right in Rights)
        {
            if (parameters.Limit(right) is not null)
            {
                return right;
            }
        }
        return null;
    }
}
