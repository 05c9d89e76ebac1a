using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scew.Grains;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;

namespace Scew.Silo.Cluster;

/// <summary>
/// The configuration file of a process beside the ordering silo. It has no database, and no key but, where it is a secure one, that of the modules. Relative paths are relative to the
/// file's folder.
/// </summary>
internal sealed record NodeConfig
{
    /// <summary>registers, secure or edge.</summary>
    public required SiloRole Role { get; init; }

    /// <summary>How it finds the merchant's other processes.</summary>
    public required ClusterConfig Cluster { get; init; }

    /// <summary>Of a secure silo: the encrypted files of the modules' keys, by the epoch that brought each: <c>{"0": "module.key.json"}</c>.</summary>
    public Dictionary<string, string> ModuleKeys { get; set; } = [];

    /// <summary>Most names of verified openings that the secure module keeps; 0 keeps none.</summary>
    public int ModuleCache { get; set; } = ModuleOptions.DefaultCacheNames;

    /// <summary>File with the passphrase of the module keys; asked for at the terminal when absent.</summary>
    public string? PassphraseFile { get; set; }

    /// <summary>Of an edge: URL of the public API, https with <see cref="Certificate"/>, or http on a loopback address.</summary>
    public string? HttpListen { get; set; }

    /// <summary>PKCS#12 file of the https certificate.</summary>
    public string? Certificate { get; set; }

    /// <summary>File with the password of <see cref="Certificate"/>.</summary>
    public string? CertificatePasswordFile { get; set; }

    /// <summary>Most connections at the API.</summary>
    public int MaxConnections { get; set; } = 2048;

    /// <summary>Of an edge: connections and requests of one remote address here. The ordering silo counts its requests once more, over all edges, by limits of its own.</summary>
    public SiloLimits Limits { get; set; } = new();

    /// <summary>trace, debug, information, warning, error, critical.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>The file's own folder.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = ".";

    /// <exception cref="SiloFailure">The file is missing or does not say what such a process needs.</exception>
    public static NodeConfig Load(string path)
    {
        var config = ConfigFile.Read(path, SiloConfigJson.Default.NodeConfig, Renamed, "configuration.md") with { Folder = Path.GetDirectoryName(Path.GetFullPath(path))! };
        return config.Fault() is { } fault ? throw new SiloFailure(ExitCodes.Usage, $"{path}: {fault}. All members are in silo/docs/configuration.md") : config;
    }

    /// <summary>The module keys' files by epoch.</summary>
    [JsonIgnore]
    public IEnumerable<(long Epoch, string Path)> Keys => ModuleKeys.Select(one => (long.Parse(one.Key, CultureInfo.InvariantCulture), Rooted(one.Value)));

    /// <summary>A path that the file names; null for one that it does not name.</summary>
    [return: NotNullIfNotNull(nameof(path))]
    public string? Rooted(string? path) => path is null ? null : Path.Combine(Folder, path);

    // What members were called before, or are called by programs like this one.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["moduleKey"] = "it is moduleKeys, by epoch: {\"0\": \"module.key.json\"}",
        ["database"] = "only the ordering silo has a database; 'scew-silo run' starts one",
        ["key"] = "only the ordering silo has the merchant's key; 'scew-silo run' starts one",
        ["genesis"] = "a process beside the ordering silo needs no genesis file",
    };

    private string? Fault()
    {
        if (Cluster.Fault() is { } fault)
        {
            return fault;
        }
        var misplaced = (Role switch
        {
            SiloRole.Registers => Given(ModuleKeys.Count > 0 || PassphraseFile is not null, "moduleKeys") ?? Given(HttpListen is not null || Certificate is not null, "httpListen"),
            SiloRole.Secure => Given(HttpListen is not null || Certificate is not null, "httpListen"),
            _ => Given(ModuleKeys.Count > 0 || PassphraseFile is not null, "moduleKeys"),
        }) is { } member ? $"{member} is not for the role {JsonNamingPolicy.CamelCase.ConvertName(Role.ToString())}" : null;
        return Role switch
        {
            SiloRole.Ordering => "role is registers, secure or edge; the ordering silo is started by 'scew-silo run'",
            _ when misplaced is not null => misplaced,
            SiloRole.Secure when ModuleKeys.Count == 0 => "a secure silo needs moduleKeys, such as {\"0\": \"module.key.json\"}",
            SiloRole.Secure when ModuleKeys.Keys.Any(static epoch => !long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out _)) =>
                "moduleKeys names each key by the number of the epoch that brought it, such as {\"0\": \"module.key.json\"}",
            SiloRole.Secure when ModuleCache is < 0 or > ModuleOptions.MaxCacheNames => $"moduleCache is 0 (none) to {ModuleOptions.MaxCacheNames} names of some 100 bytes each",
            SiloRole.Edge => HttpPort.Fault(HttpListen, Certificate, MaxConnections, Limits),
            _ => null,
        };
    }

    private static string? Given(bool isGiven, string member) => isGiven ? member : null;
}
