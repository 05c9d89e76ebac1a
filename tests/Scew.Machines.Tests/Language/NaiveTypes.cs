using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Tests.Language;

/// <summary>The declared types of a machine text, read without the compiler.</summary>
internal sealed class NaiveTypes
{
    private readonly Dictionary<string, MachineType> _types = new(StringComparer.Ordinal);

    public NaiveTypes(MachineSyntax machine)
    {
        foreach (var part in machine.Parts)
        {
            if (part is EnumSyntax choice)
            {
                _types[choice.Name] = MachineType.Choice(choice.Name, [.. choice.Cases.Select(static one => one.Name)]);
            }
            else if (part is RecordSyntax record)
            {
                _types[record.Name] = MachineType.Record(record.Name, [.. record.Fields.Select(field => new Declaration(field.Name, Of(field.Type)))]);
            }
        }
    }

    public bool IsEnum(string name) => _types.TryGetValue(name, out var type) && type.Kind == MachineTypeKind.Choice;

    public MachineType? Record(string name) => _types.TryGetValue(name, out var type) && type.Kind == MachineTypeKind.Record ? type : null;

    /// <summary>The record with these fields; the machines of the tests have no two.</summary>
    public MachineType RecordWith(IEnumerable<string> fields)
    {
        string[] wanted = [.. fields.Order(StringComparer.Ordinal)];
        return _types.Values.Single(type => type.Kind == MachineTypeKind.Record && type.Fields.Select(static one => one.Name).Order(StringComparer.Ordinal).SequenceEqual(wanted));
    }

    public MachineType Of(TypeSyntax syntax)
    {
        var bound = syntax.Bounds.IsEmpty ? 0 : (int)syntax.Bounds[0];
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
            "text" => MachineType.Text(bound),
            "bytes" => MachineType.Bytes(bound),
            "list" => MachineType.List(Of(syntax.Types[0]), bound),
            "map" => MachineType.Map(Of(syntax.Types[0]), Of(syntax.Types[1]), bound),
            var name => _types[name],
        };
        return syntax.Optional ? type.OrNone : type;
    }

    /// <summary>The value where it is of the type; an empty list stands for an empty map too.</summary>
    public static MachineValue Fit(MachineType type, MachineValue value)
    {
        if (type.Kind == MachineTypeKind.Map && value is MachineValue.List { Items.IsEmpty: true })
        {
            value = MachineValue.Map.Empty;
        }
        return type.Refuse(value) is { } reason ? throw new NaiveFaultException(reason) : value;
    }
}
