using System.Globalization;
using Scew.Benchmarks.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Contracts;

/// <summary>
/// Every client owns some assets and moves <paramref name="batch"/> of them with one request, offered and given back in turn; where it owns more, it goes on to the next ones.
/// </summary>
internal sealed class AssetsWorkload(Customers customers, int size, string name, int batch, int owned) : Workload(customers, size)
{
    // What one request pays for.
    private const int CreatedAtOnce = 32;

    public override string Name => name;

    public override int ChangesPerRequest => batch;

    // A request whose answer was lost may have happened: the next one brings the assets back, or is refused and the one after it finds them as it wants.
    protected override int Cycle => 1;

    public override Task PrepareAsync() => Parallel.ForEachAsync(
        Enumerable.Range(0, Size), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (lane, _) =>
        {
            foreach (var some in Enumerable.Range(0, owned).Chunk(CreatedAtOnce))
            {
                await Customers.RequireAsync(Customers.All[lane], new Transaction([.. some.Select(asset => Create(Id(lane, asset)))]));
            }
        });

    protected override Operation Next(int lane, long step)
    {
        var groups = owned / batch;
        var first = (int)(step / 2 % groups) * batch;
        var moves = Enumerable.Range(first, batch).Select(asset => Id(lane, asset))
            .Select(Operation (id) => step % 2 == 0 ? Offer(id, Customers.All[(lane + 1) % Customers.All.Length]) : GiveBack(id)).ToArray();
        return batch == 1 ? moves[0] : new Transaction([.. moves]);
    }

    private string Id(int lane, int asset) =>
        string.Create(CultureInfo.InvariantCulture, $"{Customers.All[lane].Prefix}{name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal)}-{asset}");
}
