using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Types that only expressions have, and what types have in common.</summary>
internal static class Types
{
    /// <summary>Of <c>none</c> alone.</summary>
    public static readonly MachineType Nothing = new(MachineTypeKind.Nothing, 0, true) { Name = "none" };

    /// <summary>Of an expression that is wrong.</summary>
    public static readonly MachineType Faulty = new(MachineTypeKind.Nothing, 1) { Name = "?" };

    /// <summary>Of <c>[]</c>.</summary>
    public static readonly MachineType EmptyList = MachineType.List(Nothing, 0);

    public static readonly MachineType Accounts = MachineType.List(MachineType.Account, 128);

    public static bool IsNumber(MachineType type) => !type.Optional && type.Kind is MachineTypeKind.Int or MachineTypeKind.Amount && !type.Optional;

    public static bool Is(MachineType type, MachineTypeKind kind) => type.Kind == kind && !type.Optional;

    /// <summary>The value that stands in after a fault.</summary>
    public static MachineValue StandIn(MachineType type) => type switch
    {
        { Optional: true } => MachineValue.None.Value,
        { Kind: MachineTypeKind.Int or MachineTypeKind.Amount } => Zero,
        { Kind: MachineTypeKind.Bool } => False,
        { Kind: MachineTypeKind.Time } => new MachineValue.Time(0),
        { Kind: MachineTypeKind.Duration } => new MachineValue.Duration(0),
        { Kind: MachineTypeKind.List } => MachineValue.List.Empty,
        { Kind: MachineTypeKind.Map } => MachineValue.Map.Empty,
        _ => MachineValue.None.Value,
    };

    public static readonly MachineValue.Bool True = new(true);
    public static readonly MachineValue.Bool False = new(false);
    private static readonly MachineValue.Int Zero = new(0);

    public static MachineValue Of(bool value) => value ? True : False;

    public static bool IsTrue(MachineValue value) => value is MachineValue.Bool { Value: true };

    /// <summary>Whether <c>=</c> makes sense between two types: the same but for bounds and none.</summary>
    public static bool AreComparable(MachineType left, MachineType right)
    {
        if (left.Kind == MachineTypeKind.Nothing || right.Kind == MachineTypeKind.Nothing)
        {
            return left.Kind == right.Kind || left.Optional && right.Optional;
        }
        return (left.Kind, right.Kind) switch
        {
            (MachineTypeKind.Int or MachineTypeKind.Amount, MachineTypeKind.Int or MachineTypeKind.Amount) => true,
            (MachineTypeKind.Choice or MachineTypeKind.Record, _) => left.Kind == right.Kind && left.Name == right.Name,
            (MachineTypeKind.List, MachineTypeKind.List) => AreComparable(left.Element!, right.Element!) || left.Element == Nothing || right.Element == Nothing,
            (MachineTypeKind.Map, MachineTypeKind.Map) => AreComparable(left.Key!, right.Key!) && AreComparable(left.Element!, right.Element!),
            (MachineTypeKind.Bytes, MachineTypeKind.Bytes) => left.Bound == right.Bound,
            _ => left.Kind == right.Kind,
        };
    }
}
