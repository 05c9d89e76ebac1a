using System.Globalization;

namespace Scew.Client.Transport;

/// <summary>Where an event stands in the ledger: <c>height.index</c>, the same at every merchant.</summary>
public readonly record struct EventPosition(long Height, int Index) : IComparable<EventPosition>
{
    /// <summary>Reads <c>height.index</c>; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EventPosition position)
    {
        position = default;
        var dot = text.IndexOf('.');
        if (dot < 1 || !long.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            || !int.TryParse(text[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }
        position = new EventPosition(height, index);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(EventPosition other) => Height != other.Height ? Height.CompareTo(other.Height) : Index.CompareTo(other.Index);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}.{Index}");
}
