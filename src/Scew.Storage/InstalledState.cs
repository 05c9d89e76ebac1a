using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Trees;

namespace Scew.Storage;

/// <summary>
/// An attested height that a state transfer reached, to become base and applied height at once: its head, the history tree up to it, the attestations that prove it,
/// and the ids of the requests executed in the last windows below it. The registers were staged before. <paramref name="Blocks"/> are those of the last windows, linked downwards from
/// the head's block, as far as they are not stored here; what an older install brought and is older than the newest block up to <paramref name="WindowsFromMs"/> goes.
/// </summary>
public sealed record InstalledState(
    Digest Activation,
    StoredHead Head,
    HistoryTree History,
    ImmutableArray<Attestation> Attestations,
    ImmutableArray<RecentId> Recent,
    ImmutableArray<BlockIds> Blocks,
    long WindowsFromMs);
