namespace Orleans.Configuration;

/// <summary>Which cluster and service a silo belongs to.</summary>
public class ClusterOptions
{
    /// <summary>The cluster's name in development.</summary>
    public const string DevelopmentClusterId = "dev";

    /// <summary>The service's name in development.</summary>
    public const string DevelopmentServiceId = "dev";

    /// <summary>The cluster's name; unique for each deployment.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service's name; outlives deployments.</summary>
    public string ServiceId { get; set; } = "default";
}
