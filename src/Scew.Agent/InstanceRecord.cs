using System.Text.Json;
using System.Text.Json.Serialization;
using Scew.Keys.Files;

namespace Scew.Agent;

/// <summary>
/// The one instance that runs, or ran last: <paramref name="Id"/> is on disk before its process begins, so no process is ever without a record. <paramref name="Process"/> is null until its
/// number is known; <paramref name="HasEnded"/> once it is gone for sure.
/// </summary>
public sealed record InstanceRecord(string Id, string Program, string Name, long StartedMs, ProcessIdentity? Process, bool HasEnded);

/// <summary>The record's file: replaced as a whole, synced.</summary>
public sealed class InstanceFile(string path)
{
    /// <summary>The record, or null before the first launch.</summary>
    /// <exception cref="AgentException">The file is damaged.</exception>
    public InstanceRecord? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.InstanceRecord) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new AgentException(Scew.Protocol.Api.Codes.BadFile, $"{path} is damaged, so it is not known what runs; stop what runs by hand and remove the file");
        }
    }

    /// <summary>Replaces the record; it is on disk when this returns.</summary>
    public void Write(InstanceRecord record) => WholeFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(record, AgentJson.Default.InstanceRecord), isOwners: true);
}

/// <summary>JSON of the agent's files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InstanceRecord))]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AgentJson : JsonSerializerContext;
