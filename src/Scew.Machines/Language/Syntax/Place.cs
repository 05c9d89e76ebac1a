namespace Scew.Machines.Language.Syntax;

/// <summary>Where something stands in a text: line and column count from 1, <paramref name="Start"/> and <paramref name="Length"/> are characters of the text.</summary>
public readonly record struct Place(int Line, int Column, int Start, int Length)
{
    /// <summary>From here to the end of <paramref name="last"/>.</summary>
    public Place To(Place last) => this with { Length = Math.Max(Length, last.Start + last.Length - Start) };
}
