using System.Collections.Immutable;
using Scew.Protocol.Json;

namespace Scew.Protocol.Requests;

/// <summary>
/// Reads operations: every known member has one syntax, whatever the type; which members belong to the type, their order and duplicates are settled by
/// <see cref="PayloadCodec"/>, which writes the result again and compares.
/// </summary>
internal static class OperationReader
{
    // transaction > conditional-update > condition or update
    private const int MaxDepth = 3;

    public static Operation? Read(ref JsonCursor cursor) => Read(ref cursor, 1);

    private static Operation? Read(ref JsonCursor cursor, int depth)
    {
        var members = default(OperationMembers);
        cursor.Expect('{');
        for (var first = true; cursor.More(ref first, '}');)
        {
            var name = cursor.Name();
            if (!cursor.Failed)
            {
                ReadMember(ref cursor, name, ref members, depth);
            }
        }
        var operation = cursor.Failed ? null : members.Build(depth);
        if (operation is null)
        {
            cursor.Fail();
        }
        return operation;
    }

    private static void ReadMember(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members, int depth)
    {
        if (ReadText(ref cursor, name, ref members) || ReadNumber(ref cursor, name, ref members) || members.Variable.Read(ref cursor, name))
        {
            return;
        }
        if (name.SequenceEqual("toOwner"u8))
        {
            members.ToOwner = cursor.Account();
        }
        else if (name.SequenceEqual("plan"u8))
        {
            members.Plan = cursor.Digest();
        }
        else if (name.SequenceEqual("legs"u8))
        {
            Once(ref cursor, members.Legs.IsDefault);
            members.Legs = Objects(ref cursor, RequestLimits.MaxLegs, ReadLegMember, static leg => leg.Leg());
        }
        else if (name.SequenceEqual("allow"u8))
        {
            Once(ref cursor, members.Allow.IsDefault);
            members.Allow = Objects(ref cursor, RequestLimits.MaxAllowances, ReadAllowanceMember, static one => one.Allowance());
        }
        else if (name.SequenceEqual("text"u8))
        {
            Once(ref cursor, members.Text is null);
            members.Text = cursor.Text(RequestLimits.MaxMachineBytes);
        }
        else if (name.SequenceEqual("items"u8))
        {
            Once(ref cursor, members.Variable.Items.IsDefault);
            members.Variable.Items = Objects(ref cursor, RequestLimits.MaxIds, VariableMembers.ReadItem, static item => item.Bounds());
        }
        else if (name.SequenceEqual("ids"u8))
        {
            Once(ref cursor, members.Ids.IsDefault);
            members.Ids = Ids(ref cursor);
        }
        else if (name.SequenceEqual("input"u8))
        {
            Once(ref cursor, members.Input is null);
            members.Input = Input(ref cursor);
        }
        else if (depth < MaxDepth && name.SequenceEqual("condition"u8))
        {
            Once(ref cursor, members.Condition is null);
            members.Condition = Read(ref cursor, depth + 1);
        }
        else if (depth < MaxDepth && name.SequenceEqual("updates"u8))
        {
            Once(ref cursor, members.Updates.IsDefault);
            members.Updates = List(ref cursor, RequestLimits.MaxUpdates, depth);
        }
        else if (depth < MaxDepth && name.SequenceEqual("operations"u8))
        {
            Once(ref cursor, members.Operations.IsDefault);
            members.Operations = List(ref cursor, RequestLimits.MaxOperations, depth);
        }
        else
        {
            cursor.Fail();
        }
    }

    // The second of two equal names would be refused at the end; refused here, it costs nothing.
    private static void Once(ref JsonCursor cursor, bool isFirst)
    {
        if (!isFirst)
        {
            cursor.Fail();
        }
    }

    private static bool ReadText(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members)
    {
        ref var slot = ref members.Type;
        if (name.SequenceEqual("type"u8))
        {
        }
        else if (name.SequenceEqual("from"u8))
        {
            slot = ref members.From;
        }
        else if (name.SequenceEqual("to"u8))
        {
            slot = ref members.To;
        }
        else if (name.SequenceEqual("id"u8))
        {
            slot = ref members.Id;
        }
        else if (name.SequenceEqual("contract"u8))
        {
            slot = ref members.Contract;
        }
        else if (name.SequenceEqual("machine"u8))
        {
            slot = ref members.Machine;
        }
        else if (name.SequenceEqual("transition"u8))
        {
            slot = ref members.Transition;
        }
        else if (name.SequenceEqual("operator"u8))
        {
            slot = ref members.Operator;
        }
        else if (name.SequenceEqual("after"u8))
        {
            slot = ref members.After;
        }
        else
        {
            return false;
        }
        Once(ref cursor, slot is null);
        slot = cursor.Ascii(IdRules.MaxLength);
        return true;
    }

