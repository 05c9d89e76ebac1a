using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Scew.Protocol.Api;

/// <summary>Media types of bodies that are not plain JSON records.</summary>
public static class MediaTypes
{
    /// <summary>A request on the wire, <c>h1.p.s1~...</c>.</summary>
    public const string Request = "application/scew-request+jws";

    /// <summary>A machine's text to be checked; a type of its own, so that a page of another site cannot send it unasked.</summary>
    public const string Machine = "application/scew-machine+text";

    /// <summary>A signed order to an agent.</summary>
    public const string AgentOrder = "application/scew-agent+jws";

    /// <summary>Canonical JSON of receipts and certified reads.</summary>
    public const string Json = "application/json";
}

/// <summary>One merchant as <c>GET /v1/group</c> shows it.</summary>
public sealed record GroupMember(int Index, string Name, string Account, string Url, string Peer);

/// <summary>One issuer as <c>GET /v1/group</c> shows it; the limit as a string.</summary>
public sealed record GroupIssuer(string Name, string Account, string Limit);

/// <summary><c>GET /v1/group</c>: the genesis hash to compare with a pinned one, and the signed genesis file itself as base64url.</summary>
public sealed record GroupResponse(
    string Group, string Name, bool Dev, long Epoch, int Quorum, int MaxFaulty, ImmutableArray<GroupMember> Members, ImmutableArray<GroupIssuer> Issuers, string GenesisFile);

/// <summary>What a merchant sees of a peer: its position by its last word, at most 5 s old while it is connected; null before the first.
/// <paramref name="TwoActivations"/> is true when two processes run in its name.</summary>
public sealed record PeerStatus(int Index, string Name, bool Connected, long? View, long? FinalHeight, long? ExecutedHeight, bool? TwoActivations = null);

/// <summary><c>GET /v1/status</c>: one merchant's unsigned word on itself. <paramref name="State"/> is <c>normal</c>, <c>catching-up</c>, <c>suspect</c> or <c>stopped</c>.</summary>
public sealed record StatusResponse(
    string Group,
    string Merchant,
    int Member,
    string State,
    string? Reason,
    string Version,
    long View,
    int Leader,
    long FinalHeight,
    long ExecutedHeight,
    long CertifiedHeight,
    long BlockTimeMs,
    string StateRoot,
    int PendingRequests,
    int EvidenceCount,
    ImmutableArray<PeerStatus> Peers);

/// <summary>A line of <c>GET /v1/wallets</c> and <c>GET /v1/assets</c>, not certified: what a read with a proof is then asked for.</summary>
public sealed record RegisterSummary(string Id, string Kind, string Contract, string State, string Owner, long Version, string? Balance);

/// <summary>A page of registers in order of their ids; <paramref name="Next"/> continues it.</summary>
public sealed record RegisterPage(ImmutableArray<RegisterSummary> Items, string? Next, long Height);

/// <summary>
/// A line of <c>GET /v1/events</c> (SSE): its id is <c>height.index</c>. <paramref name="Kind"/> is <c>result</c>; <paramref name="Account"/> (the submitter), <paramref name="Operation"/> (its
/// type) and <paramref name="Ids"/> are those that the request names, whatever became of it; the receipt is at <paramref name="Receipt"/>. Or it is <c>timer</c>: time took a transition of
/// the asset in <paramref name="Ids"/>, which <see cref="Timer"/> names. Timers run before a block's requests; their indexes follow those of its results, which are the places of receipts.
/// </summary>
public sealed record LedgerEvent(
    string Id,
    string Kind,
    long Height,
    int Index,
    long TimeMs,
    ImmutableArray<string> Ids,
    string? RequestId = null,
    string? Account = null,
    string? Operation = null,
    string? Code = null,
    string? Receipt = null)
{
    /// <summary>The versions that assets reached by it, in order of ids, also of those that were only called; absent where there are none.</summary>
    public ImmutableArray<ChangedAsset>? Changed { get; init; }

    /// <summary>What time did, where it is a timer.</summary>
    public FiredTransition? Timer { get; init; }
}

/// <summary>A version that an asset reached.</summary>
public sealed record ChangedAsset(string Id, long Version);

/// <summary>A transition that was due at <paramref name="DueMs"/> (Unix milliseconds); not <paramref name="Taken"/> where the step was refused and the timer spent.</summary>
public sealed record FiredTransition(string Transition, long DueMs, bool Taken);

/// <summary>
/// One piece of evidence: the accused (where they are several, the first, and all in <paramref name="Members"/>), what contradicts, and the proof in the binary codec as base64url.
/// </summary>
public sealed record EvidenceItem(
    string Id,
    int Member,
    string Merchant,
    string Kind,
    string Description,
    string Proof,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<int>? Members = null);

/// <summary><c>GET /v1/evidence</c>: a page, in the order in which the pieces came; <paramref name="Next"/> (an <c>after</c>) continues it.</summary>
public sealed record EvidenceResponse(string Group, ImmutableArray<EvidenceItem> Items, string? Next = null);

/// <summary><c>POST /v1/evidence</c>: whom a piece accuses, and whether this merchant had it already.</summary>
public sealed record EvidenceTaken(string Id, ImmutableArray<string> Merchants, bool Known);

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>.</summary>
public sealed record HealthResponse(string Status, string? Reason);

/// <summary><c>GET /version</c>.</summary>
public sealed record VersionResponse(string Version, int ProtocolVersion, string Group);

/// <summary>
/// What an agent answers to an order: <paramref name="State"/> is <c>running</c>, <c>ended</c> or <c>none</c>; the instance's id, its release's name and SHA-256 in hexadecimal digits, when it began in
/// Unix milliseconds, whether this order began it, and the last lines of its log where they were asked for.
/// </summary>
public sealed record AgentResponse(string State, bool IsNew, ImmutableArray<string> Lines, string? Instance = null, string? Name = null, string? Program = null, long? StartedMs = null);
