using System.Collections.Immutable;

namespace Scew.Machines.Language.Syntax;

/// <summary>Transitions and their clauses.</summary>
internal sealed partial class Parser
{
    private TransitionSyntax Transition(Token begin)
    {
        var name = Name("a transition");
        Expect(":", "'transition NAME: From -> To'");
        var from = List(PlacedName);
        Expect("->", "'transition NAME: From -> To'");
        var to = PlacedName();
        var inputs = Parenthesised(() => Declarations(allowInitial: false));
        _headEnd = _at;
        var clauses = ImmutableArray.CreateBuilder<ClauseSyntax>();
        while (!_failed && Next.Kind == TokenKind.Name && Array.IndexOf(Words.Clauses, Next.Word) >= 0)
        {
            var first = _at;
            _depth = 0;
            var clause = Clause(Take());
            var (before, behind) = CommentsOf(first, _at);
            clauses.Add(clause with { Comments = before, Behind = behind, BlankLineBefore = _tokens[first].BlankLineBefore });
        }
        if (!_failed && Next.Kind != TokenKind.End && Array.IndexOf(Words.Parts, Next.Word) < 0)
        {
            Fail(Next, $"{Shown(Next)} continues nothing here", "a clause begins with " + string.Join(", ", Words.Clauses));
        }
        return new TransitionSyntax(begin.Place, name, from, to.Name, to.Place, inputs, clauses.ToImmutable());
    }

    private ClauseSyntax Clause(Token begin)
    {
        switch (begin.Word)
        {
            case "by":
                return new BySyntax(begin.Place, Role(), Reason());
            case "guard":
                return new GuardSyntax(begin.Place, Expression(), Reason());
            case "let":
                var name = Name("a let");
                Expect("=", "'let NAME = VALUE'");
                return new LetSyntax(begin.Place, name, Expression());
            case "effect":
                return new EffectSyntax(begin.Place, List(Assignment));
            case "takes":
                return new TakesSyntax(begin.Place, Expression());
            case "call":
                return Call(begin);
            case "pay":
                return Pay(begin);
            case "event":
                var happened = Name("an event");
                return new EventSyntax(begin.Place, happened, Arguments(), When());
            default:
                Expect("when", "'automatic when now >= TIME'");
                Expect("now", "'automatic when now >= TIME'");
                Expect(">=", "'automatic when now >= TIME'");
                return new AutomaticSyntax(begin.Place, Expression());
        }
    }

    private AssignmentSyntax Assignment()
    {
        var place = Next.Place;
        var name = Name("a value");
        Expect(":=", "'NAME := VALUE'");
        return new AssignmentSyntax(place, name, Expression());
    }

    /// <summary>The target is everything before the last dot: <c>call pass.hold(amount: 5)</c>.</summary>
    private CallSyntax Call(Token begin)
    {
        var target = Postfix(allowCall: false);
        if (_failed || target is not MemberExpression { Target: var asset, Member: var transition })
        {
            Fail(begin, "a call names an asset and a transition", "'call ASSET.transition(input: VALUE)'");
            return new CallSyntax(begin.Place, target, string.Empty, [], null);
        }
        return new CallSyntax(begin.Place, asset, transition, Arguments(), When());
    }

    private PaySyntax Pay(Token begin)
    {
        var amount = Expression();
        Expect("from", "'pay AMOUNT from WALLET to WALLET'");
        var from = Expression();
        Expect("to", "'pay AMOUNT from WALLET to WALLET'");
        return new PaySyntax(begin.Place, amount, from, Expression(), When());
    }

    private Expression? When() => TakeIf("when") ? Expression() : null;

    private ImmutableArray<Argument> Arguments() => Parenthesised(() => List(() =>
    {
        if (Next.Kind == TokenKind.Name && _tokens[Math.Min(_at + 1, _tokens.Length - 1)].Is(":"))
        {
            var name = Name("an argument");
            Take();
            return new Argument(name, Expression());
        }
        return new Argument(null, Expression());
    }));

    private RoleSyntax Role()
    {
        var left = RoleAnd();
        for (var length = 1; TakeIf("or"); length++)
        {
            left = new RolePair(left.Place, "or", left, RoleAnd());
            BoundRoles(length);
        }
        return left;
    }

    private RoleSyntax RoleAnd()
    {
        var left = RoleUnit();
        for (var length = 1; TakeIf("and"); length++)
        {
            left = new RolePair(left.Place, "and", left, RoleUnit());
            BoundRoles(length);
        }
        return left;
    }

    private void BoundRoles(int length)
    {
        if (length >= Scew.Protocol.Requests.RequestLimits.MaxSigners)
        {
            Fail(Next, $"a request has at most {Scew.Protocol.Requests.RequestLimits.MaxSigners} signers");
        }
    }

    private RoleSyntax RoleUnit()
    {
        var begin = Next;
        if (!Deeper())
        {
            return new RoleOf(begin.Place, new NoneLiteral(begin.Place), false);
        }
        RoleSyntax role;
        if (TakeIf("("))
        {
            role = Role();
            Expect(")", "a closing parenthesis");
        }
        else if (begin.Kind == TokenKind.Number)
        {
            var count = Number();
            Expect("of", "'by 2 of managers'");
            role = new RoleCount(begin.Place, count, Postfix());
        }
        else if (begin.Is("any") && _tokens[_at + 1].Is("of"))
        {
            _at += 2;
            role = new RoleOf(begin.Place, Postfix(), true);
        }
        else
        {
            role = new RoleOf(begin.Place, Postfix(), false);
        }
        _depth--;
        return role;
    }
}
