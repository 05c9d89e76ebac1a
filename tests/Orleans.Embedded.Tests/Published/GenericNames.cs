using System.Collections.Immutable;

namespace Orleans.Embedded.Tests;

/// <summary>The names of the generic parameters in scope while a signature is decoded.</summary>
public sealed record GenericNames(ImmutableArray<string> Type, ImmutableArray<string> Method)
{
    /// <summary>Names by position, for signatures whose parameters have none.</summary>
    public static readonly GenericNames Numbered = new([.. Enumerable.Range(0, 16).Select(i => $"!{i}")], [.. Enumerable.Range(0, 16).Select(i => $"!!{i}")]);
}
