using System.Diagnostics.CodeAnalysis;

namespace Scew.Protocol;

/// <summary>Assertions that stay on in release builds: a broken one is our bug and stops the replica.</summary>
public static class Invariant
{
    /// <summary>Throws <see cref="InvariantException"/> unless <paramref name="condition"/> holds.</summary>
    public static void Require([DoesNotReturnIf(false)] bool condition, string message)
    {
        if (!condition)
        {
            throw new InvariantException(message);
        }
    }
}
