using System.Collections.Immutable;
using System.Numerics;
using Scew.Protocol;
using Scew.Protocol.Requests;
using Scew.Simulation.Sealed;

namespace Scew.Simulation.Oracles;

/// <summary>
/// An encrypted integer in plain numbers. What was made for a version is made for the record that stands now, if that record is not younger; writers are customers 1 and 2, readers 1 and 3.
/// </summary>
internal sealed record NaiveSealed(Account Owner, bool IsAdditive, string Key, BigInteger Value, long Version, long RecordVersion)
{
    /// <summary>Null: refused.</summary>
    public NaiveSealed? After(SealedStep step, ImmutableArray<Account> by) => step switch
    {
        SealedStep.Set set => Writes(by) && set.Key == Key && IsFor(set.MadeFor) ? Next(set.Value) : null,
        SealedStep.Sum sum => Writes(by) && sum.Key == Key && IsFor(sum.MadeFor) && (IsAdditive || Fits(Value + sum.Addend)) ? Next(Value + sum.Addend) : null,
        SealedStep.Rekey rekey => !by.Contains(Owner) || rekey.MadeFor != Version ? null
            : rekey.Value is { } value ? Next(value) with { Key = rekey.Key } : this with { Version = Version + 1 },
        _ => null,
    };

    public bool Holds(SealedStep.Compare compare, ImmutableArray<Account> by) => (by.Contains(Owner) || Has(by, 1) || Has(by, 3)) && IsFor(compare.MadeFor) && compare.Operator switch
    {
        Comparison.Equal => Value == compare.Argument,
        Comparison.NotEqual => Value != compare.Argument,
        Comparison.Less => Value < compare.Argument,
        Comparison.LessOrEqual => Value <= compare.Argument,
        Comparison.Greater => Value > compare.Argument,
        _ => Value >= compare.Argument,
    };

    private static bool Fits(BigInteger value) => value >= long.MinValue && value <= long.MaxValue;

    private static bool Has(ImmutableArray<Account> by, int customer) => by.Contains(SimulatedRequest.Customer(customer));

    private bool Writes(ImmutableArray<Account> by) => by.Contains(Owner) || Has(by, 1) || Has(by, 2);

    private bool IsFor(long? version) => version is null || RecordVersion <= version;

    private NaiveSealed Next(BigInteger value) => this with { Value = value, Version = Version + 1, RecordVersion = Version + 1 };
}
