using System.Globalization;
using Scew.Benchmarks.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Contracts;

/// <summary>A tool's life under its contract: created, offered, given back, retired. Four requests, one new register.</summary>
internal sealed class EShareWorkload(Customers customers, int size) : Workload(customers, size)
{
    public override string Name => "with contract";

    protected override int Cycle => 4;

    /// <summary>The request of a step.</summary>
    public static Operation At(Customer customer, Customer other, long step)
    {
        var id = customer.Prefix + "t" + (step / 4).ToString("D6", CultureInfo.InvariantCulture);
        return (step % 4) switch
        {
            0 => Create(id),
            1 => Offer(id, other),
            2 => GiveBack(id),
            _ => Retire(id),
        };
    }

    protected override Operation Next(int lane, long step) => At(Customers.All[lane], Customers.All[(lane + 1) % Customers.All.Length], step);
}
