namespace Orleans.TestingHost;

/// <summary>What is special to one silo of a test cluster.</summary>
public sealed class InProcessTestSiloSpecificOptions
{
    /// <summary>The silo's name.</summary>
    public string SiloName { get; set; } = "";

    /// <summary>A number in place of a port: no port is opened.</summary>
    public int SiloPort { get; set; }

    /// <summary>Always 0: there is no gateway.</summary>
    public int GatewayPort { get; set; }
}
