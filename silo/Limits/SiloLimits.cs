namespace Scew.Silo.Limits;

/// <summary>What one remote address may do at the API; 0 switches a limit off. The peer port has bounds of its own.</summary>
internal sealed record SiloLimits
{
    /// <summary>Connections of one address at one time.</summary>
    public int ConnectionsPerAddress { get; set; } = 128;

    /// <summary>Event feeds of one address at one time.</summary>
    public int FeedsPerAddress { get; set; } = 16;

    /// <summary>Requests of one address in a second, as a lasting rate.</summary>
    public int RequestsPerSecond { get; set; } = 1000;

    /// <summary>Requests of one address at once after a pause.</summary>
    public int Burst { get; set; } = 2000;

    /// <summary>How many good requests one bad one costs: a failed signature is work that nobody wanted.</summary>
    public int BadRequestCost { get; set; } = 50;

    /// <summary>Addresses that are told apart; further ones share one place.</summary>
    public int Addresses { get; set; } = 16_384;

    /// <summary>Addresses of reverse proxies, whose <c>X-Forwarded-For</c> names the client.</summary>
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>The first thing that is wrong, or null.</summary>
    public string? Fault()
    {
        var numbers = new[] { ConnectionsPerAddress, FeedsPerAddress, RequestsPerSecond, Burst, BadRequestCost };
        if (numbers.Any(number => number is < 0 or > 1_000_000))
        {
            return "limits are numbers from 0 (no limit) to 1000000";
        }
        if (Addresses is < 16 or > 1_000_000)
        {
            return "limits.addresses is 16 to 1000000";
        }
        if (RequestsPerSecond > 0 && Burst == 0)
        {
            return "limits.burst is at least 1 where requestsPerSecond is set";
        }
        return TrustedProxies.FirstOrDefault(proxy => !System.Net.IPAddress.TryParse(proxy, out _)) is { } wrong
            ? $"limits.trustedProxies holds '{wrong}', which is no address"
            : null;
    }
}
