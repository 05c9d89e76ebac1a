using System.Collections.Immutable;
using Scew.Ledger.Operations;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Ledger;

/// <summary>Ids of the registers that are listed for customers, by kind, in ordinal order. They follow from the registers; immutable.</summary>
public sealed class ListedIds
{
    private static readonly ImmutableSortedSet<string> NoIds = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    // By the number of the kind; null where a kind is not listed.
    private readonly ImmutableArray<ImmutableSortedSet<string>?> _byKind;

    private ListedIds(ImmutableArray<ImmutableSortedSet<string>?> byKind) => _byKind = byKind;

    /// <summary>Of no register.</summary>
    public static ListedIds None { get; } = new([.. Enumerable.Range(0, (int)RegisterKind.EncryptionKey + 1).Select(static kind => IsListed((RegisterKind)kind) ? NoIds : null)]);

    /// <summary>All ids of a listed kind.</summary>
    public ImmutableSortedSet<string> Of(RegisterKind kind)
    {
        Invariant.Require(IsListed(kind), "only wallets, assets, machines and variables are listed");
        return _byKind[(int)kind]!;
    }

    /// <summary>At most <paramref name="limit"/> ids that begin with <paramref name="prefix"/>, behind <paramref name="after"/> (null: from the first).</summary>
    public ImmutableArray<string> Page(RegisterKind kind, string prefix, string? after, int limit) => [.. WalletPages.Under(Of(kind), prefix, after, limit)];

    /// <summary>With the registers that were created.</summary>
    internal ListedIds With(IEnumerable<RegisterKey> created)
    {
        var building = new ImmutableSortedSet<string>.Builder?[_byKind.Length];
        foreach (var key in created.Where(static key => IsListed(key.Kind)))
        {
            (building[(int)key.Kind] ??= _byKind[(int)key.Kind]!.ToBuilder()).Add(key.Id);
        }
        return new ListedIds([.. _byKind.Select((ids, kind) => building[kind]?.ToImmutable() ?? ids)]);
    }

    private static bool IsListed(RegisterKind kind) => kind is RegisterKind.Wallet or RegisterKind.Asset or RegisterKind.Machine or RegisterKind.Variable;
}
