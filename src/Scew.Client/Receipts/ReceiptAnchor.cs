using System.Collections.Immutable;
using Scew.Client.Eras;
using Scew.Client.Proofs;
using Scew.Protocol.Ordering;

namespace Scew.Client.Receipts;

/// <summary>
/// What merchants of today say of a receipt: the state under whose history its block was proven (null where nobody proved it), and who showed the same attested results of its height, of
/// <paramref name="Needed"/>, so that an honest one is among them.
/// </summary>
public sealed record ReceiptAnchor(AttestedState? Under, ImmutableArray<string> Confirmed, int Needed, string Reason)
{
    /// <summary>The receipt is part of the history of today.</summary>
    public bool IsAnchored => Under is not null && Confirmed.Length >= Needed && !IsContradicted;

    /// <summary>Somebody proved another block, or other results, of that height.</summary>
    public bool IsContradicted { get; init; }

    /// <summary>Everybody who knew the height once has let go of it.</summary>
    public bool IsPruned { get; init; }

    /// <summary>Who signed two states of that height.</summary>
    public ImmutableArray<VerifiedEvidence> Conflict { get; init; } = [];

    internal bool IsUnverified { get; init; }

    internal TurnSign Sign { get; init; }
}
