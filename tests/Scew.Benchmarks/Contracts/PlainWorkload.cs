using System.Globalization;
using Scew.Benchmarks.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Contracts;

/// <summary>
/// The same requests without a contract: a wallet is created and then paid into three times. As many requests, signatures and new registers as
/// <see cref="EShareWorkload"/>; names are lengthened until the four requests have about the same number of bytes.
/// </summary>
internal sealed class PlainWorkload(Customers customers, int size) : Workload(customers, size)
{
    private string _fill = "";

    public override string Name => "without";

    protected override int Cycle => 4;

    public override Task PrepareAsync()
    {
        var (one, other) = (Customers.All[0], Customers.All[^1]);
        var with = Enumerable.Range(0, Cycle).Sum(step => Customers.WireBytes(one, EShareWorkload.At(one, other, step)));
        while (_fill.Length < IdRules.MaxLength - 40 && Enumerable.Range(0, Cycle).Sum(step => Customers.WireBytes(one, At(one, step))) < with)
        {
            _fill += "x";
        }
        return Task.CompletedTask;
    }

    protected override Operation Next(int lane, long step) => At(Customers.All[lane], step);

    private Operation At(Customer customer, long step)
    {
        var id = customer.Prefix + "w" + (step / Cycle).ToString("D6", CultureInfo.InvariantCulture) + _fill;
        return step % Cycle == 0 ? new CreateWallet(id, 0) : new Transfer(customer.Wallet, id, 1, null);
    }
}
