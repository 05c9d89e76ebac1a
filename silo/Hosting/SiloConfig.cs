using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scew.Silo.Cluster;
using Scew.Silo.Commands;
using Scew.Silo.Limits;
using Scew.Silo.Watching;

namespace Scew.Silo.Hosting;

/// <summary>
/// The configuration file. Relative paths are relative to the file's folder. Optional members have setters because the serializer's generated code gives
/// init-only ones their type's default instead of ours.
/// </summary>
internal sealed record SiloConfig
{
    /// <summary>The group's signed genesis file.</summary>
    public required string Genesis { get; init; }

    /// <summary>Folder of the database that <c>init</c> made: short for <see cref="Database"/> <c>sqlite://FOLDER</c>.</summary>
    public string? Data { get; set; }

    /// <summary><c>sqlite://FOLDER</c> or <c>postgres://USER@HOST:PORT/DATABASE</c>.</summary>
    public string? Database { get; set; }

    /// <summary>PostgreSQL's password file, lines of <c>host:port:database:user:password</c>; PGPASSFILE otherwise.</summary>
    public string? DatabasePasswordFile { get; set; }

    /// <summary>Encrypted signing key.</summary>
    public required string Key { get; init; }

    /// <summary>Encrypted key of the peer links.</summary>
    public required string LinkKey { get; init; }

    /// <summary>Encrypted key of the group's secure modules; null for a merchant that has not taken it yet.</summary>
    public string? ModuleKey { get; set; }

    /// <summary>Encrypted signing key of the next era, where a plan changes it; null for none. The silo takes it when the era begins.</summary>
    public string? NextKey { get; set; }

    /// <summary>Encrypted key of the peer links of the next era; null for the same.</summary>
    public string? NextLinkKey { get; set; }

    /// <summary>Encrypted key of the secure modules of the next era; null for the same.</summary>
    public string? NextModuleKey { get; set; }

    /// <summary>Most names of verified openings that the secure module keeps; 0 keeps none.</summary>
    public int ModuleCache { get; set; } = Scew.Grains.ModuleOptions.DefaultCacheNames;

    /// <summary>File with the passphrase of all keys; asked for at the terminal when absent.</summary>
    public string? PassphraseFile { get; set; }

    /// <summary>host:port of the peer links.</summary>
    public required string PeerListen { get; init; }

    /// <summary>Where to dial members, by name, instead of the addresses in genesis: a tunnel, a private network, a proxy.</summary>
    public Dictionary<string, string> PeerRoutes { get; set; } = [];

    /// <summary>URL of the public API: https with <see cref="Certificate"/>, or http on a loopback address.</summary>
    public required string HttpListen { get; init; }

    /// <summary>PKCS#12 file of the https certificate.</summary>
    public string? Certificate { get; set; }

    /// <summary>File with the password of <see cref="Certificate"/>.</summary>
    public string? CertificatePasswordFile { get; set; }

    /// <summary>Host names beside the listening address under which customers reach the API.</summary>
    public string[] Hosts { get; set; } = [];

    /// <summary>Folder of the customers' page instead of the one beside the program.</summary>
    public string? Page { get; set; }

    /// <summary>Lies to tell, in a group marked for development only.</summary>
    public string[] Lie { get; set; } = [];

    /// <summary>trace, debug, information, warning, error, critical.</summary>
    public LogLevel LogLevel { get; set; } = LogLevel.Information;

    /// <summary>Most connections at the API.</summary>
    public int MaxConnections { get; set; } = 2048;

    /// <summary>How many of the newest heights keep their blocks and results; 0 for all.</summary>
    public long KeepHeights { get; set; }

    /// <summary>How many heights behind this merchant takes over a proven state instead of executing the blocks.</summary>
    public long TransferFrom { get; set; } = Scew.Grains.LedgerOptions.DefaultTransferFrom;

    /// <summary>What one remote address may do at the API.</summary>
    public SiloLimits Limits { get; set; } = new();

    /// <summary>Who may see the numbers of this silo, and what counts as ready.</summary>
    public WatchConfig Watching { get; set; } = new();

    /// <summary>For how many seconds a silo that is told to stop says that it is not ready and goes on serving, so that whoever shares out customers notices.</summary>
    public int DrainSeconds { get; set; }

    /// <summary>How this process and others of the same merchant find each other; null for a merchant of one process.</summary>
    public ClusterConfig? Cluster { get; set; }

    /// <exception cref="SiloFailure">The file is missing or does not say what a silo needs.</exception>
    public static SiloConfig Load(string path) => ConfigFile.Read(path, SiloConfigJson.Default.SiloConfig, Renamed, "configuration.md").Rooted(Path.GetDirectoryName(Path.GetFullPath(path))!).Checked(path);

