using System.Collections.Immutable;

namespace Scew.Machines.Language.Syntax;

internal enum TokenKind
{
    Name,
    Number,
    Text,
    Symbol,
    End,
}

/// <summary>
/// A word of a text. <paramref name="Word"/> is the name, the symbol, the digits, or the content of a text literal. Comments are kept for the formatter.
/// </summary>
internal sealed record Token(TokenKind Kind, string Word, Place Place)
{
    public ImmutableArray<string> Comments { get; init; } = [];

    /// <summary>The comment behind it on its line.</summary>
    public string? Behind { get; init; }

    public bool BlankLineBefore { get; init; }

    public bool Is(string symbolOrName) => Kind is TokenKind.Symbol or TokenKind.Name && string.Equals(Word, symbolOrName, StringComparison.Ordinal);
}
