using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Types as they are written, to types. A record knows the types that stand before it, so none holds itself.</summary>
internal static class TypeReader
{
    private const int MaxParts = 64;

    public static ImmutableArray<Declaration> Declarations(MachineScope scope, ImmutableArray<DeclarationSyntax> syntaxes, int most, string what)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var declarations = ImmutableArray.CreateBuilder<Declaration>();
        foreach (var syntax in syntaxes)
        {
            if (!names.Add(syntax.Name))
            {
                scope.Fail(syntax.Place, syntax.Name, $"'{syntax.Name}' stands here twice");
            }
            declarations.Add(new Declaration(syntax.Name, Read(scope, syntax.Type)));
        }
        if (declarations.Count > most)
        {
            scope.Fail(syntaxes[0].Place, syntaxes[0].Name, $"there are at most {most} {what}");
        }
        return declarations.ToImmutable();
    }

    public static MachineType Read(MachineScope scope, TypeSyntax syntax)
    {
        var type = Plain(scope, syntax);
        if (type is null)
        {
            return MachineType.Int;
        }
        if (type.Depth > MachineValue.MaxDepth)
        {
            scope.Fail(syntax.Place, syntax.Name, $"lists, maps and records lie at most {MachineValue.MaxDepth - 1} deep in each other");
            return MachineType.Int;
        }
        if (Parts(type) > MaxParts)
        {
            scope.Fail(syntax.Place, syntax.Name, $"records in each other have at most {MaxParts} parts in all", "fewer fields, or an asset of its own");
        }
        return syntax.Optional ? type.OrNone : type;
    }

    /// <summary>Plain values that a value has, a list or map counted as one item.</summary>
    private static int Parts(MachineType type) => type.Kind switch
    {
        MachineTypeKind.List => Parts(type.Element!),
        MachineTypeKind.Map => Parts(type.Key!) + Parts(type.Element!),
        MachineTypeKind.Record => type.Fields.Sum(static one => Parts(one.Type)),
        _ => 1,
    };

    private static MachineType? Plain(MachineScope scope, TypeSyntax syntax)
    {
        switch (syntax.Name)
        {
            case "text" or "bytes" when Bound(scope, syntax, 0, MachineType.MaxTextBytes) is { } bytes:
                return syntax.Name == "text" ? MachineType.Text(bytes) : MachineType.Bytes(bytes);
            case "list" when Bound(scope, syntax, 1, MachineValue.MaxItems) is { } items && Element(scope, syntax.Types[0]) is { } element:
                return MachineType.List(element, items);
            case "map" when Bound(scope, syntax, 2, MachineValue.MaxItems) is { } pairs && Element(scope, syntax.Types[0]) is { } key && Element(scope, syntax.Types[1]) is { } value:
                if (!key.IsPlain)
                {
                    scope.Fail(syntax.Types[0].Place, syntax.Types[0].Name, $"{key} cannot be the key of a map");
                    return null;
                }
                return MachineType.Map(key, value, pairs);
            case "text" or "bytes" or "list" or "map":
                return null;
            default:
                break;
        }
        if (!syntax.Types.IsEmpty || !syntax.Bounds.IsEmpty)
        {
            scope.Fail(syntax.Place, syntax.Name, $"{syntax.Name} has nothing in parentheses");
            return null;
        }
        var type = syntax.Name switch
        {
            "int" => MachineType.Int,
            "amount" => MachineType.Amount,
            "bool" => MachineType.Bool,
            "account" => MachineType.Account,
            "time" => MachineType.Time,
            "duration" => MachineType.Duration,
            "asset" => MachineType.Asset,
            "wallet" => MachineType.Wallet,
            _ => scope.Types.GetValueOrDefault(syntax.Name),
        };
        if (type is null)
        {
            scope.Fail(
                syntax.Place, syntax.Name, $"there is no type '{syntax.Name}' above this line",
                "int, amount, text(N), bool, account, time, duration, bytes(N), asset, wallet, list(T, N), map(K, V, N), an enum or a record");
        }
        return type;
    }

    private static int? Bound(MachineScope scope, TypeSyntax syntax, int types, int most)
    {
        if (syntax.Types.Length == types && syntax.Bounds is [>= 1 and var bound] && bound <= most)
        {
            return (int)bound;
        }
        var form = types switch { 0 => $"{syntax.Name}(N)", 1 => "list(T, N)", _ => "map(K, V, N)" };
        scope.Fail(syntax.Place, syntax.Name, $"the bound of {syntax.Name} is missing or out of range", $"{form} with N from 1 to {most}");
        return null;
    }

    private static MachineType? Element(MachineScope scope, TypeSyntax syntax)
    {
        var type = Read(scope, syntax);
        if (!type.Optional)
        {
            return type;
        }
        scope.Fail(syntax.Place, syntax.Name, "items, keys and values of maps cannot be none", "without ?");
        return null;
    }
}
