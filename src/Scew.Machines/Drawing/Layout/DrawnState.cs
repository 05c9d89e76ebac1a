using System.Collections.Immutable;

namespace Scew.Machines.Drawing.Layout;

/// <summary>A state's box.</summary>
public sealed record DrawnState(string Name, DrawnRect Box, bool IsStart, bool IsFinal, bool IsCurrent)
{
    /// <summary>Words that say what the box's shape says too; empty for most states.</summary>
    public string Marks => MarksOf(IsStart, IsFinal, IsCurrent);

    internal static string MarksOf(bool isStart, bool isFinal, bool isCurrent)
    {
        ImmutableArray<string> marks = [.. isStart ? ["start"] : Array.Empty<string>(), .. isFinal ? ["final"] : Array.Empty<string>(), .. isCurrent ? ["current"] : Array.Empty<string>()];
        return string.Join(", ", marks);
    }
}
