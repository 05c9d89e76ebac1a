namespace Scew.Cli.Output;

/// <summary>How a group that is no development group is told from one that is, wherever somebody may mix them up.</summary>
internal static class Marks
{
    public const string Prod = "PROD";
    public const string Dev = "dev";
}
