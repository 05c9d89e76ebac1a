using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Names: values, inputs, lets, cases, built-ins.</summary>
internal sealed partial class ExpressionCompiler
{
    private Typed Name(NameExpression name, MachineType? expected)
    {
        if (scope.TryLocal(name.Name, out var local))
        {
            var slot = local.Slot;
            return local.Let is { } let
                ? new Typed(local.Type, frame => frame.Locals[slot] ??= let(frame), 1, local.Reads)
                : new Typed(local.Type, frame => frame.Locals[slot]!, 1, local.Reads);
        }
        if (string.Equals(name.Name, "owner", StringComparison.Ordinal))
        {
            return scope.HasValues
                ? new Typed(MachineType.Account, static frame => new MachineValue.AccountRef(frame.Owner), 1, Reads.Values)
                : NoValueYet(name);
        }
        if (Array.IndexOf(Words.BuiltIns, name.Name) >= 0)
        {
            return BuiltIn(name);
        }
        if (scope.Machine.Values.TryGetValue(name.Name, out var value))
        {
            return Value(name, value);
        }
        return Case(name, expected);
    }

    private Typed NoValueYet(Expression name) => Fail(name, $"'{Formatter.Format(name)}' has no value before the asset is created", "use an input or caller");

    private Typed Value(NameExpression name, ValueSlot value)
    {
        var slot = value.Slot;
        if (!scope.HasValues)
        {
            return NoValueYet(name);
        }
        if (value.States.IsEmpty)
        {
            return new Typed(value.Declared.Type, frame => frame.Values[slot]!, 1, Reads.Values);
        }
        if (scope.From.IsDefault)
        {
            // In an invariant: none in states that do not have it.
            return new Typed(value.Declared.Type.OrNone, frame => frame.Values[slot] ?? MachineValue.None.Value, 1, Reads.Values);
        }
        foreach (var state in scope.From)
        {
            if (!value.States.Contains(state))
            {
                return Fail(name, $"'{name.Name}' is a value of {string.Join(" and ", value.States)}, and this transition leaves {state}");
            }
        }
        return new Typed(value.Declared.Type, frame => frame.Values[slot]!, 1, Reads.Values);
    }

    private Typed BuiltIn(NameExpression name)
    {
        if (name.Name is "machine")
        {
            return Constant(MachineType.Text(IdRules.MaxLength), new MachineValue.Text(scope.Machine.Name));
        }
        if (name.Name is "caller" or "signers" or "callerMachine")
        {
            if (!scope.HasCaller)
            {
                return Fail(name, $"nobody calls here, so there is no '{name.Name}'");
            }
            return name.Name is "callerMachine"
                ? new Typed(MachineType.Text(IdRules.MaxLength), static frame => new MachineValue.Text(frame.Context.CallerMachine), 1, Reads.Caller)
                : name.Name is "caller"
                ? new Typed(MachineType.Account, static frame => new MachineValue.AccountRef(frame.Context.Caller), 1, Reads.Caller)
                : new Typed(MachineType.List(MachineType.Account, RequestLimits.MaxSigners), static frame => frame.Signers, 4, Reads.Caller);
        }
        if (name.Name is "state")
        {
            return scope.HasValues ? new Typed(scope.Machine.States, static frame => new MachineValue.Choice(frame.State), 1, Reads.Values) : NoValueYet(name);
        }
        if (name.Name is "input" or "old")
        {
            return Fail(name, $"'{name.Name}' has members", $"such as {name.Name}.NAME");
        }
        if (!scope.HasContext)
        {
            return Fail(name, $"'{name.Name}' is not known in an invariant, which holds at all times");
        }
        return name.Name switch
        {
            "now" => new Typed(MachineType.Time, static frame => new MachineValue.Time(frame.Context.TimeMs), 1, Reads.Now),
            "height" => new Typed(MachineType.Int, static frame => new MachineValue.Int(frame.Context.Height), 1, Reads.Now),
            "asset" => new Typed(MachineType.Asset, static frame => new MachineValue.Text(frame.Context.AssetId), 1, Reads.Place),
            "purse" => new Typed(MachineType.Wallet, static frame => new MachineValue.Text(AssetActor.Purse(frame.Context.Group, frame.Context.AssetId)), 40, Reads.Place),
            "members" => new Typed(Types.Accounts, static frame => frame.Members, 4, Reads.Place),
            _ => new Typed(MachineType.Bytes(Digest.SizeBytes), static frame => new MachineValue.Bytes(System.Convert.ToHexStringLower(frame.Context.Group.ToArray())), 2, Reads.Place),
        };
    }

    internal static MachineValue.List Signers(MachineContext context) =>
        new([new MachineValue.AccountRef(context.Caller), .. context.CoSigners.Select(static one => new MachineValue.AccountRef(one))]);

