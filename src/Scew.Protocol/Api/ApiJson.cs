using System.Text.Json.Serialization;

namespace Scew.Protocol.Api;

/// <summary>Source-generated JSON of the API's records: camelCase, absent when null, no duplicate members.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(GroupResponse))]
[JsonSerializable(typeof(StatusResponse))]
[JsonSerializable(typeof(RegisterPage))]
[JsonSerializable(typeof(LedgerEvent))]
[JsonSerializable(typeof(EvidenceResponse))]
[JsonSerializable(typeof(EvidenceTaken))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(VersionResponse))]
[JsonSerializable(typeof(MachineCheckResponse))]
[JsonSerializable(typeof(AgentResponse))]
public sealed partial class ApiJson : JsonSerializerContext;
