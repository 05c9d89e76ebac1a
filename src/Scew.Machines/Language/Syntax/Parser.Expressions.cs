namespace Scew.Machines.Language.Syntax;

/// <summary>Expressions, from the weakest operator to the strongest: implies, or, and, not, comparison, ??, + -, * / %, minus, then . [] and with.</summary>
internal sealed partial class Parser
{
    private static readonly string[] Comparisons = ["=", "!=", "<", "<=", ">", ">="];

    private Expression Expression()
    {
        if (!Deeper())
        {
            return new NoneLiteral(Next.Place);
        }
        var left = Or();
        if (TakeIf("implies"))
        {
            var right = Expression();
            left = new BinaryExpression(left.Place.To(right.Place), "implies", left, right);
        }
        _depth--;
        if (left.Height > MaxHeight)
        {
            Fail(Next, $"more than {MaxHeight} operators lie in each other here", "give parts of it a name with let");
        }
        return left;
    }

    private Expression Or() => Chain(And, "or");

    private Expression And() => Chain(Not, "and");

    private Expression Not()
    {
        var begin = Next;
        if (!TakeIf("not"))
        {
            return Comparison();
        }
        if (!Deeper())
        {
            return new NoneLiteral(begin.Place);
        }
        var operand = Not();
        _depth--;
        return new UnaryExpression(begin.Place.To(operand.Place), "not", operand);
    }

    private Expression Comparison()
    {
        var left = Otherwise();
        if (TakeIf("is"))
        {
            if (TakeIf("none"))
            {
                return new IsNoneExpression(left.Place.To(Last), left, true);
            }
            Expect("some", "'is none' or 'is some'");
            return new IsNoneExpression(left.Place.To(Last), left, false);
        }
        var word = Next.Word;
        if (!_failed && (Array.IndexOf(Comparisons, word) >= 0 && Next.Kind == TokenKind.Symbol || Next.Is("in")))
        {
            Take();
            var right = Otherwise();
            if (!_failed && Array.IndexOf(Comparisons, Next.Word) >= 0 && Next.Kind == TokenKind.Symbol)
            {
                Fail(Next, "comparisons do not chain", "'a < b and b < c'");
            }
            return new BinaryExpression(left.Place.To(right.Place), word, left, right);
        }
        return left;
    }

    private Expression Otherwise() => Chain(Additive, "??");

    private Expression Additive() => Chain(Multiplicative, "+", "-");

    private Expression Multiplicative() => Chain(Unary, "*", "/", "%");

    private Expression Chain(Func<Expression> operand, params ReadOnlySpan<string> operators)
    {
        var left = operand();
        for (var length = 0; !_failed; length++)
        {
            var found = false;
            foreach (var candidate in operators)
            {
                if (TakeIf(candidate))
                {
                    var right = operand();
                    left = new BinaryExpression(left.Place.To(right.Place), candidate, left, right);
                    found = true;
                    break;
                }
            }
            if (!found)
            {
                break;
            }
            if (length == MaxDepth)
            {
                Fail(Next, $"more than {MaxDepth} operands stand in one row", "give parts of it a name with let");
            }
        }
        return left;
    }

    private Expression Unary()
    {
        var begin = Next;
        if (!TakeIf("-"))
        {
            return Postfix();
        }
        if (!Deeper())
        {
            return new NoneLiteral(begin.Place);
        }
        var operand = Unary();
        _depth--;
        return new UnaryExpression(begin.Place.To(operand.Place), "-", operand);
    }

    private Expression Postfix(bool allowCall = true)
    {
        var target = Primary();
        for (var length = 0; !_failed; length++)
        {
            if (length == MaxDepth)
            {
                Fail(Next, $"more than {MaxDepth} steps stand in one row", "give parts of it a name with let");
            }
            else if (TakeIf("."))
            {
                // A field or input may have the name of a word with a meaning.
                if (Next.Kind != TokenKind.Name)
                {
                    Fail(Next, $"{Shown(Next)} stands where the name of a field is needed");
                }
                target = new MemberExpression(target.Place.To(Next.Place), target, Take().Word);
            }
            else if (TakeIf("["))
            {
                var key = Expression();
                Expect("]", "a closing bracket");
                target = new IndexExpression(target.Place.To(Last), target, key);
            }
            else if (allowCall && Next.Is("with"))
            {
                Take();
                target = new WithExpression(target.Place, target, Arguments());
            }
            else
            {
                break;
            }
        }
        return target;
    }

