using System.Collections.Immutable;
using Scew.Homomorphic.Modules;

namespace Scew.Grains;

/// <summary>The cutting of questions into batches of about even work.</summary>
internal static class ModuleCut
{
    /// <summary>
    /// About one opening: long against a call of a grain, short against a response time-out, and a block's work spreads evenly. A range stands alone: its items are shared out
    /// where its one envelope was opened, and its at most 2 s of one core are short, too.
    /// </summary>
    public const long BatchMicroseconds = 1000 + ModuleWork.OpeningMicroseconds;

    /// <summary>Consecutive questions, each batch as full as its work allows; the first index of each, and the number of questions last.</summary>
    public static ImmutableArray<int> Of(ImmutableArray<ModuleCall> calls)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        var work = 0L;
        for (var i = 0; i < calls.Length; i++)
        {
            var own = ModuleWork.Of(calls[i]);
            if (starts.Count == 0 || work + own > BatchMicroseconds || i - starts[^1] == ModuleBatch.MaxCalls)
            {
                starts.Add(i);
                work = 0;
            }
            work += own;
        }
        starts.Add(calls.Length);
        return starts.ToImmutable();
    }
}
