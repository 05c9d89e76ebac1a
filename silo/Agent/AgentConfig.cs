using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scew.Agent;
using Scew.Protocol;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;

namespace Scew.Silo.Agent;

/// <summary>The agent's configuration file. Relative paths are relative to the file's folder.</summary>
[SupportedOSPlatform("linux")]
internal sealed record AgentConfig
{
    /// <summary>The agent's own id, 43 characters: 32 random bytes that no other agent has.</summary>
    public required string Id { get; init; }

    /// <summary>https://ADDRESS:PORT, or http on a loopback address.</summary>
    public required string Listen { get; init; }

    /// <summary>PKCS#12 file of the https certificate, and a file with its password.</summary>
    public string? Certificate { get; set; }

    /// <summary>File with the password of <see cref="Certificate"/>.</summary>
    public string? CertificatePasswordFile { get; set; }

    /// <summary>Accounts whose keys may order.</summary>
    public required string[] Operators { get; init; }

    /// <summary>The offline key that signs the release list.</summary>
    public required ReleaseKeyConfig ReleaseKey { get; init; }

    /// <summary>The release list's file.</summary>
    public required string Releases { get; init; }

    /// <summary>The agent's private folder: programs, the instance's record and log, the audit log.</summary>
    public required string Folder { get; init; }

    /// <summary>Where programs may be fetched from: host names, with a port where it is not 443.</summary>
    public required string[] AllowedHosts { get; init; }

    /// <summary>Addresses that may be connected to although they are not of the public internet.</summary>
    public string[] AllowedAddresses { get; set; } = [];

    /// <summary>PEM file of certificate authorities instead of the system's, for fetching.</summary>
    public string? Authorities { get; set; }

    /// <summary>Seconds that fetching a program may take.</summary>
    public int FetchSeconds { get; set; } = 600;

    /// <summary>The program's arguments.</summary>
    public string[] Arguments { get; set; } = [];

    /// <summary>The program's environment.</summary>
    public Dictionary<string, string> Environment { get; set; } = [];

    /// <summary>Seconds that the program may take to stop by itself.</summary>
    public int StopSeconds { get; set; } = 30;

    /// <summary>Most processes of the program's user.</summary>
    public long? MaxProcesses { get; set; }

    /// <summary>Most files and connections that the program has open.</summary>
    public long? MaxOpenFiles { get; set; }

    /// <summary>The user that the program runs as, by name or number, where the agent runs as root.</summary>
    public string? User { get; set; }

    /// <summary>Folder of a control group (v2) that the program joins.</summary>
    public string? Cgroup { get; set; }

    /// <summary>Bytes of the program's output that are kept, and as many of what came before.</summary>
    public long MaxLogBytes { get; set; } = 64 * 1024 * 1024;

    /// <exception cref="SiloFailure">The file is missing or does not say what an agent needs.</exception>
    public static AgentConfig Load(string path) => ConfigFile.Read(path, AgentConfigJson.Default.AgentConfig, Renamed, "agent.md");

    private const string Passwd = "/etc/passwd";

