using System.Diagnostics;
using System.Globalization;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Till;

/// <summary>
/// Imports a till's file: one wallet a customer, then every row in the file's order for each merchant, all merchants at once. Exactly once, however often it is cut
/// off: what was begun stands in the journal, and its bytes in the outbox.
/// </summary>
public sealed class TillImport
{
    private const int WalletsAtOnce = 32;
    private const string SupplyBefore = "supply-before";
    private readonly ScewClient _client;
    private readonly Outbox _outbox;
    private readonly TillJournal _journal;
    private readonly TillPlan _plan;
    private readonly ITillKeys _keys;
    private readonly TillRequests _requests;
    private readonly IProgress<TillProgress>? _progress;
    private long _issued;
    private long _takenBack;
    private long _spent;
    private int _sent;
    private int _resumed;
    private int _walletsDone;
    private int _rowsDone;

    /// <summary>An import of <paramref name="plan"/> over a client that has an outbox.</summary>
    public TillImport(ScewClient client, TillPlan plan, ITillKeys keys, TillJournal journal, IProgress<TillProgress>? progress = null)
    {
        Invariant.Require(client.Outbox is not null, "an import keeps its requests on disk");
        _client = client;
        _outbox = client.Outbox;
        _journal = journal;
        _plan = plan;
        _keys = keys;
        _requests = new TillRequests(client, keys);
        _progress = progress;
    }

    /// <summary>Called with each batch's verified receipt; the demonstration keeps its settlement up to date with it. May be called from several threads.</summary>
    public Action<TillBatch, VerifiedReceipt>? OnReceipt { get; init; }

    /// <summary>Runs to the end or throws <see cref="TillException"/>.</summary>
    public async Task<TillReport> RunAsync(CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        _requests.RequireMerchants(_plan.Merchants);
        var before = await SupplyBeforeAsync(cancellation);
        var wallets = TillBatch.Wallets(_plan);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = WalletsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(wallets.Select((batch, index) => (batch, index)), parallel, async (item, cancel) =>
            await RunBatchAsync(item.batch, item.index, cancel));
        _rowsDone = _plan.Steps.Count(step => step.Delta == 0);
        var merchants = parallel;
        merchants.MaxDegreeOfParallelism = _plan.Merchants.Length;
        await Parallel.ForEachAsync(_plan.Merchants, merchants, async (merchant, cancel) =>
        {
            foreach (var batch in TillBatch.Of(_plan, merchant))
            {
                await RunBatchAsync(batch, 0, cancel);
            }
        });
        var supply = await SupplyAsync(cancellation) - before;
        var counted = TillCount.Of([.. _plan.Steps.Select(step => step.Row)]);
        return new TillReport(_plan.Totals, counted, _issued, _takenBack, _spent, supply, _sent, _resumed, Stopwatch.GetElapsedTime(started));
    }

    private async Task RunBatchAsync(TillBatch batch, int index, CancellationToken cancellation)
    {
        var entry = _journal.Find(batch.Key);
        while (entry is not { Split: true })
        {
            if (entry is { Reduced: 0 })
            {
                Apply(batch, 0);
                return;
            }
            var receipt = await SettleAsync(batch, entry, index, cancellation);
            if (receipt.Succeeded || (batch.Merchant is null && batch.IsSingle && receipt.Code == "already-exists"))
            {
                Apply(batch, entry?.Reduced);
                OnReceipt?.Invoke(batch, receipt);
                return;
            }
            entry = batch.IsSingle ? await ReduceAsync(batch, receipt, cancellation) : new TillEntry(batch.Key, null, true, null);
            _journal.Write(entry);
        }
        foreach (var single in batch.Split())
        {
            await RunBatchAsync(single, index, cancellation);
        }
    }

