namespace Scew.Machines;

/// <summary>
/// What a machine's author promises about the order of things: <c>never-after</c> (never First after Second), <c>only-after</c> (First only after Second), <c>eventually</c> (from First
/// Second can always be reached). Names are states or transitions.
/// </summary>
public sealed record MachineProperty(string Kind, string First, string Second)
{
    /// <summary>As a sentence of the language.</summary>
    public override string ToString() => Kind switch
    {
        "never-after" => $"never {First} after {Second}",
        "eventually" => $"from {First} eventually {Second}",
        _ => $"{First} only after {Second}",
    };
}
