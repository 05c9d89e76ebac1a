using System.Buffers;

namespace Scew.Keys.Files;

/// <summary>Names of keys, which are file names on every system: 1 to 64 of <c>a-z 0-9 . _ -</c>, first and last a letter or digit, no device name of Windows.</summary>
public static class KeyName
{
    /// <summary>Most characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>True for a name that may be used.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is < 1 or > MaxLength || name.ContainsAnyExcept(Characters) || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return false;
        }
        var dot = name.IndexOf('.');
        var stem = dot < 0 ? name : name[..dot];
        var isPort = stem.Length == 4 && (stem.StartsWith("com") || stem.StartsWith("lpt")) && char.IsAsciiDigit(stem[3]);
        return !isPort && stem is not ("con" or "prn" or "aux" or "nul");
    }

    internal static KeyProblem? Problem(string name) => IsValid(name)
        ? null
        : new KeyProblem(KeyFault.BadName, "a key's name is 1 to 64 characters of a-z 0-9 . _ - that begin and end with a letter or digit");
}
