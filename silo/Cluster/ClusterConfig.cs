using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Scew.Silo.Commands;
using Scew.Silo.Hosting;

namespace Scew.Silo.Cluster;

/// <summary>How this process finds the others of the same merchant. One merchant is one cluster: no other merchant and no customer ever reaches these ports.</summary>
internal sealed partial record ClusterConfig
{
    /// <summary>The cluster's id, the same for all processes of this merchant and no other's.</summary>
    public required string Id { get; init; }

    /// <summary>Where the processes find each other: <c>postgres://USER@HOST:PORT/DATABASE</c>, a database of its own.</summary>
    public required string Membership { get; init; }

    /// <summary>PostgreSQL's password file for <see cref="Membership"/>; PGPASSFILE otherwise.</summary>
    public string? MembershipPasswordFile { get; set; }

    /// <summary>address:port at which the other processes reach this one: loopback or a private network.</summary>
    public required string Listen { get; init; }

    /// <summary>Port of the same address for edge processes; 0 where there are none.</summary>
    public int GatewayPort { get; set; }

    /// <summary>Where this process listens.</summary>
    [JsonIgnore]
    public IPEndPoint Endpoint => IPEndPoint.Parse(Listen);

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Fault()
    {
        if (!Name().IsMatch(Id ?? ""))
        {
            return "cluster.id is 1 to 40 characters of a to z, 0 to 9 and -, the same for all processes of this merchant";
        }
        if (!IPEndPoint.TryParse(Listen ?? "", out var listen) || listen.Port == 0)
        {
            return $"cluster.listen is '{Listen}'; an address and a port such as 10.0.0.5:11111 are needed";
        }
        if (!IsPrivate(listen.Address))
        {
            return $"cluster.listen is '{Listen}', an address that others could reach: whoever reaches that port can call every grain of this merchant. Use loopback, or an address of a private network or tunnel";
        }
        if (GatewayPort is < 0 or > 65535 || GatewayPort == listen.Port)
        {
            return "cluster.gatewayPort is another port of the same address, or 0 where no edge process runs";
        }
        return null;
    }

    /// <summary>The connection string of <see cref="Membership"/>.</summary>
    /// <exception cref="SiloFailure">It is no PostgreSQL database.</exception>
    public string ConnectionString(string folder)
    {
        if (!Membership.StartsWith("postgres", StringComparison.Ordinal))
        {
            throw new SiloFailure(ExitCodes.Usage, "cluster.membership has to be on a server that all processes reach: write postgres://USER@HOST:PORT/DATABASE");
        }
        return Storage.PostgresConnection.StringOf(DatabaseLocation.Parse(Membership, MembershipPasswordFile, folder).Address);
    }

    // RFC 1918, RFC 4193, RFC 6598 (tunnels use it), and link-local.
    private static bool IsPrivate(IPAddress given)
    {
        var address = given.IsIPv4MappedToIPv6 ? given.MapToIPv4() : given;
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal)
        {
            return true;
        }
        if (address.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }
        return address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..] or [169, 254, ..];
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Name();
}
