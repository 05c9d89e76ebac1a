using System.Runtime.CompilerServices;
using Scew.Client.Variables;
using Scew.Protocol;

namespace Scew.Client.Tests.Variables;

public sealed class RecentRecordsTests
{
    private readonly List<long> _forgotten = [];

    [Fact]
    public void TheOldestGoesFirstAndIsOverwritten()
    {
        using var kept = Make(maxKept: 2);
        kept.Keep(Name(1), new StrongBox<long>(10));
        kept.Keep(Name(2), new StrongBox<long>(20));
        kept.Keep(Name(3), new StrongBox<long>(30));

        Assert.Equal([10], _forgotten);
        Assert.Equal([null, 20, 30], new[] { Find(kept, 1), Find(kept, 2), Find(kept, 3) });
    }

    [Fact]
    public void WhatIsKeptAlreadyStaysAndTheOtherIsOverwritten()
    {
        using var kept = Make(maxKept: 2);
        kept.Keep(Name(1), new StrongBox<long>(10));
        kept.Keep(Name(1), new StrongBox<long>(11));

        Assert.Equal([11], _forgotten);
        Assert.Equal(10, Find(kept, 1));
    }

    [Fact]
    public void AllIsOverwrittenAtTheEnd()
    {
        var kept = Make(maxKept: 2);
        kept.Keep(Name(1), new StrongBox<long>(10));
        kept.Keep(Name(2), new StrongBox<long>(20));
        kept.Dispose();

        Assert.Equal([10, 20], _forgotten.Order());
        Assert.Null(Find(kept, 1));
    }

    private RecentRecords<StrongBox<long>> Make(int maxKept) => new(maxKept, value => _forgotten.Add(value.Value));

    private static Digest Name(byte number) => Digest.Of([number]);

    private static long? Find(RecentRecords<StrongBox<long>> kept, byte number) => kept.TryFind(Name(number), static value => value.Value, out var found) ? found : null;
}
