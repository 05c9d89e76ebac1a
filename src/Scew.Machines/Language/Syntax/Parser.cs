using System.Collections.Immutable;
using System.Globalization;

namespace Scew.Machines.Language.Syntax;

/// <summary>
/// Reads a machine text. A fault ends the part that it stands in, and reading goes on at the next part, so that one run shows several; the grammar stands in the project's
/// README.
/// </summary>
internal sealed partial class Parser
{
    /// <summary>How deep expressions, types and roles lie in each other at most.</summary>
    public const int MaxDepth = 48;

    /// <summary>Most operators that lie in each other, rows of them included.</summary>
    public const int MaxHeight = 128;

    /// <summary>Most faults that one run reports.</summary>
    public const int MaxFaults = 20;

    private readonly ImmutableArray<Token> _tokens;
    private readonly List<MachineFault> _faults = [];
    private int _at;
    private int _depth;
    private int _headEnd;
    private bool _failed;

    private Parser(ImmutableArray<Token> tokens) => _tokens = tokens;

    private Token Next => _tokens[_at];

    private Place Last => _tokens[Math.Max(0, _at - 1)].Place;

    /// <summary>The machine, or null where it cannot be told, and all faults.</summary>
    public static (MachineSyntax? Machine, ImmutableArray<MachineFault> Faults) Parse(string text)
    {
        var lexer = new Lexer(text);
        var tokens = lexer.Read();
        if (lexer.Fault is { } fault)
        {
            return (null, [fault]);
        }
        var parser = new Parser(tokens);
        var machine = parser.Machine();
        return (machine, [.. parser._faults]);
    }

    private MachineSyntax? Machine()
    {
        var first = Next;
        Expect("machine", "a text begins with 'machine NAME'");
        var name = Name("a machine");
        var description = Next.Kind == TokenKind.Text ? Take().Word : null;
        if (_failed)
        {
            return null;
        }
        var head = CommentsOf(0, _at);
        var parts = ImmutableArray.CreateBuilder<Part>();
        while (Next.Kind != TokenKind.End && _faults.Count < MaxFaults)
        {
            _failed = false;
            _depth = 0;
            var begin = Next;
            var from = _at;
            _headEnd = 0;
            if (Part() is { } part && !_failed)
            {
                var (before, behind) = CommentsOf(from, _headEnd > 0 ? _headEnd : _at);
                parts.Add(part with { Comments = before, Behind = behind, BlankLineBefore = begin.BlankLineBefore });
            }
            else
            {
                SkipToPart(begin);
            }
        }
        return new MachineSyntax(first.Place.To(Last), name, description, parts.ToImmutable()) { Comments = head.Before, Behind = head.Behind, Trailing = Next.Comments };
    }

    /// <summary>Comments of a part from its first word to the one before <paramref name="end"/>: what stands behind its last word, and all others.</summary>
    private (ImmutableArray<string> Before, string? Behind) CommentsOf(int from, int end)
    {
        var before = ImmutableArray.CreateBuilder<string>();
        for (var i = from; i < end; i++)
        {
            before.AddRange(_tokens[i].Comments);
            if (i < end - 1 && _tokens[i].Behind is { } behind)
            {
                before.Add(behind);
            }
        }
        return (before.ToImmutable(), _tokens[end - 1].Behind);
    }

    private Part? Part()
    {
        var begin = Next;
        switch (begin.Kind == TokenKind.Name ? begin.Word : null)
        {
            case "enum":
                return Enum(Take());
            case "record":
                return Record(Take());
            case "value":
                return new ValueSyntax(Take().Place, Declarations(allowInitial: true));
            case "states":
                return new StatesSyntax(Take().Place, List(State));
            case "final":
                return new FinalSyntax(Take().Place, List(PlacedName));
            case "transition":
                return Transition(Take());
            case "invariant":
                return new InvariantSyntax(Take().Place, Expression(), Reason());
            case "property":
                return Property(Take());
            case "migrate":
                return Migration(Take());
            case "movable":
                var movable = Take().Place;
                Expect("by", "'movable by owner': who may move an asset to a newer machine");
                return new MovableSyntax(movable, Role());
            default:
                Fail(begin, $"{Shown(begin)} begins no part of a machine", "one of " + string.Join(", ", Words.Parts));
                return null;
        }
    }

    private void SkipToPart(Token begin)
    {
        if (ReferenceEquals(Next, begin))
        {
            _at++;
        }
        while (Next.Kind != TokenKind.End && !(Next.Kind == TokenKind.Name && Array.IndexOf(Words.Parts, Next.Word) >= 0))
        {
            _at++;
        }
    }

    private EnumSyntax Enum(Token begin)
    {
        var name = Name("an enumeration");
        Expect(":", "cases follow a colon");
        return new EnumSyntax(begin.Place, name, List(PlacedName));
    }

    private RecordSyntax Record(Token begin)
    {
        var name = Name("a record");
        Expect(":", "fields follow a colon");
        return new RecordSyntax(begin.Place, name, Declarations(allowInitial: false));
    }

    private StateSyntax State()
    {
        var place = Next.Place;
        var name = Name("a state");
        return new StateSyntax(place, name, Parenthesised(() => Declarations(allowInitial: false)));
    }

