namespace Scew.Machines;

/// <summary>
/// What a machine's author promises about the order of things: <c>never-after</c> (never First after Second), <c>only-after</c> (First only after Second), <c>eventually</c> (from First
/// Second can always be reached), <c>excludes</c> (where First can be taken, Second cannot). Names are states or transitions; of <c>excludes</c> transitions alone.
/// </summary>
public sealed record MachineProperty(string Kind, string First, string Second)
{
    /// <summary>Never First after Second.</summary>
    public const string NeverAfter = "never-after";

    /// <summary>First only after Second.</summary>
    public const string OnlyAfter = "only-after";

    /// <summary>From First Second can always be reached.</summary>
    public const string Eventually = "eventually";

    /// <summary>First and Second cannot be taken at the same moment.</summary>
    public const string Excludes = "excludes";

    /// <summary>As a sentence of the language.</summary>
    public override string ToString() => Kind switch
    {
        NeverAfter => $"never {First} after {Second}",
        Eventually => $"from {First} eventually {Second}",
        Excludes => $"{First} excludes {Second}",
        _ => $"{First} only after {Second}",
    };
}
