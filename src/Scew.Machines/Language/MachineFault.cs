using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Language;

/// <summary>
/// What is wrong with a machine text: where, which words, why, and what would be right.
/// </summary>
/// <param name="Place">Line and column from 1.</param>
/// <param name="Text">The offending text, at most 40 characters.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Right">What would be right, or null where the message says it.</param>
public sealed record MachineFault(Place Place, string Text, string Message, string? Right = null)
{
    internal const int MaxTextLength = 40;

    /// <summary>One line: place, message, what would be right.</summary>
    public override string ToString() => $"line {Place.Line}, column {Place.Column}: {Message}{(Right is null ? string.Empty : "; " + Right)}";

    /// <summary>What fits; no character is cut in half.</summary>
    internal static string Cut(string text) =>
        text.Length <= MaxTextLength ? text : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
}