    private PropertySyntax Property(Token begin)
    {
        if (TakeIf("never"))
        {
            var never = Name("a state or transition");
            Expect("after", "'never A after B'");
            return new PropertySyntax(begin.Place, MachineProperty.NeverAfter, never, Name("a state or transition"));
        }
        if (TakeIf("from"))
        {
            var from = Name("a state or transition");
            Expect("eventually", "'from A eventually B'");
            return new PropertySyntax(begin.Place, MachineProperty.Eventually, from, Name("a state or transition"));
        }
        var first = Name("a state or transition, or 'never' or 'from'");
        if (TakeIf("excludes"))
        {
            return new PropertySyntax(begin.Place, MachineProperty.Excludes, first, Name("a transition"));
        }
        Expect("only", "'A only after B', 'never A after B', 'from A eventually B' or 'A excludes B'");
        Expect("after", "'A only after B'");
        return new PropertySyntax(begin.Place, MachineProperty.OnlyAfter, first, Name("a state or transition"));
    }

    private MigrationSyntax Migration(Token begin)
    {
        Expect("from", "'migrate from \"NAME OF THE OLD MACHINE\": Ready -> Ready'");
        var from = Text("the old machine's name");
        Expect(":", "states follow a colon");
        var states = List(() =>
        {
            var old = PlacedName();
            Expect("->", "an old state leads to a new one: Ready -> Ready");
            return (old.Name, Name("a state"), old.Place);
        });
        var effects = TakeIf("effect") ? List(Assignment) : [];
        return new MigrationSyntax(begin.Place, from, states, effects);
    }

    private ImmutableArray<DeclarationSyntax> Declarations(bool allowInitial) => List(() =>
    {
        var place = Next.Place;
        var name = Name("a value");
        Expect(":", "a name has a type: name: type");
        var type = Type();
        var initial = allowInitial && TakeIf("=") ? Expression() : null;
        return new DeclarationSyntax(place.To(Last), name, type, initial);
    });

    private TypeSyntax Type()
    {
        var begin = Next;
        if (begin.Kind != TokenKind.Name || !Deeper())
        {
            Fail(begin, $"{Shown(begin)} is no type", "such as int, amount, text(80), bool, account, time, duration, bytes(32), asset, wallet, list(T, 8), map(K, V, 8), an enum or a record");
            return new TypeSyntax(begin.Place, string.Empty, [], [], false);
        }
        Take();
        var types = ImmutableArray.CreateBuilder<TypeSyntax>();
        var bounds = ImmutableArray.CreateBuilder<long>();
        if (TakeIf("("))
        {
            do
            {
                if (Next.Kind == TokenKind.Number)
                {
                    bounds.Add(Number());
                }
                else
                {
                    types.Add(Type());
                }
            }
            while (!_failed && TakeIf(","));
            Expect(")", "a closing parenthesis ends the type");
        }
        var optional = TakeIf("?");
        _depth--;
        return new TypeSyntax(begin.Place.To(Last), begin.Word, types.ToImmutable(), bounds.ToImmutable(), optional);
    }

    private ImmutableArray<T> Parenthesised<T>(Func<ImmutableArray<T>> content)
    {
        if (!TakeIf("("))
        {
            return [];
        }
        if (TakeIf(")"))
        {
            return [];
        }
        var items = content();
        Expect(")", "a closing parenthesis");
        return items;
    }

    private ImmutableArray<T> List<T>(Func<T> item)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        do
        {
            items.Add(item());
        }
        while (!_failed && TakeIf(","));
        return items.ToImmutable();
    }

    private (string Name, Place Place) PlacedName()
    {
        var place = Next.Place;
        return (Name("a name"), place);
    }

    private string Name(string what)
    {
        if (Next.Kind != TokenKind.Name)
        {
            Fail(Next, $"{Shown(Next)} stands where the name of {what} is needed");
            return string.Empty;
        }
        if (Words.IsReserved(Next.Word))
        {
            Fail(Next, $"'{Next.Word}' has a meaning of its own and cannot name {what}");
            return string.Empty;
        }
        return Take().Word;
    }

    private string Text(string what)
    {
        if (Next.Kind == TokenKind.Text)
        {
            return Take().Word;
        }
        Fail(Next, $"{Shown(Next)} stands where a text is needed", $"{what} in \"");
        return string.Empty;
    }

    private long Number()
    {
        var token = Take();
        if (long.TryParse(token.Word, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return value;
        }
        Fail(token, $"{Shown(token)} is larger than any number", $"at most {long.MaxValue}");
        return 0;
    }

    private string? Reason() => TakeIf("else") ? Text("the sentence for people") : null;

    private Token Take()
    {
        var token = Next;
        if (token.Kind != TokenKind.End)
        {
            _at++;
        }
        return token;
    }

    private bool TakeIf(string word)
    {
        if (_failed || !Next.Is(word))
        {
            return false;
        }
        _at++;
        return true;
    }

    private void Expect(string word, string right)
    {
        if (!TakeIf(word))
        {
            Fail(Next, $"{Shown(Next)} stands where '{word}' is needed", right);
        }
    }

    /// <summary>The first fault of a part counts; what follows from it does not.</summary>
    private void Fail(Token at, string message, string? right = null)
    {
        if (!_failed)
        {
            _failed = true;
            _faults.Add(new MachineFault(at.Place, Cut(at.Word), message, right));
        }
    }

    private bool Deeper()
    {
        if (++_depth <= MaxDepth)
        {
            return !_failed;
        }
        Fail(Next, $"this lies more than {MaxDepth} levels deep", "give parts of it a name with let");
        return false;
    }

    private static string Cut(string word) => MachineFault.Cut(word);

    private static string Shown(Token token) => token.Kind switch
    {
        TokenKind.End => "the end of the text",
        TokenKind.Text => "a text",
        _ => $"'{Cut(token.Word)}'",
    };
}