    private static bool ReadNumber(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members)
    {
        ref var slot = ref members.Amount;
        if (name.SequenceEqual("amount"u8))
        {
        }
        else if (name.SequenceEqual("initial"u8))
        {
            slot = ref members.Initial;
        }
        else if (name.SequenceEqual("value"u8))
        {
            slot = ref members.Value;
        }
        else if (name.SequenceEqual("delta"u8))
        {
            slot = ref members.Delta;
        }
        else if (name.SequenceEqual("argument"u8))
        {
            slot = ref members.Argument;
        }
        else if (name.SequenceEqual("low"u8))
        {
            slot = ref members.Low;
        }
        else if (name.SequenceEqual("high"u8))
        {
            slot = ref members.High;
        }
        else if (name.SequenceEqual("as"u8))
        {
            members.As = cursor.Number();
            return true;
        }
        else if (name.SequenceEqual("limit"u8))
        {
            members.Limit = cursor.Number();
            return true;
        }
        else if (name.SequenceEqual("calls"u8))
        {
            members.Calls = cursor.Number();
            return true;
        }
        else
        {
            return false;
        }
        slot = cursor.Amount();
        return true;
    }

    /// <summary>Reads one member of an object in a list.</summary>
    private delegate void MemberReader(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members);

    /// <summary>A list of objects that hold nothing but plain members.</summary>
    private static ImmutableArray<T> Objects<T>(ref JsonCursor cursor, int max, MemberReader read, Func<OperationMembers, T?> make)
        where T : class
    {
        var objects = ImmutableArray.CreateBuilder<T>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            var members = default(OperationMembers);
            cursor.Expect('{');
            for (var firstMember = true; cursor.More(ref firstMember, '}');)
            {
                var name = cursor.Name();
                read(ref cursor, name, ref members);
            }
            if (cursor.Failed || make(members) is not { } made || objects.Count == max)
            {
                cursor.Fail();
                break;
            }
            objects.Add(made);
        }
        return objects.DrainToImmutable();
    }

    // Only what a leg has: a list inside would let the sender choose how deep the stack goes.
    private static void ReadLegMember(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members)
    {
        if (name.SequenceEqual("amount"u8))
        {
            members.Amount = cursor.Amount();
        }
        else if (name.SequenceEqual("from"u8))
        {
            members.From = cursor.Ascii(IdRules.MaxLength);
        }
        else if (name.SequenceEqual("to"u8))
        {
            members.To = cursor.Ascii(IdRules.MaxLength);
        }
        else if (name.SequenceEqual("toOwner"u8))
        {
            members.ToOwner = cursor.Account();
        }
        else
        {
            cursor.Fail();
        }
    }

    private static void ReadAllowanceMember(ref JsonCursor cursor, ReadOnlySpan<byte> name, ref OperationMembers members)
    {
        if (name.SequenceEqual("most"u8))
        {
            members.Most = cursor.Amount();
        }
        else if (name.SequenceEqual("wallet"u8))
        {
            members.Wallet = cursor.Ascii(IdRules.MaxLength);
        }
        else if (name.SequenceEqual("asset"u8))
        {
            members.Asset = cursor.Ascii(IdRules.MaxLength);
        }
        else
        {
            cursor.Fail();
        }
    }

    private static ImmutableArray<string> Ids(ref JsonCursor cursor)
    {
        var ids = ImmutableArray.CreateBuilder<string>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            if (ids.Count == RequestLimits.MaxIds)
            {
                cursor.Fail();
                break;
            }
            ids.Add(cursor.Ascii(IdRules.MaxLength));
        }
        return ids.DrainToImmutable();
    }

    private static ImmutableArray<Operation> List(ref JsonCursor cursor, int max, int depth)
    {
        var operations = ImmutableArray.CreateBuilder<Operation>();
        cursor.Expect('[');
        for (var first = true; cursor.More(ref first, ']');)
        {
            if (operations.Count == max || Read(ref cursor, depth + 1) is not { } operation)
            {
                cursor.Fail();
                break;
            }
            operations.Add(operation);
        }
        return operations.DrainToImmutable();
    }

    private static ImmutableSortedDictionary<string, MachineValue> Input(ref JsonCursor cursor)
    {
        var input = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        cursor.Expect('{');
        for (var first = true; cursor.More(ref first, '}');)
        {
            var name = System.Text.Encoding.Latin1.GetString(cursor.Name());
            if (cursor.Failed || input.Count == RequestLimits.MaxInputs || input.ContainsKey(name) || !IdRules.IsName(name) || MachineValueJson.Read(ref cursor) is not { } value)
            {
                cursor.Fail();
                break;
            }
            input[name] = value;
        }
        return input.ToImmutable();
    }
}
