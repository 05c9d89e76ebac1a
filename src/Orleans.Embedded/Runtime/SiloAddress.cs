using System.Globalization;
using System.Net;

namespace Orleans.Runtime;

/// <summary>The name of one run of a silo. The embedded runtime opens no port: here it only tells silos apart.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>
{
    private static int s_generation;

    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>The configured endpoint.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Tells runs with one endpoint apart.</summary>
    public int Generation { get; }

    /// <summary>Makes an address.</summary>
    /// <param name="ep">The endpoint.</param>
    /// <param name="gen">The generation.</param>
    public static SiloAddress New(IPEndPoint ep, int gen)
    {
        ArgumentNullException.ThrowIfNull(ep);
        return new SiloAddress(ep, gen);
    }

    /// <summary>A generation that was not used in this process.</summary>
    public static int AllocateNewGeneration() => Interlocked.Increment(ref s_generation);

    /// <inheritdoc />
    public bool Equals(SiloAddress? other) => other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    /// <summary>The address as text that can be compared.</summary>
    public string ToParsableString() => string.Create(CultureInfo.InvariantCulture, $"{Endpoint}@{Generation}");

    /// <inheritdoc />
    public override string ToString() => "S" + ToParsableString();
}
