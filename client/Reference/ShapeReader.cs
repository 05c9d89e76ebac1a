using System.Collections.Immutable;

namespace Scew.Cli.Reference;

/// <summary>Reads one line of shapes.txt. The file ships with the program, so what it cannot read is a defect.</summary>
internal sealed class ShapeReader(string text, Func<string, Shape> named)
{
    private int _at;

    public Shape Read()
    {
        var shape = Either();
        Skip();
        return _at == text.Length ? shape : throw new FormatException($"'{text}' goes on at {_at}");
    }

    private Shape Either()
    {
        var forms = new List<Shape> { One() };
        while (Take('|'))
        {
            forms.Add(One());
        }
        return forms.Count == 1 ? forms[0] : new Shape.Either([.. forms]);
    }

    private Shape One()
    {
        if (Take('@'))
        {
            return named(Name());
        }
        if (Take('['))
        {
            var item = Either();
            Need(']');
            return new Shape.List(item);
        }
        return Take('{') ? Object() : Scalar() ?? throw new FormatException($"'{text}' has no shape at {_at}");
    }

    private Shape.Members Object()
    {
        var members = ImmutableArray.CreateBuilder<Shape.Member>();
        var isOpen = false;
        while (!Take('}'))
        {
            if (Take('.'))
            {
                Need('.');
                Need('.');
                isOpen = true;
                continue;
            }
            var name = Name();
            var shape = Peek() switch
            {
                '{' or '[' => One(),
                _ => Scalar() ?? new Shape.Scalar("string"),
            };
            members.Add(new Shape.Member(name, shape, TakeNow('?')));
        }
        return new Shape.Members(members.ToImmutable(), isOpen);
    }

    private Shape? Scalar()
    {
        Shape? shape = Peek() switch
        {
            '$' => new Shape.Scalar("string"),
            '#' => new Shape.Scalar("integer"),
            '%' => new Shape.Scalar("number"),
            '!' => new Shape.Scalar("boolean"),
            '*' => new Shape.Any(),
            _ => null,
        };
        _at += shape is null ? 0 : 1;
        return shape;
    }

    private string Name()
    {
        Skip();
        var start = _at;
        while (_at < text.Length && char.IsAsciiLetterOrDigit(text[_at]))
        {
            _at++;
        }
        return _at > start ? text[start.._at] : throw new FormatException($"'{text}' has no name at {_at}");
    }

    // A type hangs on its name without a blank.
    private char Peek() => _at < text.Length ? text[_at] : '\0';

    private bool TakeNow(char wanted)
    {
        var there = Peek() == wanted;
        _at += there ? 1 : 0;
        return there;
    }

    private bool Take(char wanted)
    {
        Skip();
        return TakeNow(wanted);
    }

    private void Need(char wanted)
    {
        if (!Take(wanted))
        {
            throw new FormatException($"'{text}' has no '{wanted}' at {_at}");
        }
    }

    private void Skip()
    {
        while (Peek() == ' ')
        {
            _at++;
        }
    }
}
