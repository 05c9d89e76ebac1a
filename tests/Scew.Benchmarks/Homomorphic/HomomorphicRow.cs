namespace Scew.Benchmarks.Homomorphic;

/// <summary>One operation, in microseconds: ours, the same formula in BigInteger where there is one, and what was promised.</summary>
internal sealed record HomomorphicRow(string Operation, double Microseconds, double? BigIntegerMicroseconds, double? TargetMicroseconds)
{
    /// <summary>How many times BigInteger takes longer.</summary>
    public double? Ratio => BigIntegerMicroseconds / Microseconds;

    public bool? WithinTarget => TargetMicroseconds is { } target ? Microseconds < target : null;
}