    // What members were called before, or are called by programs like this one.
    private static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["httpListen"] = "it is listen",
        ["password"] = "orders are signed by the operators' keys; there is no password",
        ["certificatePassword"] = "it is certificatePasswordFile, a file of mode 600",
        ["hosts"] = "it is allowedHosts",
    };

    /// <summary>What the agent itself needs to know.</summary>
    /// <exception cref="SiloFailure">A value is none.</exception>
    public AgentOptions Options(string folder, ImmutableArray<string> launcher) => new(
        Digest.TryParse(Id, out var id) ? id : throw Wrong("id", "43 characters of base64url", Id),
        [.. Operators.Select(static one => Account.TryParse(one, out var account) ? account : throw Wrong("operators", "accounts of 43 characters", one))],
        Protocol.Accounts.PublicKey.Create(ReleaseKey.X, ReleaseKey.Y) ?? throw Wrong("releaseKey", "x and y of a P-256 key", $"{ReleaseKey.X} {ReleaseKey.Y}"),
        Path.Combine(folder, Releases),
        Path.Combine(folder, Folder))
    {
        Launcher = launcher,
        Arguments = [.. Arguments],
        Environment = Environment.ToImmutableDictionary(StringComparer.Ordinal),
        StopGrace = TimeSpan.FromSeconds(StopSeconds is >= 1 and <= 600 ? StopSeconds : throw Wrong("stopSeconds", "1 to 600", $"{StopSeconds}")),
        MaxLogBytes = MaxLogBytes is >= 65_536 and <= 1L << 40 ? MaxLogBytes : throw Wrong("maxLogBytes", "65536 or more", $"{MaxLogBytes}"),
        Limits = new ProgramLimits
        {
            Processes = MaxProcesses is null or >= 1 ? MaxProcesses : throw Wrong("maxProcesses", "1 or more", $"{MaxProcesses}"),
            OpenFiles = MaxOpenFiles is null or >= 16 ? MaxOpenFiles : throw Wrong("maxOpenFiles", "16 or more", $"{MaxOpenFiles}"),
            User = UserOf()?.User,
            Group = UserOf()?.Group,
            Cgroup = Cgroup is null || File.Exists(Path.Combine(Cgroup, "cgroup.procs")) ? Cgroup : throw Wrong("cgroup", "the folder of a control group (v2), which has a file cgroup.procs", Cgroup),
        },
    };

    /// <summary>Says what an owner must know: as root a program could do everything; and only root can give it another user.</summary>
    /// <exception cref="SiloFailure">The user cannot be given.</exception>
    public void RequireUser()
    {
        if (User is null && System.Environment.IsPrivilegedProcess)
        {
            Console.Error.WriteLine("warning: what this agent launches runs as root; set \"user\" in its configuration, or run the agent as a user of its own");
        }
        if (User is not null && !System.Environment.IsPrivilegedProcess)
        {
            throw new SiloFailure(ExitCodes.Usage, $"only an agent that runs as root can launch as user '{User}'; take \"user\" out, and programs run as the agent's own");
        }
    }

    private (uint User, uint Group)? UserOf()
    {
        if (User is null)
        {
            return null;
        }
        foreach (var line in File.Exists(Passwd) ? File.ReadLines(Passwd) : [])
        {
            if (line.Split(':') is [var name, _, var uid, var gid, ..] && (name == User || uid == User) && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var user) && uint.TryParse(gid, NumberStyles.None, CultureInfo.InvariantCulture, out var group))
            {
                return user > 0 ? (user, group) : throw Wrong("user", "a user that is not root", User);
            }
        }
        throw Wrong("user", $"a user of {Passwd}, by name or number", User);
    }

    /// <summary>How programs are fetched.</summary>
    /// <exception cref="SiloFailure">A value is none, or the authorities cannot be read.</exception>
    public ProgramFetch Fetch(string folder)
    {
        IPAddress[] named = [.. AllowedAddresses.Select(static one => IPAddress.TryParse(one, out var address) ? address : throw Wrong("allowedAddresses", "IP addresses", one))];
        try
        {
            X509Certificate2Collection? roots = null;
            if (Authorities is not null)
            {
                roots = [];
                roots.ImportFromPemFile(Path.Combine(folder, Authorities));
                if (roots.Count == 0)
                {
                    throw new SiloFailure(ExitCodes.Usage, $"the file of certificate authorities {Authorities} holds no certificates");
                }
            }
            return new ProgramFetch(AllowedHosts, new AddressRules(named), roots, TimeSpan.FromSeconds(FetchSeconds is >= 1 and <= 86_400 ? FetchSeconds : throw Wrong("fetchSeconds", "1 to 86400", $"{FetchSeconds}")));
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            throw new SiloFailure(ExitCodes.Usage, $"the certificate authorities {Authorities} cannot be read: {e.Message}");
        }
    }

    private static SiloFailure Wrong(string member, string right, string found) => new(ExitCodes.Usage, $"{member} in the agent's configuration is '{found}'; right are {right}");
}

/// <summary>A P-256 key by its coordinates as a JWK has them.</summary>
internal sealed record ReleaseKeyConfig
{
    /// <summary>43 characters of base64url.</summary>
    public required string X { get; init; }

    /// <summary>43 characters of base64url.</summary>
    public required string Y { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    RespectNullableAnnotations = true,
    PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AgentConfig))]
internal sealed partial class AgentConfigJson : JsonSerializerContext;
