using System.Security.Cryptography;

namespace Scew.Keys;

/// <summary>
/// The platform's random source, checked once before its first use: a source that stands still or repeats itself makes keys that anybody can guess and
/// signatures that give their key away, so everything that needs it fails instead.
/// </summary>
public static class Randomness
{
    private const int SampleBytes = 32;
    private const int Samples = 4;
    private static readonly Lazy<string?> PlatformFault = new(() => SourceFault(RandomNumberGenerator.GetBytes) ?? SignatureFault());

    /// <summary>Fills <paramref name="destination"/>.</summary>
    /// <exception cref="CryptographicException">The source failed its check.</exception>
    public static void Fill(Span<byte> destination)
    {
        RequireHealth();
        RandomNumberGenerator.Fill(destination);
    }

    /// <summary>Why the platform's source must not be used, as a sentence; null when it passed. Checked once per process.</summary>
    public static string? Fault => PlatformFault.Value;

    /// <summary>What is wrong with a source that returns the number of bytes it is asked for, as a sentence, or null.</summary>
    public static string? SourceFault(Func<int, byte[]> source)
    {
        var seen = new List<byte[]>();
        for (var i = 0; i < Samples; i++)
        {
            var sample = source(SampleBytes);
            if (sample.Length != SampleBytes || sample.AsSpan().IndexOfAnyExcept(sample[0]) < 0)
            {
                return "the random source returns a constant";
            }
            if (seen.Exists(other => other.AsSpan().SequenceEqual(sample)))
            {
                return "the random source repeats itself";
            }
            seen.Add(sample);
        }
        return null;
    }

    internal static void RequireHealth()
    {
        if (Fault is { } fault)
        {
            throw new CryptographicException(fault);
        }
    }

    /// <summary>Two signatures over one hash share r only when the platform repeated its per-signature secret.</summary>
    private static string? SignatureFault()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hash = new byte[SampleBytes];
        var first = key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var second = key.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return first.AsSpan(0, SampleBytes).SequenceEqual(second.AsSpan(0, SampleBytes)) ? "the platform's signatures repeat their secret number" : null;
    }
}
