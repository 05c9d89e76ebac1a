using System.Buffers;
using System.Collections.Immutable;

namespace Scew.Homomorphic.Envelopes;

/// <summary>All that one request delegates: its parts in rising order of their paths.</summary>
/// <param name="parts">At most <see cref="MaxParts"/>, paths distinct and rising.</param>
public sealed class EnvelopeContent(ImmutableArray<EnvelopePart> parts) : IDisposable
{
    /// <summary>Most parts of an envelope: as many as a transaction has operations.</summary>
    public const int MaxParts = 256;

    /// <summary>Most openings of a range.</summary>
    public const int MaxOpenings = 100;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789./-");

    /// <summary>The parts.</summary>
    public ImmutableArray<EnvelopePart> Parts { get; } = parts;

    /// <summary>All parts of a request, in any order of their paths, which are distinct.</summary>
    public static EnvelopeContent Of(IEnumerable<EnvelopePart> parts) => new([.. parts.OrderBy(part => part.Path, StringComparer.Ordinal)]);

    /// <summary>0 to 64 of <c>a-z 0-9 . / -</c>.</summary>
    public static bool IsPath(string path) => path.Length <= EnvelopeBinding.MaxPathBytes && !path.AsSpan().ContainsAnyExcept(PathCharacters);

    /// <summary>The part of a path, or null.</summary>
    public EnvelopePart? Find(string path)
    {
        foreach (var part in Parts)
        {
            if (string.Equals(part.Path, path, StringComparison.Ordinal))
            {
                return part;
            }
        }
        return null;
    }

    /// <summary>Overwrites every opening and key.</summary>
    public void Dispose()
    {
        foreach (var part in Parts)
        {
            foreach (var opening in OpeningsOf(part))
            {
                opening.Opening.Dispose();
            }
            part.Clear();
        }
    }

    internal static ImmutableArray<SealedOpening> OpeningsOf(EnvelopePart part) => part switch
    {
        EnvelopePart.Compare compare => [compare.Opening],
        EnvelopePart.Range range => range.Openings,
        _ => [],
    };
}
