namespace Scew.Simulation;

/// <summary>An oracle saw what must not be.</summary>
public sealed class ViolationException(string oracle, string message) : Exception(oracle + ": " + message)
{
    /// <summary>Which oracle.</summary>
    public string Oracle { get; } = oracle;
}
