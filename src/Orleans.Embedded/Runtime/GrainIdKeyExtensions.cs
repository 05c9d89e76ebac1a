using System.Globalization;

namespace Orleans.Runtime;

/// <summary>Integer keys as text and back: hexadecimal, as Orleans writes them.</summary>
public static class GrainIdKeyExtensions
{
    /// <summary>The key of an integer.</summary>
    /// <param name="key">The integer.</param>
    public static IdSpan CreateIntegerKey(long key) => IdSpan.Create(key.ToString("X", CultureInfo.InvariantCulture));

    /// <summary>The integer that a grain's key stands for.</summary>
    /// <param name="grainId">The grain.</param>
    /// <exception cref="ArgumentException">The key is no integer.</exception>
    public static long GetIntegerKey(this GrainId grainId)
    {
        return long.TryParse(grainId.Key.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key)
            ? key
            : throw new ArgumentException($"The key of {grainId} is no integer.", nameof(grainId));
    }
}
