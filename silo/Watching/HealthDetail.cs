using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Scew.Silo.Watching;

/// <summary>One thing that is the matter.</summary>
internal sealed record HealthReason(string Condition, string Reason);

/// <summary>A peer as this silo sees it; the offset of its clock is null before its first proposal.</summary>
internal sealed record HealthPeer(string Name, bool Connected, long? ExecutedHeight, int Waiting, double? ClockOffsetSeconds);

/// <summary><c>GET /health/detail</c>.</summary>
internal sealed record HealthDetail(
    string Status,
    string Condition,
    int Code,
    ImmutableArray<HealthReason> Reasons,
    string Version,
    long View,
    long FinalHeight,
    long ExecutedHeight,
    long CertifiedHeight,
    long Lag,
    long ReadyBehind,
    int Pooled,
    int Available,
    int Quorum,
    int Evidence,
    ImmutableArray<HealthPeer> Peers);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthDetail))]
internal sealed partial class HealthJson : JsonSerializerContext;
