using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Scew.Protocol.Api;

namespace Scew.Client.Transport;

/// <summary>Reads the API's records as other versions may write them: a member that is null may be absent.</summary>
public static class ApiReader
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = ApiJson.Default,
        RespectRequiredConstructorParameters = false,
        MaxDepth = 16,
    };

    /// <summary>A merchant's status, or null when the bytes are none.</summary>
    public static StatusResponse? Status(ReadOnlySpan<byte> json) => Read<StatusResponse>(json) is { Peers.IsDefault: false, State: not null, StateRoot: not null } status
        && status.Peers.All(peer => peer is not null) ? status : null;

    /// <summary>A merchant's description of its group, or null when the bytes are none.</summary>
    public static GroupResponse? Group(ReadOnlySpan<byte> json) => Read<GroupResponse>(json);

    /// <summary>What continues a page of evidence; null at the end.</summary>
    public static string? NextEvidence(ReadOnlySpan<byte> json) => Read<EvidenceResponse>(json)?.Next;

    private static T? Read<T>(ReadOnlySpan<byte> json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
