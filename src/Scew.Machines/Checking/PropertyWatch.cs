using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>
/// The declared properties along a life, one bit each. A step is two happenings: its transition, then the state that the asset is in afterwards. Of <c>never-after</c> and <c>only-after</c>
/// the bit says that the second name happened, of <c>eventually</c> that the first did and the second did not since.
/// </summary>
internal sealed class PropertyWatch(ImmutableArray<MachineProperty> properties)
{
    public const int MaxProperties = 64;

    private readonly ImmutableArray<MachineProperty> _properties = properties.Length <= MaxProperties ? properties : properties[..MaxProperties];

    /// <summary>Bits of those that speak of what can still happen.</summary>
    public ulong Eventually { get; } = Bits(properties, static kind => kind == MachineProperty.Eventually);

    public MachineProperty this[int property] => _properties[property];

    public int Count => _properties.Length;

    /// <summary>The bits after a step in <paramref name="situation"/>. What happened under an older machine happened: a property asks of an asset's whole life.</summary>
    public (ulong Bits, ulong Broken, ulong Second) After(Situation situation, ScriptStep step, string state) =>
        After(step.Older is { } older ? older.Reached?.Bits ?? 0 : situation.Bits, step.Transition, state);

    /// <summary>The bits after a step, those that it broke, and those whose second name happened in it.</summary>
    public (ulong Bits, ulong Broken, ulong Second) After(ulong bits, string transition, string state)
    {
        ulong broken = 0;
        ulong second = 0;
        for (var i = 0; i < _properties.Length; i++)
        {
            var property = _properties[i];
            var bit = 1UL << i;
            for (var happening = 0; happening < 2; happening++)
            {
                var name = happening == 0 ? transition : state;
                var isFirst = string.Equals(property.First, name, StringComparison.Ordinal);
                var isSecond = string.Equals(property.Second, name, StringComparison.Ordinal);
                if (property.Kind == MachineProperty.Eventually)
                {
                    second |= isSecond ? bit : 0;
                    bits = isFirst ? bits | bit : isSecond ? bits & ~bit : bits;
                    continue;
                }
                if (isFirst && (property.Kind == MachineProperty.NeverAfter && (bits & bit) != 0 || property.Kind == MachineProperty.OnlyAfter && (bits & bit) == 0))
                {
                    broken |= bit;
                }
                bits = isSecond && property.Kind != MachineProperty.Excludes ? bits | bit : bits;
            }
        }
        return (bits, broken, second);
    }

    private static ulong Bits(ImmutableArray<MachineProperty> properties, Func<string, bool> wanted)
    {
        ulong bits = 0;
        for (var i = 0; i < Math.Min(properties.Length, MaxProperties); i++)
        {
            bits |= wanted(properties[i].Kind) ? 1UL << i : 0;
        }
        return bits;
    }
}
