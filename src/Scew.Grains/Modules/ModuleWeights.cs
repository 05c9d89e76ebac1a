using System.Collections.Immutable;
using Scew.Homomorphic.Modules;

namespace Scew.Grains;

/// <summary>About how long a module works on a call, in us, and the cutting of questions into batches of about even work.</summary>
internal static class ModuleWeights
{
    /// <summary>About one opening: long against a call of a grain, short against a response time-out, and a block's work spreads evenly.</summary>
    public const long BatchUs = 6000;

    private const long KeyCheckUs = 50_000;
    private const long OpeningUs = 6000;
    private const long EnvelopeUs = 150;
    private const long AdditionUs = 20;
    private const long OrderedUs = 5;

    public static long Of(ModuleCall call) => call switch
    {
        ModuleCall.CheckKey => KeyCheckUs,
        ModuleCall.CheckAdditive or ModuleCall.SumAdditive => AdditionUs,
        ModuleCall.Delegated delegated => EnvelopeUs + delegated.Items.Sum(static item => item.Kind == DelegatedKind.SumOrdered ? OrderedUs : OpeningUs),
        _ => OrderedUs,
    };

    /// <summary>Consecutive questions, each batch as full as its weight allows; the first index of each, and the number of questions last.</summary>
    public static ImmutableArray<int> Cut(ImmutableArray<ModuleCall> calls)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        var weight = 0L;
        for (var i = 0; i < calls.Length; i++)
        {
            var own = Of(calls[i]);
            if (starts.Count == 0 || weight + own > BatchUs || i - starts[^1] == ModuleBatch.MaxCalls)
            {
                starts.Add(i);
                weight = 0;
            }
            weight += own;
        }
        starts.Add(calls.Length);
        return starts.ToImmutable();
    }
}
