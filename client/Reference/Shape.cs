using System.Collections.Immutable;

namespace Scew.Cli.Reference;

/// <summary>The form of a command's data, as shapes.txt tells it.</summary>
internal abstract record Shape
{
    /// <summary>A text, a number or a truth value, by the name that JSON Schema gives it.</summary>
    public sealed record Scalar(string Type) : Shape;

    /// <summary>Anything.</summary>
    public sealed record Any : Shape;

    /// <summary>A list.</summary>
    public sealed record List(Shape Item) : Shape;

    /// <summary>An object; an open one may have members that are not named here.</summary>
    public sealed record Members(ImmutableArray<Member> Items, bool IsOpen) : Shape;

    /// <summary>One of several forms.</summary>
    public sealed record Either(ImmutableArray<Shape> Forms) : Shape;

    /// <summary>A member of an object.</summary>
    public sealed record Member(string Name, Shape Shape, bool IsOptional);

    /// <summary>The objects that a result holds at its top: itself, or its items.</summary>
    public IEnumerable<Members> Tops() => this switch
    {
        Members members => [members],
        List list => list.Item.Tops(),
        Either either => either.Forms.SelectMany(static form => form.Tops()),
        _ => [],
    };
}
