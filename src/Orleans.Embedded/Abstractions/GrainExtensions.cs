using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain and reference can tell about itself.</summary>
public static class GrainExtensions
{
    /// <summary>The identity.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        return grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase instance => instance.GrainContext.GrainId,
            null => throw new ArgumentNullException(nameof(grain)),
            _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference.", nameof(grain)),
        };
    }

    /// <summary>The string key.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The integer key.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetGrainId().GetIntegerKey();

    /// <summary>A reference to the same grain, under one of its interfaces.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="grain">A grain or a reference.</param>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        var reference = grain as GrainReference ?? ((IGrainBase)grain).GrainContext.GrainReference;
        return (TGrainInterface)(object)reference.Shared.Silo.Reference(typeof(TGrainInterface), reference.GrainId);
    }
}
