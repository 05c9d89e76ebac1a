using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Scew.Keys.Files;

namespace Scew.Client.DevNets;

/// <summary>What <c>devnet.json</c> remembers between runs: seed, pin, ports, process ids.</summary>
public sealed record DevNetState(ulong Seed, string Genesis, ImmutableArray<DevMerchantState> Merchants)
{
    /// <summary>Folder of the group's own PostgreSQL cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary><see cref="DevNetOptions.Postgres"/> of the start that made the group.</summary>
    public string? Server { get; init; }

    /// <summary>Address of the PostgreSQL server's administrator.</summary>
    public string? Administrator { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads a folder's state; null when it holds no group.</summary>
    public static DevNetState? Load(string folder)
    {
        var path = PathIn(folder);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<DevNetState>(File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException damaged)
        {
            throw new DevNetException($"{path} is damaged; remove the folder and start again", damaged);
        }
    }

    /// <summary>Writes the state over the old one.</summary>
    public void Save(string folder) => WholeFile.Replace(PathIn(folder), JsonSerializer.SerializeToUtf8Bytes(this, Json));

    private static string PathIn(string folder) => Path.Combine(folder, "devnet.json");
}

/// <summary>One merchant of a development group.</summary>
public sealed record DevMerchantState(string Name, int HttpPort, int PeerPort, int ProcessId, string? Database = null)
{
    /// <summary>Address of its API.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Url => "http://127.0.0.1:" + HttpPort.ToString(CultureInfo.InvariantCulture);
}
