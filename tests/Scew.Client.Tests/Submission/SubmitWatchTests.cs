using System.Collections.Concurrent;
using Scew.Client.Submission;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Submission;

/// <summary>How far a request is counts merchants that answered, and nobody else.</summary>
public sealed class SubmitWatchTests
{
    private static readonly (int Status, string Code) Holds = (409, "still-possible");
    private static readonly (int Status, string Code) Executed = (504, "outcome-unknown");
    private static readonly (int Status, string Code) Nothing = (404, "not-found");

    [Fact]
    public async Task WhoHoldsItAndWhoExecutedItIsCounted() => Assert.Equal(
        new SubmitSight(4, 3, 1), await LastAsync([Holds, Holds, Executed, Nothing], static sight => sight.Holding == 3 && sight.Executed == 1));

    [Fact]
    public async Task ItIsOrderedWhenOneHonestMerchantSaysSo() => Assert.Equal(
        new SubmitSight(4, 3, 2) { IsOrdered = true }, await LastAsync([Holds, Executed, Executed, (500, "internal")], static sight => sight.IsOrdered && sight.Holding == 3));

    [Fact]
    public async Task WhoIsToldAndFailsTakesNoReceiptAway()
    {
        var request = SignedGroup.Request();
        var told = new Failing();
        using var merchants = new ScriptedMerchants((_, path) => path.StartsWith("GET", StringComparison.Ordinal)
            ? (Holds.Status, ScriptedMerchants.Problem(Holds.Code))
            : told.WasTold ? (200, SignedGroup.Receipt(request)) : (503, ScriptedMerchants.Problem("busy")));
        Assert.IsType<SubmitOutcome.Settled>(await merchants.Client.SubmitAsync(request, 0, told, CancellationToken.None));
    }

    // The receipt is shown only when the merchants were seen to say what the test wants.
    private static async Task<SubmitSight> LastAsync((int Status, string Code)[] says, Func<SubmitSight, bool> wanted)
    {
        var request = SignedGroup.Request();
        var told = new Told();
        using var merchants = new ScriptedMerchants((merchant, path) => path.StartsWith("GET", StringComparison.Ordinal)
            ? (says[merchant].Status, ScriptedMerchants.Problem(says[merchant].Code))
            : told.Sights.Any(wanted) ? (200, SignedGroup.Receipt(request)) : (503, ScriptedMerchants.Problem("busy")));
        Assert.IsType<SubmitOutcome.Settled>(await merchants.Client.SubmitAsync(request, 0, told, CancellationToken.None));
        return told.Sights.Last();
    }

    private sealed class Failing : IProgress<SubmitSight>
    {
        private volatile bool _wasTold;

        public bool WasTold => _wasTold;

        public void Report(SubmitSight value)
        {
            _wasTold = true;
            throw new InvalidOperationException("a progress bar that broke");
        }
    }

    private sealed class Told : IProgress<SubmitSight>
    {
        public ConcurrentQueue<SubmitSight> Sights { get; } = [];

        public void Report(SubmitSight value) => Sights.Enqueue(value);
    }
}