    internal static MachineValue.List Members(MachineContext context) => new([.. context.Members.Select(static one => (MachineValue)new MachineValue.AccountRef(one))]);

    private Typed Case(NameExpression name, MachineType? expected)
    {
        MachineType? found = null;
        if (expected is { Kind: MachineTypeKind.Choice } && expected.Cases.Contains(name.Name))
        {
            found = expected.Required;
        }
        else if (scope.Machine.States.Cases.Contains(name.Name))
        {
            found = scope.Machine.States;
        }
        else
        {
            foreach (var type in scope.Machine.Types.Values)
            {
                if (type.Kind == MachineTypeKind.Choice && type.Cases.Contains(name.Name))
                {
                    if (found is not null)
                    {
                        return Fail(name, $"'{name.Name}' is a case of {found.Name} and of {type.Name}", $"{found.Name}.{name.Name} or {type.Name}.{name.Name}");
                    }
                    found = type;
                }
            }
        }
        return found is not null ? Constant(found, new MachineValue.Choice(name.Name)) : Fail(name, $"there is no '{name.Name}' here", Suggest(name.Name));
    }

    private Typed Member(MemberExpression member)
    {
        if (member.Target is NameExpression { Name: "input" })
        {
            return Input(member);
        }
        if (member.Target is NameExpression { Name: "old" })
        {
            return OldValue(member);
        }
        if (member.Target is NameExpression { Name: var name } && scope.Machine.Types.TryGetValue(name, out var type) && type.Kind == MachineTypeKind.Choice)
        {
            return type.Cases.Contains(member.Member)
                ? Constant(type, new MachineValue.Choice(member.Member))
                : Fail(member, $"{name} has no case '{member.Member}'", "one of " + string.Join(", ", type.Cases));
        }
        var target = Compile(member.Target);
        if (target.IsFaulty)
        {
            return target;
        }
        if (target.Type.Kind != MachineTypeKind.Record || Field(target.Type, member.Member) is not { } field)
        {
            return Fail(member, $"'{Formatter.Format(member.Target)}' is {target.Type} and has no field '{member.Member}'");
        }
        var (inner, wanted) = (target.Evaluate, member.Member);
        // A field of none is none.
        return new Typed(
            target.Type.Optional ? field.Type.OrNone : field.Type,
            frame => inner(frame) is MachineValue.Record record ? record.Find(wanted) ?? MachineValue.None.Value : MachineValue.None.Value, 2 + target.Cost, target.Reads);
    }

    private Typed Input(MemberExpression member)
    {
        if (scope.Inputs.IsDefault)
        {
            return Fail(member, "there is no input here");
        }
        foreach (var input in scope.Inputs)
        {
            if (string.Equals(input.Name, member.Member, StringComparison.Ordinal))
            {
                var wanted = input.Name;
                return new Typed(input.Type, frame => frame.Input.Find(wanted) ?? MachineValue.None.Value, 1, Reads.Input);
            }
        }
        return Fail(
            member, $"the transition has no input '{member.Member}'",
            scope.Inputs.IsEmpty ? "declare it in the parentheses behind the states" : "one of " + string.Join(", ", scope.Inputs.Select(static one => one.Name)));
    }

    private Typed OldValue(MemberExpression member)
    {
        if (scope.Old is not { } old)
        {
            return Fail(member, "there is no older asset here; 'old' stands in a migration");
        }
        if (member.Member == "owner")
        {
            return new Typed(MachineType.Account, static frame => new MachineValue.AccountRef(frame.Owner), 1, Reads.Values);
        }
        var found = old.ValuesOf(scope.OldState).FirstOrDefault(value => string.Equals(value.Name, member.Member, StringComparison.Ordinal));
        var wanted = member.Member;
        return found is null
            ? Fail(member, $"{old.Title ?? old.Name} has no value '{wanted}' in {scope.OldState}")
            : new Typed(found.Type, frame => frame.Input.Find(wanted) ?? MachineValue.None.Value, 1, Reads.Values);
    }

    private static Declaration? Field(MachineType record, string name) => record.Fields.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));

    /// <summary>The nearest name within two letters, or one where it is short.</summary>
    private string? Suggest(string name)
    {
        if (scope.Machine.IsFull)
        {
            return null;
        }
        var known = scope.Machine.Values.Keys.Concat(scope.Machine.States.Cases).Concat(scope.Inputs.IsDefault ? [] : scope.Inputs.Select(static one => "input." + one.Name)).Concat(["caller", "owner", "now"]);
        var nearest = known.Select(candidate => (Name: candidate, Distance: Distance(candidate.StartsWith("input.", StringComparison.Ordinal) ? candidate[6..] : candidate, name)))
            .OrderBy(static one => one.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Min(2, (name.Length + 1) / 3) ? $"did you mean {nearest.Name}?" : null;
    }

    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            row[j] = j;
        }
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
