using Scew.Protocol.Requests;

namespace Scew.Machines.Language.Compiling;

/// <summary>Works an expression out.</summary>
internal delegate MachineValue Evaluator(Frame frame);

/// <summary>What an expression asks for besides the asset's values.</summary>
[Flags]
internal enum Reads
{
    Nothing = 0,
    Input = 1,
    Caller = 2,
    Now = 4,

    /// <summary>An item that a quantifier goes through.</summary>
    Binder = 8,
    Values = 16,

    /// <summary>The asset's id or the group.</summary>
    Place = 32,
}

/// <summary>An expression with its type. <paramref name="Cost"/> is what one evaluation costs at most, 1 for each operation.</summary>
internal sealed record Typed(MachineType Type, Evaluator Evaluate, long Cost, Reads Reads)
{
    /// <summary>More than any step may cost; from here on costs are not told apart, so they cannot overflow.</summary>
    public const long MaxCost = 1_000_000;

    /// <summary>Most operations of one evaluation.</summary>
    public long Cost { get; } = Math.Min(Cost, MaxCost);

    /// <summary>The value where it is known beforehand.</summary>
    public MachineValue? Constant { get; init; }

    /// <summary>Where a fault was reported: nothing that follows from it is.</summary>
    public bool IsFaulty => ReferenceEquals(Type, Types.Faulty);
}
