using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Storage;

/// <summary>
/// An attested height that a state transfer reached, to become base and applied height at once: its head, the history tree up to it, the attestations that prove it,
/// and the ids of the requests executed in the last windows below it. The registers were staged before.
/// </summary>
public sealed record InstalledState(
    Digest Activation,
    StoredHead Head,
    HistoryTree History,
    ImmutableArray<Attestation> Attestations,
    ImmutableArray<RecentId> Recent);
