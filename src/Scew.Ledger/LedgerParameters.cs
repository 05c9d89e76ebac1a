using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;

namespace Scew.Ledger;

/// <summary>What genesis fixes for execution: its hash, the merchants' accounts, issuers with their limits, windows of validity.</summary>
public sealed class LedgerParameters
{
    private readonly HashSet<Account> _members;
    private readonly SortedDictionary<Account, long> _limits = [];

    /// <summary>Takes the values of a genesis document; limits are 0 to 2^63-1.</summary>
    public LedgerParameters(
        Digest genesis, ImmutableArray<Account> members, ImmutableArray<(Account Issuer, long Limit)> issuers, ValidityWindow window)
    {
        Genesis = genesis;
        Members = members;
        Window = window;
        _members = [.. members];
        foreach (var (issuer, limit) in issuers)
        {
            Invariant.Require(limit >= 0 && _limits.TryAdd(issuer, limit), "issuers are distinct and have limits");
        }
        Invariant.Require(window is { OneMs: > 0, SeveralMs: > 0 }, "windows are positive");
    }

    /// <summary>The values of a genesis document.</summary>
    public static LedgerParameters Of(GenesisDocument genesis) => new(
        genesis.Hash(), [.. genesis.Merchants.Select(merchant => merchant.Account)],
        [.. genesis.Issuers.Select(issuer => (issuer.Account, issuer.Limit))], genesis.Window)
    {
        IsDevelopment = genesis.Dev,
        HasModules = genesis.Modules is not null,
        ModulesEpoch = genesis.ModulesEpoch,
        Present = genesis,
    };

    /// <summary>Hash of the genesis document.</summary>
    public Digest Genesis { get; }

    /// <summary>The merchants' accounts.</summary>
    public ImmutableArray<Account> Members { get; }

    /// <summary>Windows of validity.</summary>
    public ValidityWindow Window { get; }

    /// <summary>Whether genesis marks the group <c>dev</c>.</summary>
    public bool IsDevelopment { get; init; }

    /// <summary>Whether genesis names the key of the group's secure modules; without it nothing can be delegated to them.</summary>
    public bool HasModules { get; init; }

    /// <summary>The epoch of the modules' key, for which envelopes are sealed.</summary>
    public long ModulesEpoch { get; init; }

    /// <summary>The group as it is in this era; null where nothing but accounts is known, and nobody changes members.</summary>
    public GenesisDocument? Present { get; init; }

    /// <summary>The epoch.</summary>
    public long Epoch => Present?.Epoch ?? 0;

    /// <summary>Members that decide on a plan: n-f.</summary>
    public int Quorum => Members.Length - (Members.Length - 1) / 3;

    /// <summary>Whether an account is a merchant's of this era.</summary>
    public bool IsMember(Account account) => _members.Contains(account);

    /// <summary>Whether an account may deploy machines: members and issuers, and in a development group anyone.</summary>
    public bool MayDeploy(Account account) => IsDevelopment || IsMemberOrIssuer(account);

    /// <summary>The limit of an issuer; null for everybody else.</summary>
    public long? Limit(Account account) => _limits.TryGetValue(account, out var limit) ? limit : null;

    /// <summary>Whether an account may create ids without a colon.</summary>
    public bool IsMemberOrIssuer(Account account) => _members.Contains(account) || _limits.ContainsKey(account);
}