    // The receipt of the request that carries the batch: the one already sent, or a new one.
    private async Task<VerifiedReceipt> SettleAsync(TillBatch batch, TillEntry? entry, int index, CancellationToken cancellation)
    {
        SignedRequest? request = null;
        if (entry?.RequestId is { } known)
        {
            if (!Digest.TryParse(known, out var id))
            {
                throw new TillException(Codes.BadFile, $"the journal names '{known}' as the request of batch {batch.Key}, which is no request id");
            }
            request = Kept(id);
            if (request is null && _outbox.NeverExecuted(id) is null)
            {
                return await FindLostAsync(batch, id, cancellation);
            }
        }
        if (request is not null)
        {
            Interlocked.Increment(ref _resumed);
            if (_outbox.Receipt(request.Id) is { } kept && _client.Verifier.Verify(kept).Receipt is { } old)
            {
                return old;
            }
        }
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (request is null)
            {
                request = _requests.Sign(batch, entry?.Reduced);
                _outbox.Keep(request.Id, request.Wire.Span);
                _journal.Write(new TillEntry(batch.Key, request.Id.ToString(), false, entry?.Reduced));
            }
            Interlocked.Increment(ref _sent);
            switch (await _client.SubmitAsync(request, _requests.MemberFor(batch, _plan.Merchants, index), cancellation))
            {
                case SubmitOutcome.Settled settled:
                    return settled.Receipt;
                case SubmitOutcome.NotAccepted refused:
                    throw new TillException(refused.Code, $"batch {batch.Key} is not accepted: {refused.Reason}");
                case SubmitOutcome.Unknown unknown:
                    var (proof, receipt, reason) = await _client.EndUnknownAsync(request, cancellation);
                    if (receipt is not null)
                    {
                        return receipt;
                    }
                    if (proof.IsEmpty)
                    {
                        throw new TillException("outcome-unknown", $"the outcome of batch {batch.Key} is unknown: {unknown.Reason}; {reason}");
                    }
                    request = null;
                    break;
            }
        }
        throw new TillException("outcome-unknown", $"batch {batch.Key} expired twice before any merchant ordered it");
    }

    // The journal says that the batch was signed, but its bytes are gone. Only a receipt ends that; a second signature might issue the same rows twice.
    private async Task<VerifiedReceipt> FindLostAsync(TillBatch batch, Digest id, CancellationToken cancellation)
    {
        if (await _client.FindReceiptAsync(id, cancellation) is not { } receipt)
        {
            throw new TillException(Codes.OutcomeUnknown, $"the request {id} of batch {batch.Key} is neither in the outbox nor does any merchant show its receipt");
        }
        _outbox.Settle(id, receipt.Bytes.Span);
        Interlocked.Increment(ref _resumed);
        return receipt;
    }

    private SignedRequest? Kept(Digest id)
    {
        if (_outbox.Pending(id) is { } wire && _client.Verifier.Read(wire).Request is { } pending && pending.Id == id)
        {
            return pending;
        }
        return _outbox.Receipt(id) is { } receipt && _client.Verifier.Verify(receipt).Receipt is { } verified ? verified.Request : null;
    }

    // A single step that was refused: a take-back may shrink to what the customer still has of this merchant; anything else stops the import.
    private async Task<TillEntry> ReduceAsync(TillBatch batch, VerifiedReceipt refusal, CancellationToken cancellation)
    {
        if (batch.Merchant is null || batch.Steps[0].Delta > 0 || refusal.Code is not ("insufficient-balance" or "burn-refused"))
        {
            throw new TillException(refusal.Code, $"batch {batch.Key} was refused: {refusal.Message}");
        }
        var key = new RegisterKey(RegisterKind.Wallet, TillRequests.WalletOf(_keys.Customer(batch.Steps[0].Row.Customer)));
        var read = await _client.ReadCertifiedAsync(key, 0, refusal.Height, cancellation);
        if (read.Value?.Wallet is not { } wallet)
        {
            throw new TillException("unavailable", $"the wallet of batch {batch.Key} cannot be read: {read.Reason}");
        }
        var issuer = _keys.Merchant(batch.Merchant)!.Value.Key.Account;
        return new TillEntry(batch.Key, null, false, -Math.Min(-batch.Steps[0].Delta, Math.Min(wallet.Balance, wallet.IssuedBy(issuer))));
    }

    private void Apply(TillBatch batch, long? reduced)
    {
        foreach (var step in batch.Steps)
        {
            var delta = reduced ?? step.Delta;
            Interlocked.Add(ref delta > 0 ? ref _issued : ref _takenBack, Math.Abs(delta));
            Interlocked.Add(ref _spent, delta - step.Delta);
        }
        Interlocked.Add(ref _walletsDone, batch.Customers.Length);
        Interlocked.Add(ref _rowsDone, batch.Steps.Length);
        _progress?.Report(new TillProgress(_walletsDone, _plan.Customers.Length, _rowsDone, _plan.Steps.Length));
    }

    private async Task<long> SupplyBeforeAsync(CancellationToken cancellation)
    {
        if (_journal.Find(SupplyBefore) is { Reduced: { } known })
        {
            return known;
        }
        var supply = await SupplyAsync(cancellation);
        _journal.Write(new TillEntry(SupplyBefore, null, false, supply));
        return supply;
    }

    // The sum of all balances, page by page, each page an ordered read whose receipt was verified.
    private async Task<long> SupplyAsync(CancellationToken cancellation)
    {
        long supply = 0;
        string? after = null;
        do
        {
            var request = _requests.SignPage(_plan.Merchants[0], after);
            var outcome = await _client.SubmitAsync(request, 0, cancellation);
            if (outcome is not SubmitOutcome.Settled { Receipt: { Succeeded: true } receipt })
            {
                throw new TillException("unavailable", "a page of the ledger cannot be read");
            }
            var page = receipt.Result();
            foreach (var wallet in page.GetProperty("wallets").EnumerateArray())
            {
                supply = checked(supply + long.Parse(wallet.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture));
            }
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);
        return supply;
    }
}
