using System.Collections.Immutable;
using Scew.Benchmarks.Load;
using Scew.Machines.Applications;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Contracts;

/// <summary>
/// What customers ask for. Every customer goes through <see cref="Next"/> step by step; after a failure at the next multiple of <see cref="Cycle"/>, so that one lost answer does not
/// spoil what follows.
/// </summary>
internal abstract class Workload(Customers customers, int size)
{
    private readonly long[] _steps = new long[size];

    public abstract string Name { get; }

    /// <summary>Steps until a customer is where it was.</summary>
    protected abstract int Cycle { get; }

    /// <summary>Of a request; each by a transition of a machine, or by an operation on wallets.</summary>
    public virtual int ChangesPerRequest => 1;

    public async ValueTask<bool> RunAsync(int lane, CancellationToken cancellation)
    {
        var step = _steps[lane];
        var succeeded = await customers.SubmitAsync(SignerOf(lane), Next(lane, step), cancellation);
        _steps[lane] = succeeded ? step + 1 : (step / Cycle + 1) * Cycle;
        return succeeded;
    }

    /// <summary>Makes what the steps need.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;

    protected Customers Customers => customers;

    /// <summary>How many customers at once.</summary>
    protected int Size => _steps.Length;

    protected virtual Customer SignerOf(int lane) => customers.All[lane];

    protected abstract Operation Next(int lane, long step);

    protected static AssetCreate Create(string id) => new(id, EShare.Name, Input(("title", new MachineValue.Text("cordless drill")), ("deposit", new MachineValue.Int(20))));

    protected static AssetTransition Offer(string id, Customer to) =>
        new(id, "offer", Input(("to", new MachineValue.AccountRef(to.Key.Account)), ("until", new MachineValue.Time(ReturnDate))));

    protected static AssetTransition GiveBack(string id) => new(id, "giveBack", Input());

    protected static AssetTransition Retire(string id) => new(id, "retire", Input());

    /// <summary>Far away, and as long as any date of these years.</summary>
    private const long ReturnDate = 4_000_000_000_000;

    private static ImmutableSortedDictionary<string, MachineValue> Input(params (string Name, MachineValue Value)[] values) =>
        values.ToImmutableSortedDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);
}
