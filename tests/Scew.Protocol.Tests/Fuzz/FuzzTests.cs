using System.Diagnostics;
using Xunit.Abstractions;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>
/// Mutated inputs to every decoder. What an input made the decoder allocate stands for the way that it took: an input that took a new way is mutated further.
/// A failure prints the input; put it into the corpus.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int MaxPool = 512;

    public static TheoryData<string> Names => [.. Decoders.All.Select(decoder => decoder.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("row", "F1")]
    [Trait("row", "F4")]
    public void MutatedInputsAreRefusedOrCanonical(string name)
    {
        var decoder = Decoders.Named(name);
        var random = new Prng(LongRun.FuzzSeconds > 0 ? (ulong)Stopwatch.GetTimestamp() : 1);
        var (cases, accepted, pool) = Fuzz(decoder, random, LongRun.Cases(100_000), LongRun.FuzzSeconds);
        output.WriteLine($"{name}: {cases} cases, {accepted} accepted, {pool.Count} ways");
        Assert.True(accepted > 0);
    }

    internal static (int Cases, int Accepted, List<byte[]> Pool) Fuzz(Decoder decoder, Prng random, int cases, int seconds)
    {
        var pool = new List<byte[]>(decoder.Seeds);
        for (var i = 0; decoder.Random is not null && i < 40; i++)
        {
            pool.Add(decoder.Random(random));
        }
        Assert.All(pool, seed => Assert.NotNull(decoder.Decode(seed)));
        var ways = new HashSet<(bool, long)>();
        pool.ForEach(seed => ways.Add(Probe.Run(decoder, seed)));
        var accepted = pool.Count;
        var done = 0;
        for (var start = Stopwatch.GetTimestamp(); done < cases || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; done++)
        {
            var input = Mutator.Change(random, pool[random.Below(pool.Count)], pool[random.Below(pool.Count)], decoder.IsText);
            var way = Probe.Run(decoder, input);
            accepted += way.Accepted ? 1 : 0;
            if (ways.Add(way) && pool.Count < MaxPool)
            {
                pool.Add(input);
            }
        }
        return (done, accepted, pool);
    }

    // F4: whatever value is written comes back as itself and as no other bytes.
    [Theory]
    [MemberData(nameof(Names))]
    [Trait("row", "F4")]
    public void EveryValueComesBack(string name)
    {
        var decoder = Decoders.Named(name);
        var random = new Prng(2);
        for (var round = LongRun.Cases(2_000, 100_000); round > 0 && decoder.Random is not null; round--)
        {
            Assert.True(Probe.Run(decoder, decoder.Random(random)).Accepted);
        }
        Assert.All(decoder.Seeds, seed => Assert.True(Probe.Run(decoder, seed).Accepted));
    }
}
