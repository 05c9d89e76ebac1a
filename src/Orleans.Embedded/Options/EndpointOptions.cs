using System.Net;

namespace Orleans.Configuration;

/// <summary>Where a silo would listen. The embedded runtime has no networking: it keeps the values and opens no port.</summary>
public class EndpointOptions
{
    /// <summary>The default silo port.</summary>
    public const int DEFAULT_SILO_PORT = 11111;

    /// <summary>The default gateway port.</summary>
    public const int DEFAULT_GATEWAY_PORT = 30000;

    /// <summary>The address that other silos would use.</summary>
    public IPAddress? AdvertisedIPAddress { get; set; }

    /// <summary>The port for silos.</summary>
    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    /// <summary>The port for clients; 0 for none.</summary>
    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;
}
