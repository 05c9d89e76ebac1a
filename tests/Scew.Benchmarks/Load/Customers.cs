using System.Collections.Immutable;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Load;

/// <summary>Somebody with a key, ids below the own prefix and a funded wallet.</summary>
internal sealed record Customer(int Index, SigningKey Key)
{
    public string Prefix { get; } = IdRules.OwnPrefix(Key.Account) + ":";

    public string Wallet => Prefix + "f";
}

/// <summary>The customers of one group; every receipt is verified.</summary>
internal sealed class Customers(DevNet net, ScewClient client)
{
    private const long Funds = 1_000_000_000_000;
    private long _bytes;

    public ImmutableArray<Customer> All { get; private set; } = [];

    /// <summary>Merchants that customers go to: those that are up and honest.</summary>
    public ImmutableArray<int> Merchants { get; set; } = [.. Enumerable.Range(0, net.Merchants.Length)];

    /// <summary>Bytes of requests and receipts since the last call.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref _bytes, 0);

    /// <summary>Makes keys and wallets, and the first merchant mints into them.</summary>
    public async Task PrepareAsync(int count)
    {
        All = [.. Enumerable.Range(0, count).Select(index => new Customer(index, SigningKey.Create()))];
        await Parallel.ForEachAsync(All, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (customer, _) => await RequireAsync(customer, new CreateWallet(customer.Wallet, 0)));
        foreach (var group in All.Chunk(RequestLimits.MaxOperations))
        {
            await RequireAsync(new Customer(0, net.Merchants[0].Key), new Transaction([.. group.Select(customer => (Operation)new Sum(customer.Wallet, Funds))]));
        }
    }

    /// <summary>True when the operation succeeded.</summary>
    public async ValueTask<bool> SubmitAsync(Customer customer, Operation operation, CancellationToken cancellation = default)
    {
        var request = Sign(customer, operation);
        var outcome = await client.SubmitAsync(request, Merchants[customer.Index % Merchants.Length], cancellation);
        if (outcome is SubmitOutcome.Settled { Receipt: { Succeeded: true } receipt })
        {
            Interlocked.Add(ref _bytes, request.Wire.Length + receipt.Bytes.Length);
            return true;
        }
        return false;
    }

    /// <summary>Length of the request on the wire.</summary>
    public int WireBytes(Customer customer, Operation operation) => Sign(customer, operation).Wire.Length;

    /// <exception cref="InvalidOperationException">It did not succeed.</exception>
    public async Task RequireAsync(Customer customer, Operation operation)
    {
        if (!await SubmitAsync(customer, operation))
        {
            throw new InvalidOperationException($"the load cannot be prepared: {operation.Type} of customer {customer.Index} did not succeed");
        }
    }

    private SignedRequest Sign(Customer customer, Operation operation)
    {
        var made = RequestSigner.Sign(client.Verifier.Group.Genesis, operation, client.ValidUntil(1), customer.Key);
        Invariant.Require(made.Request is not null, "a request of the load is well formed");
        return made.Request;
    }
}
