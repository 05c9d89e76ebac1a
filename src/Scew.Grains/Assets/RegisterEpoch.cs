using System.Security.Cryptography;

namespace Scew.Grains;

/// <summary>
/// Names a run of the registers: one start of the ordering silo, up to its end or to the moment when a state transfer replaced what lies below the asset grains. What an asset grain
/// read in another run is read again, and a write of another run is refused. A random number, since two starts know nothing of each other.
/// </summary>
public sealed class RegisterEpoch
{
    private long _value = New();

    /// <summary>The present epoch, 1 to 2^63-1.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>All registers count as changed.</summary>
    public void Advance() => Volatile.Write(ref _value, New());

    /// <summary>Throws where another epoch is the present one.</summary>
    public void Require(long epoch)
    {
        if (epoch != Value)
        {
            throw new InvalidOperationException("The registers were replaced, or another silo orders by now: what was read of them is over.");
        }
    }

    private static long New() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue | 1;
}
