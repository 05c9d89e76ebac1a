using System.Diagnostics;
using System.Security.Cryptography;

namespace Scew.Client.Load;

/// <summary>What one ES256 signature and one verification cost on one core of this machine, measured on all cores at once.</summary>
public sealed record SignatureCost(double SignMicroseconds, double VerifyMicroseconds)
{
    /// <summary>
    /// Most requests a second that n replicas and one client on this machine could do if signatures were the only work: cores / (sign + n * verify).
    /// </summary>
    public double FloorPerSecond(int replicas, int cores) => cores * 1_000_000.0 / (SignMicroseconds + (replicas * VerifyMicroseconds));

    /// <summary>The mean of two measurements.</summary>
    public SignatureCost Mean(SignatureCost other) => new((SignMicroseconds + other.SignMicroseconds) / 2, (VerifyMicroseconds + other.VerifyMicroseconds) / 2);

    /// <summary>Measures for about <paramref name="duration"/>; every core is busy, because that is how a loaded group finds the machine.</summary>
    public static SignatureCost Measure(TimeSpan duration)
    {
        var cores = Environment.ProcessorCount;
        var hash = SHA256.HashData("a request of 256 bytes"u8);
        var keys = Enumerable.Range(0, cores).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToArray();
        try
        {
            var signatures = keys.Select(key => key.SignHash(hash)).ToArray();
            var sign = PerOperation(cores, duration / 2, core => keys[core].SignHash(hash));
            var verify = PerOperation(cores, duration / 2, core => keys[core].VerifyHash(hash, signatures[core]));
            return new SignatureCost(sign, verify);
        }
        finally
        {
            Array.ForEach(keys, key => key.Dispose());
        }
    }

    private static double PerOperation(int cores, TimeSpan duration, Action<int> operation)
    {
        var counts = new long[cores];
        var threads = Enumerable.Range(0, cores).Select(core => new Thread(() =>
        {
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                for (var i = 0; i < 16; i++)
                {
                    operation(core);
                }
                counts[core] += 16;
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return duration.TotalMicroseconds * cores / counts.Sum();
    }
}
