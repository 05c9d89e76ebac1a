namespace Scew.Protocol.Trees;

/// <summary>
/// The way from a trie's root to one of its nodes: for every branch passed, whether it went right. The bits beyond <paramref name="Length"/> of <paramref name="Sides"/>
/// are zero.
/// </summary>
public readonly record struct TriePath(int Length, Digest Sides)
{
    /// <summary>Most branches above a node.</summary>
    public const int MaxLength = 256;

    /// <summary>The way to the root itself.</summary>
    public static TriePath Root => default;

    /// <summary>Bytes that hold the sides.</summary>
    public int SizeBytes => (Length + 7) / 8;

    /// <summary>One branch further down.</summary>
    public TriePath Then(bool right)
    {
        Invariant.Require(Length < MaxLength, "a trie has at most 256 branches above a leaf");
        Span<byte> sides = stackalloc byte[Digest.SizeBytes];
        Sides.CopyTo(sides);
        if (right)
        {
            sides[Length >> 3] |= (byte)(0x80 >> (Length & 7));
        }
        return new TriePath(Length + 1, new Digest(sides));
    }

    /// <summary>The path of this length and these sides, or null when a bit beyond the length is set.</summary>
    public static TriePath? From(int length, ReadOnlySpan<byte> sides)
    {
        if (length is < 0 or > MaxLength || sides.Length != (length + 7) / 8 || (length % 8 != 0 && (sides[^1] & (0xFF >> (length % 8))) != 0))
        {
            return null;
        }
        Span<byte> all = stackalloc byte[Digest.SizeBytes];
        all.Clear();
        sides.CopyTo(all);
        return new TriePath(length, new Digest(all));
    }
}
