using System.Collections.Immutable;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Load;

/// <summary>
/// Customers who pay into one wallet as fast as they get receipts. Each has a key and a funded wallet of its own; a payment's payload is exactly
/// <see cref="PayloadBytes"/> long. Everything is on: signatures, order, execution, and the client's own check of every receipt.
/// </summary>
public sealed class LoadDriver
{
    /// <summary>Bytes of one payment's payload.</summary>
    public const int PayloadBytes = 256;

    private const long Funds = 1_000_000_000;
    private readonly ScewClient _client;
    private readonly SigningKey _issuer;
    private readonly int _issuerMember;
    private ImmutableArray<Payer> _payers = [];
    private string _sink = "";
    private long _bytes;

    /// <summary>A driver that funds its customers with an issuer's key; that issuer is member <paramref name="issuerMember"/>.</summary>
    public LoadDriver(ScewClient client, SigningKey issuer, int issuerMember)
    {
        _client = client;
        _issuer = issuer;
        _issuerMember = issuerMember;
    }

    /// <summary>Bytes of requests and receipts since the last call.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref _bytes, 0);

    /// <summary>Makes and funds the customers' wallets, 16 to a request.</summary>
    public async Task PrepareAsync(int customers, CancellationToken cancellation = default)
    {
        var keys = Enumerable.Range(0, customers).Select(_ => SigningKey.Create()).ToArray();
        _payers = [.. keys.Select(key => new Payer(key, IdRules.OwnPrefix(key.Account) + ":l"))];
        _sink = SinkId();
        await RequireAsync([_issuer], new CreateWallet(_sink, 0), 0, cancellation);
        var groups = _payers.Chunk(RequestLimits.MaxSigners).ToArray();
        await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (group, cancel) =>
        {
            var creates = group.Select((payer, index) => (Operation)new CreateWallet(payer.Wallet, 0) { As = index });
            await RequireAsync([.. group.Select(payer => payer.Key)], new Transaction([.. creates]), _issuerMember, cancel);
        });
        foreach (var group in _payers.Chunk(RequestLimits.MaxOperations))
        {
            await RequireAsync([_issuer], new Transaction([.. group.Select(payer => (Operation)new Sum(payer.Wallet, Funds))]), _issuerMember, cancellation);
        }
    }

    /// <summary>A closed loop of the first <paramref name="clients"/> customers; each request is one payment, or a transaction of several.</summary>
    public Task<LoadResult> RunAsync(int clients, TimeSpan duration, int transfersPerRequest = 1, CancellationToken cancellation = default)
    {
        Invariant.Require(clients <= _payers.Length, "customers are prepared before they pay");
        return ClosedLoop.RunAsync(clients, duration, (client, _, cancel) => PayAsync(client, transfersPerRequest, cancel), 0, cancellation);
    }

    private async ValueTask<bool> PayAsync(int client, int transfers, CancellationToken cancellation)
    {
        var payer = _payers[client];
        var transfer = new Transfer(payer.Wallet, _sink, 1, null);
        Operation operation = transfers == 1 ? transfer : new Transaction([.. Enumerable.Repeat<Operation>(transfer, transfers)]);
        var request = Sign(operation, payer.Key);
        var outcome = await _client.SubmitAsync(request, client % _client.Merchants.Length, cancellation);
        if (outcome is SubmitOutcome.Settled { Receipt: { Succeeded: true } receipt })
        {
            Interlocked.Add(ref _bytes, request.Wire.Length + receipt.Bytes.Length);
            return true;
        }
        return false;
    }

    // As long as makes a payment's payload exactly 256 bytes: a short name, so an earlier run on this group may have it, and then its wallet is as good.
    private string SinkId()
    {
        var name = Convert.ToHexStringLower(Digest.Of(_payers[0].Key.PublicKey.X).ToArray());
        var shortest = PayloadCodec.Encode(Sign(new Transfer(_payers[0].Wallet, "s", 1, null), _payers[0].Key).Payload).Length;
        return name[..(PayloadBytes - shortest + 1)];
    }

    private SignedRequest Sign(Operation operation, params ReadOnlySpan<SigningKey> keys)
    {
        var made = RequestSigner.Sign(_client.Verifier.Group.Genesis, operation, _client.ValidUntil(keys.Length), keys);
        Invariant.Require(made.Request is not null, "a payment is well formed");
        return made.Request;
    }

    private async Task RequireAsync(SigningKey[] keys, Operation operation, int member, CancellationToken cancellation)
    {
        var outcome = await _client.SubmitAsync(Sign(operation, keys), member, cancellation);
        if (outcome is not (SubmitOutcome.Settled { Receipt.Succeeded: true } or SubmitOutcome.Settled { Receipt.Code: "already-exists" }))
        {
            throw new InvalidOperationException("the load's customers cannot be prepared: " + outcome switch
            {
                SubmitOutcome.Settled settled => $"{settled.Receipt.Code}: {settled.Receipt.Message}",
                SubmitOutcome.NotAccepted refused => $"{refused.Code}: {refused.Reason}",
                SubmitOutcome.Unknown unknown => unknown.Reason,
                _ => "no outcome",
            });
        }
    }

    private sealed record Payer(SigningKey Key, string Wallet);
}
