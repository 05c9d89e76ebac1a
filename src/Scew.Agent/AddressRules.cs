using System.Net;
using System.Net.Sockets;

namespace Scew.Agent;

/// <summary>
/// Which addresses a program may be fetched from: those of the public internet (the special-purpose registries of RFC 6890 are denied, also inside of IPv6 forms that carry an IPv4 address), and
/// those that the agent's owner names one by one.
/// </summary>
public sealed class AddressRules(IReadOnlyCollection<IPAddress> named)
{
    private static readonly IPNetwork[] Denied =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    // Only what is allocated for the public internet; NAT64, 6to4 and Teredo, which lead to an IPv4 address of the sender's choice, lie outside or are denied.
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] DeniedV6 = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    /// <summary>Whether a connection to this address may be made.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return named.Contains(plain) || IsPublic(plain);
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? !Denied.Any(network => network.Contains(address))
        : address.ScopeId == 0 && PublicV6.Contains(address) && !DeniedV6.Any(network => network.Contains(address));
}
