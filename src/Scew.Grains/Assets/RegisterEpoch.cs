namespace Scew.Grains;

/// <summary>Counts how often registers were replaced below the asset grains: one that was read in an earlier epoch is read again.</summary>
public sealed class RegisterEpoch
{
    private long _value;

    /// <summary>The present epoch.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>All registers count as changed.</summary>
    public void Advance() => Interlocked.Increment(ref _value);
}
