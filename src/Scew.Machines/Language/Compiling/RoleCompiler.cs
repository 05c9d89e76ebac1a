using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Whether those who have to sign did. An account signs as caller or beside it.</summary>
internal sealed class RoleCompiler(MachineScope machine, ExpressionCompiler expressions)
{
    public Typed? Compile(RoleSyntax role) => role switch
    {
        RolePair pair => Pair(pair),
        RoleOf { AnyOf: false } one => One(one),
        RoleOf any => Count(any, any.Accounts, 1),
        RoleCount count => Count(count, count.Accounts, count.Count),
        _ => null,
    };

    private Typed? Pair(RolePair pair)
    {
        if (Compile(pair.Left) is not { } left || Compile(pair.Right) is not { } right)
        {
            return null;
        }
        var (first, second, both) = (left.Evaluate, right.Evaluate, pair.Operator == "and");
        return new Typed(
            MachineType.Bool, frame => Types.IsTrue(first(frame)) == both ? second(frame) : Types.Of(!both), 1 + left.Cost + right.Cost, left.Reads | right.Reads);
    }

    private Typed? One(RoleOf role)
    {
        var account = expressions.Compile(role.Accounts);
        if (account.IsFaulty)
        {
            return null;
        }
        if (account.Type.Kind != MachineTypeKind.Account)
        {
            machine.Fail(
                role.Place, Formatter.Format(role.Accounts), $"'{Formatter.Format(role.Accounts)}' is {account.Type}, and an account signs",
                account.Type.Kind == MachineTypeKind.List ? $"by any of {Formatter.Format(role.Accounts)}" : null);
            return null;
        }
        var inner = account.Evaluate;
        return new Typed(
            MachineType.Bool, frame => Types.Of(inner(frame) is MachineValue.AccountRef one && frame.Context.HasSigned(one.Value)), 17 + account.Cost, account.Reads | Reads.Caller);
    }

    private Typed? Count(RoleSyntax role, Expression accounts, long least)
    {
        var list = expressions.Compile(accounts);
        if (list.IsFaulty)
        {
            return null;
        }
        if (list.Type is not { Kind: MachineTypeKind.List, Optional: false, Element.Kind: MachineTypeKind.Account })
        {
            machine.Fail(role.Place, Formatter.Format(accounts), $"'{Formatter.Format(accounts)}' is {list.Type}, and a list of accounts is needed");
            return null;
        }
        if (least is < 1 or > RequestLimits.MaxSigners)
        {
            machine.Fail(role.Place, Formatter.Format(role), $"1 to {RequestLimits.MaxSigners} accounts sign a request");
            return null;
        }
        var inner = list.Evaluate;
        return new Typed(MachineType.Bool, frame =>
        {
            var distinct = new SortedSet<Account>(((MachineValue.List)inner(frame)).Items.OfType<MachineValue.AccountRef>().Select(static one => one.Value));
            return Types.Of(distinct.Count(frame.Context.HasSigned) >= least);
        }, 1 + list.Cost + list.Type.Bound * 17L, list.Reads | Reads.Caller);
    }
}
