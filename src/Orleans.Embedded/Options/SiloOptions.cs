namespace Orleans.Configuration;

/// <summary>What a silo is called.</summary>
public class SiloOptions
{
    /// <summary>The silo's name; by default a random one.</summary>
    public string? SiloName { get; set; }
}
