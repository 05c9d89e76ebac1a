using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Scew.Client;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.SystemTests.Support;

/// <summary>
/// Customers who move one point at a time from one wallet to another, each at a merchant of its own, until told to stop; and the check that nothing acknowledged to them
/// was lost. A request that is under way stays with its client, who sends the same bytes until somebody answers.
/// </summary>
internal sealed class TransferLoad : IAsyncDisposable
{
    private const long UsualFunds = 1_000_000;
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);
    private readonly ScewClient _client;
    private readonly SigningKey _payer;
    private readonly string _from;
    private readonly string _to;
    private readonly long _funds;
    private readonly ConcurrentDictionary<Digest, VerifiedReceipt> _acknowledged = new();
    private readonly ConcurrentQueue<(long Started, double Ms)> _times = new();
    private CancellationTokenSource _enough = new();
    private Task _loops = Task.CompletedTask;

    private int _unsettled;

    /// <summary>A payer whose first wallet holds <paramref name="funds"/>, and whose second one none.</summary>
    public TransferLoad(ScewClient client, SigningKey payer, string from, string to, long funds)
    {
        _client = client;
        _payer = payer;
        _from = from;
        _to = to;
        _funds = funds;
    }

    /// <summary>Verified receipts so far.</summary>
    public int Count => _acknowledged.Count;

    /// <summary>How often a client came back without a receipt, and so had to ask once more.</summary>
    public int Unsettled => _unsettled;

    /// <summary>What was acknowledged so far.</summary>
    public IReadOnlyCollection<VerifiedReceipt> Receipts => [.. _acknowledged.Values];

    /// <summary>The highest acknowledged height.</summary>
    public long Height => _acknowledged.IsEmpty ? 0 : _acknowledged.Values.Max(receipt => receipt.Height);

    /// <summary>How long transfers took that began in a span of <see cref="Stopwatch.GetTimestamp"/>: a figure to print, not to assert.</summary>
    public string Times(long from, long to)
    {
        var times = _times.Where(one => one.Started >= from && one.Started < to).Select(one => one.Ms).Order().ToList();
        return times.Count == 0 ? "no transfers" : string.Create(CultureInfo.InvariantCulture,
            $"{times.Count} transfers, median {times[times.Count / 2]:F0} ms, p99 {times[times.Count * 99 / 100]:F0} ms");
    }

    /// <summary>A load that does not run yet.</summary>
    public static async Task<TransferLoad> PrepareAsync(RunningGroup group)
    {
        var (payer, from) = await group.NewWalletAsync(UsualFunds);
        var (_, to) = await group.NewWalletAsync(0);
        return new TransferLoad(group.Client, payer, from, to, UsualFunds);
    }

    public void Start(int clients = 4, int pauseMs = 20)
    {
        Assert.True(_loops.IsCompleted);
        _enough.Dispose();
        _enough = new CancellationTokenSource();
        _loops = Task.WhenAll(Enumerable.Range(0, clients).Select(client => LoopAsync(client, pauseMs)));
    }

    /// <summary>Ends after everything that was under way.</summary>
    public async Task StopAsync()
    {
        await _enough.CancelAsync();
        await _loops;
    }

    /// <summary>One transfer, asked first of one merchant.</summary>
    public async Task OneAsync(int first)
    {
        var request = RunningGroup.Sign(_client, new Transfer(_from, _to, 1, null), RunningGroup.Now + _client.Genesis.Parameters.WindowMs - 5_000, _payer);
        var started = Stopwatch.GetTimestamp();
        var receipt = await EndAsync(request, first);
        if (receipt is not null)
        {
            _times.Enqueue((started, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            Assert.Equal(Codes.Ok, receipt.Code);
            Assert.True(_acknowledged.TryAdd(receipt.RequestId, receipt));
        }
    }

    /// <summary>The receipt; null when f+1 merchants signed that the request was never executed, because nobody could take it in its validity.</summary>
    private async Task<VerifiedReceipt?> EndAsync(SignedRequest request, int first)
    {
        while (true)
        {
            switch (await _client.SubmitAsync(request, first))
            {
                case SubmitOutcome.Settled settled:
                    return settled.Receipt;
                case SubmitOutcome.NotAccepted refused when refused.Code != Codes.Expired:
                    throw new InvalidOperationException(refused.ToString());
            }
            Interlocked.Increment(ref _unsettled);
            if (RunningGroup.Now > request.Payload.ValidUntilMs)
            {
                var (proof, receipt, _) = await _client.EndUnknownAsync(request);
                if (receipt is not null || proof.Length > 0)
                {
                    return receipt;
                }
            }
        }
    }

    /// <summary>Waits for so many more receipts.</summary>
    public async Task ProgressAsync(int more, string when, int seconds = 120)
    {
        var before = Count;
        await RunningGroup.UntilAsync($"{more} more transfers {when}", () => _loops.IsFaulted ? throw _loops.Exception!.InnerException! : Task.FromResult(Count >= before + more), seconds);
    }

    /// <summary>
    /// After <see cref="StopAsync"/>: every acknowledged transfer is served by a merchant with the same place and state, the sums fit at every merchant, and so nothing
    /// was lost and nothing ran twice.
    /// </summary>
    public async Task NothingLostAsync(IReadOnlyList<int> merchants)
    {
        Assert.True(_loops.IsCompletedSuccessfully);
        var turn = 0;
        foreach (var receipt in _acknowledged.Values)
        {
            await ServedAsync(receipt, merchants[turn++ % merchants.Count]);
        }
        await BalancesFitAsync(merchants);
    }

    /// <summary>What was acknowledged is what moved, at each of these merchants.</summary>
    public async Task BalancesFitAsync(IReadOnlyList<int> merchants)
    {
        foreach (var merchant in merchants)
        {
            Assert.Equal(Count, await RunningGroup.BalanceAsync(_client, _to, merchant));
            Assert.Equal(_funds - Count, await RunningGroup.BalanceAsync(_client, _from, merchant));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAny(_loops, Task.Delay(TimeSpan.FromSeconds(1)));
        _enough.Dispose();
        _payer.Dispose();
    }

    private async Task LoopAsync(int client, int pauseMs)
    {
        while (!_enough.IsCancellationRequested)
        {
            await OneAsync(client % _client.Merchants.Length);
            await Task.Delay(pauseMs, CancellationToken.None);
        }
    }

    // A merchant that was away has the height before it has the others' attestations of it, and says "outcome unknown" in between.
    private async Task ServedAsync(VerifiedReceipt receipt, int merchant)
    {
        var answer = await AskAsync();
        if (answer is null)
        {
            await RunningGroup.UntilAsync($"merchant {merchant} serves the receipt at {receipt.Height}.{receipt.Index}", async () => (answer = await AskAsync()) is not null, 60);
        }
        var (verified, reason) = _client.Verifier.Verify(answer!.Bytes);
        Assert.True(verified is not null, reason);
        Assert.Equal((receipt.Height, receipt.Index, receipt.Code), (verified.Height, verified.Index, verified.Code));
        // The last state of an epoch is attested twice: by its members, and by the next ones under their number.
        var (acknowledged, served) = (receipt.Receipt.Certified.State, verified.Receipt.Certified.State);
        Assert.InRange(served.Epoch, acknowledged.Epoch, acknowledged.Epoch + 1);
        Assert.Equal(acknowledged with { Epoch = served.Epoch }, served);

        async Task<MerchantAnswer.Body?> AskAsync() => await _client.Merchants[merchant].GetAsync("/v1/receipts/" + receipt.RequestId, ReadLimit, CancellationToken.None) as MerchantAnswer.Body;
    }
}