    private Expression Primary()
    {
        var begin = Next;
        if (!Deeper())
        {
            return new NoneLiteral(begin.Place);
        }
        var expression = begin.Kind switch
        {
            TokenKind.Number => NumberOrDuration(),
            TokenKind.Text => new TextLiteral(begin.Place, Take().Word),
            TokenKind.Name => Word(begin),
            _ => Bracketed(begin),
        };
        _depth--;
        return expression;
    }

    private Expression NumberOrDuration()
    {
        var begin = Next;
        var value = Number();
        foreach (var (unit, ms) in Words.Units)
        {
            if (Next.Kind == TokenKind.Name && Next.Is(unit))
            {
                Take();
                if (value > MachineDurations.MaxMs / ms)
                {
                    Fail(begin, "no duration is as long as this", "at most 285,000 years");
                    value = 0;
                }
                return new DurationLiteral(begin.Place.To(Last), value, unit, value * ms);
            }
        }
        return new NumberLiteral(begin.Place, value);
    }

    private Expression Bracketed(Token begin)
    {
        if (TakeIf("("))
        {
            var inner = Expression();
            Expect(")", "a closing parenthesis");
            return inner;
        }
        if (TakeIf("["))
        {
            var items = Next.Is("]") ? [] : List(Expression);
            Expect("]", "a closing bracket");
            if (items.Length > Scew.Protocol.Requests.MachineValue.MaxItems)
            {
                Fail(begin, $"a list has at most {Scew.Protocol.Requests.MachineValue.MaxItems} items");
            }
            return new ListLiteral(begin.Place.To(Last), items);
        }
        Fail(begin, $"{Shown(begin)} stands where a value is needed");
        return new NoneLiteral(begin.Place);
    }

    private Expression Word(Token begin)
    {
        switch (begin.Word)
        {
            case "true" or "false":
                return new BoolLiteral(Take().Place, begin.Is("true"));
            case "none":
                return new NoneLiteral(Take().Place);
            case "if":
                return Conditional();
            case "spread":
                return Spread();
            default:
                break;
        }
        if (Array.IndexOf(Words.Quantifiers, begin.Word) >= 0 && _tokens[_at + 1].Kind == TokenKind.Name && _tokens[Math.Min(_at + 2, _tokens.Length - 1)] is var third && (third.Is("in") || third.Is("at")))
        {
            return Quantifier();
        }
        if (Words.IsReserved(begin.Word) && Array.IndexOf(Words.BuiltIns, begin.Word) < 0)
        {
            Fail(begin, $"'{begin.Word}' stands where a value is needed");
            return new NoneLiteral(begin.Place);
        }
        Take();
        return Next.Is("(") ? new CallExpression(begin.Place, begin.Word, Arguments()) : new NameExpression(begin.Place, begin.Word);
    }

    private ConditionalExpression Conditional()
    {
        var begin = Take().Place;
        var condition = Expression();
        Expect("then", "'if C then A else B'");
        var then = Expression();
        Expect("else", "'if C then A else B'");
        var other = Expression();
        return new ConditionalExpression(begin.To(other.Place), condition, then, other);
    }

    private QuantifierExpression Quantifier()
    {
        var kind = Take();
        var binder = Name("an item");
        var index = TakeIf("at") ? Name("a place") : null;
        Expect("in", "'all x in LIST: CONDITION'");
        var list = Otherwise();
        Expect(":", "'all x in LIST: CONDITION'");
        var body = Expression();
        return new QuantifierExpression(kind.Place.To(body.Place), kind.Word, binder, list, body) { Index = index };
    }

    private QuantifierExpression Spread()
    {
        const string Form = "'spread AMOUNT over x in LIST: MOST'";
        var begin = Take();
        var amount = Additive();
        Expect("over", Form);
        var binder = Name("an item");
        var index = TakeIf("at") ? Name("a place") : null;
        Expect("in", Form);
        var list = Otherwise();
        Expect(":", Form);
        var body = Expression();
        return new QuantifierExpression(begin.Place.To(body.Place), begin.Word, binder, list, body) { Index = index, Amount = amount };
    }
}
