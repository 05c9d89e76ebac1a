using Scew.Benchmarks.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Contracts;

/// <summary>
/// A tool is offered and comes back in one transaction, so every request succeeds whatever came before it. <paramref name="hot"/>: all clients are the tills of one owner and
/// take one asset; otherwise each has its own.
/// </summary>
internal sealed class RoundTripWorkload(Customers customers, int size, bool hot) : Workload(customers, size)
{
    public override string Name => hot ? "one hot asset" : "an asset for each client";

    public override int ChangesPerRequest => 2;

    protected override int Cycle => 1;

    public override Task PrepareAsync() => Parallel.ForEachAsync(
        Enumerable.Range(0, hot ? 1 : Size), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (lane, _) => await Customers.RequireAsync(SignerOf(lane), Create(Id(lane))));

    // The owner's key with another till's index goes to another merchant.
    protected override Customer SignerOf(int lane) => hot ? new Customer(lane, Customers.All[0].Key) : Customers.All[lane];

    protected override Operation Next(int lane, long step) => new Transaction([Offer(Id(lane), Customers.All[^1]), GiveBack(Id(lane))]);

    private string Id(int lane) => SignerOf(lane).Prefix + (hot ? "hot" : "own");
}