    // What members were called before, or are called by programs like this one.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["listen"] = "it is httpListen for customers and peerListen for the other merchants",
        ["signingKey"] = "it is key",
        ["password"] = "secrets stand in files: passphraseFile for the keys, databasePasswordFile, certificatePasswordFile",
        ["passphrase"] = "it is passphraseFile, a file of mode 600",
        ["certificatePassword"] = "it is certificatePasswordFile, a file of mode 600",
        ["connectionString"] = "it is database, postgres://USER@HOST:PORT/DATABASE, with databasePasswordFile",
        ["lies"] = "it is lie",
    };

    /// <summary>The file's own folder.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = ".";

    /// <summary>The database.</summary>
    [JsonIgnore]
    public DatabaseLocation Location => DatabaseLocation.Parse(Database ?? "sqlite://" + Data, DatabasePasswordFile, Folder);

    /// <summary>The peer address, parsed.</summary>
    public IPEndPoint PeerEndpoint => EndpointOf(PeerListen);

    /// <summary>The API address, parsed.</summary>
    public Uri HttpUri => new(HttpListen);

    /// <summary>Where the API listens.</summary>
    public IPEndPoint HttpEndpoint => HttpPort.Endpoint(HttpUri);

    private SiloConfig Rooted(string folder) => this with
    {
        Genesis = Path.Combine(folder, Genesis),
        Folder = folder,
        Cluster = Cluster is null ? null : Cluster with { MembershipPasswordFile = Cluster.MembershipPasswordFile is { } file ? Path.Combine(folder, file) : null },
        Key = Path.Combine(folder, Key),
        LinkKey = Path.Combine(folder, LinkKey),
        ModuleKey = ModuleKey is null ? null : Path.Combine(folder, ModuleKey),
        NextKey = NextKey is null ? null : Path.Combine(folder, NextKey),
        NextLinkKey = NextLinkKey is null ? null : Path.Combine(folder, NextLinkKey),
        NextModuleKey = NextModuleKey is null ? null : Path.Combine(folder, NextModuleKey),
        PassphraseFile = PassphraseFile is null ? null : Path.Combine(folder, PassphraseFile),
        Page = Page is null ? null : Path.Combine(folder, Page),
        Watching = Watching?.Rooted(folder)!,
        Certificate = Certificate is null ? null : Path.Combine(folder, Certificate),
        CertificatePasswordFile = CertificatePasswordFile is null ? null : Path.Combine(folder, CertificatePasswordFile),
    };

    private SiloConfig Checked(string path)
    {
        if (Database is null == Data is null)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: give one of database (sqlite://FOLDER or postgres://USER@HOST:PORT/DATABASE) and data (a folder)");
        }
        _ = Location;
        if (KeepHeights is < 0 or > 1L << 53 || TransferFrom is < 16 or > 1L << 53)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: keepHeights is 0 (all) or more, transferFrom 16 or more");
        }
        if (DrainSeconds is < 0 or > 600)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: drainSeconds is 0 (stop at once) to 600");
        }
        if (ModuleCache is < 0 or > Scew.Grains.ModuleOptions.MaxCacheNames)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: moduleCache is 0 (none) to {Scew.Grains.ModuleOptions.MaxCacheNames} names of some 100 bytes each");
        }
        if (Watching is null || Watching.Fault() is not null)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: {Watching?.Fault() ?? "watching is an object; leave it out for the defaults"}");
        }
        if ((Cluster?.Fault() ?? HttpPort.Fault(HttpListen, Certificate, MaxConnections, Limits)) is { } fault)
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: {fault}");
        }
        if (!IPEndPoint.TryParse(PeerListen, out _))
        {
            throw new SiloFailure(ExitCodes.Usage, $"{path}: peerListen is '{PeerListen}'; an address and a port such as 127.0.0.1:7001 are needed");
        }
        foreach (var (name, route) in PeerRoutes)
        {
            if (!Uri.TryCreate("tcp://" + route, UriKind.Absolute, out var to) || to.Port < 1 || to.PathAndQuery != "/")
            {
                throw new SiloFailure(ExitCodes.Usage, $"{path}: peerRoutes sends '{name}' to '{route}'; a host and a port such as 10.0.0.7:7001 are needed");
            }
        }
        return this;
    }

    private static IPEndPoint EndpointOf(string text) => IPEndPoint.Parse(text);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UseStringEnumConverter = true,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(SiloConfig))]
[JsonSerializable(typeof(NodeConfig))]
internal sealed partial class SiloConfigJson : JsonSerializerContext;
