using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Scew.Client;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Durability;

/// <summary>Merchants that die and come back lose nothing that was acknowledged.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private static readonly int[] All = [0, 1, 2, 3];
    private RunningGroup _group = null!;

    public async Task InitializeAsync() => _group = await RunningGroup.StartAsync();

    public async Task DisposeAsync() => await _group.DisposeAsync();

    // One group lives through all of it: a start costs more than the steps, and what a later step finds must include what the earlier ones did.
    [Fact]
    public async Task KillsAndStopsLoseNothing()
    {
        var (alice, from) = await _group.NewWalletAsync(1_000_000);
        var (_, to) = await _group.NewWalletAsync(0);
        var receipts = new ConcurrentDictionary<Digest, VerifiedReceipt>();

        await KillOneUnderLoadAsync(alice, from, to, receipts);
        await ServedByAllAsync(receipts, from, to);

        await FrozenMerchantIsPassedOverAsync(alice, from, to, receipts);
        await NothingIsAcknowledgedWithoutAQuorumAsync(alice, from, to, receipts);
        await ServedByAllAsync(receipts, from, to);

        await KillAllUnderLoadAsync(alice, from, to, receipts);
        await ServedByAllAsync(receipts, from, to);

        await StopGracefullyAsync();
        await TransferAsync(alice, from, to, 0, receipts);
        await ServedByAllAsync(receipts, from, to);
        await FeedHoldsAllAsync(receipts, 1);
        await FeedHoldsAllAsync(receipts, 2);
    }

    private async Task KillOneUnderLoadAsync(SigningKey alice, string from, string to, ConcurrentDictionary<Digest, VerifiedReceipt> receipts)
    {
        using var enough = new CancellationTokenSource();
        var load = LoadAsync(alice, from, to, receipts, enough.Token);
        await RunningGroup.UntilAsync("20 transfers", () => Task.FromResult(receipts.Count >= 20));
        _group.Net.Kill(1);
        var before = receipts.Count;
        await RunningGroup.UntilAsync("20 transfers with three merchants", () => Task.FromResult(receipts.Count >= before + 20));
        await _group.Net.RestartAsync(1);
        await enough.CancelAsync();
        await load;
        await _group.UntilEqualAsync(receipts.Values.Max(receipt => receipt.Height), All);
    }

    private async Task FrozenMerchantIsPassedOverAsync(SigningKey alice, string from, string to, ConcurrentDictionary<Digest, VerifiedReceipt> receipts)
    {
        const int Frozen = 2;
        _group.Signal("STOP", Frozen);
        try
        {
            // Its connections stand and nobody answers: the client asks the next merchant with the same bytes.
            for (var i = 0; i < 5; i++)
            {
                await TransferAsync(alice, from, to, Frozen, receipts);
            }
        }
        finally
        {
            _group.Signal("CONT", Frozen);
        }
        await _group.UntilEqualAsync(receipts.Values.Max(receipt => receipt.Height), All);
    }

    private async Task FeedHoldsAllAsync(ConcurrentDictionary<Digest, VerifiedReceipt> receipts, int merchant)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var missing = receipts.Values.Select(receipt => (receipt.Height, receipt.Index)).ToHashSet();
        var last = (Height: 0L, Index: -1);
        await foreach (var item in _group.Client.EventsAsync(merchant, "0.0", limit.Token))
        {
            if (item.Data.Length == 0)
            {
                continue;
            }
            var parts = item.Id.Split('.');
            var place = (long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
            Assert.True(place.CompareTo(last) > 0, $"{place} after {last}");
            last = place;
            missing.Remove(place);
            if (missing.Count == 0)
            {
                return;
            }
        }
    }

    private async Task NothingIsAcknowledgedWithoutAQuorumAsync(SigningKey alice, string from, string to, ConcurrentDictionary<Digest, VerifiedReceipt> receipts)
    {
        _group.Net.Kill(1);
        _group.Net.Kill(2);
        var request = _group.Sign(new Transfer(from, to, 1, null), RunningGroup.Now + 110_000, alice);
        using var impatient = _group.Net.CreateClient(new ClientOptions { SubmitDeadline = TimeSpan.FromSeconds(2), StallAfter = TimeSpan.FromMilliseconds(500) });

        Assert.IsType<SubmitOutcome.Unknown>(await impatient.SubmitAsync(request));
        await RunningGroup.UntilAsync("not ready", async () => (await _group.GetAsync("/health/ready")).Status == 503);
        Assert.Null((await impatient.HeadAsync()).Height);

        // The same bytes get their receipt as soon as a quorum is back.
        await Task.WhenAll(_group.Net.RestartAsync(1), _group.Net.RestartAsync(2));
        var receipt = await _group.SettleAsync(request);
        Assert.Equal(Codes.Ok, receipt.Code);
        Assert.True(receipts.TryAdd(receipt.RequestId, receipt));
    }

    private async Task KillAllUnderLoadAsync(SigningKey alice, string from, string to, ConcurrentDictionary<Digest, VerifiedReceipt> receipts)
    {
        using var enough = new CancellationTokenSource();
        var before = receipts.Count;
        var load = LoadAsync(alice, from, to, receipts, enough.Token);
        await RunningGroup.UntilAsync("20 more transfers", () => Task.FromResult(receipts.Count >= before + 20));
        foreach (var merchant in All)
        {
            _group.Net.Kill(merchant);
        }
        var acknowledged = receipts.Count;
        // Requests that were under way stay with their clients, who send the same bytes until the group is back.
        await Task.WhenAll(All.Select(merchant => _group.Net.RestartAsync(merchant)));
        await RunningGroup.UntilAsync("20 transfers after the restart", () => Task.FromResult(receipts.Count >= acknowledged + 20));
        await enough.CancelAsync();
        await load;
        await _group.UntilEqualAsync(receipts.Values.Max(receipt => receipt.Height), All);
    }

    private async Task StopGracefullyAsync()
    {
        using (var reader = ReadTransaction(Path.Combine(_group.Net.Merchants[2].Folder, "data")))
        {
            // Somebody who reads keeps the last checkpoint waiting, and the stop takes its time and ends as it should.
            Assert.Equal(0, await _group.Net.StopAsync(2));
        }
        await _group.Net.RestartAsync(2);
        var codes = await Task.WhenAll(All.Select(merchant => _group.Net.StopAsync(merchant)));
        Assert.All(codes, code => Assert.Equal(0, code));
        await Task.WhenAll(All.Select(merchant => _group.Net.RestartAsync(merchant)));
    }

    private static SqliteConnection ReadTransaction(string folder)
    {
        var file = Directory.EnumerateFiles(folder, "replica.*.db").Order(StringComparer.Ordinal).Last();
        var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = "BEGIN; SELECT count(*) FROM lease";
        command.ExecuteScalar();
        return database;
    }

    private Task LoadAsync(SigningKey alice, string from, string to, ConcurrentDictionary<Digest, VerifiedReceipt> receipts, CancellationToken enough) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(async client =>
        {
            while (!enough.IsCancellationRequested)
            {
                await TransferAsync(alice, from, to, client, receipts);
                await Task.Delay(20, CancellationToken.None);
            }
        }));

    private async Task TransferAsync(SigningKey alice, string from, string to, int first, ConcurrentDictionary<Digest, VerifiedReceipt> receipts)
    {
        var receipt = await _group.SettleAsync(_group.Sign(new Transfer(from, to, 1, null), alice), first);
        Assert.Equal(Codes.Ok, receipt.Code);
        Assert.True(receipts.TryAdd(receipt.RequestId, receipt));
    }

    // A merchant that was away has the height before it has the others' attestations of it, and says "outcome unknown" in between.
    private async Task<Answer> ReceiptAsync(VerifiedReceipt receipt, int merchant)
    {
        var answer = await _group.GetAsync("/v1/receipts/" + receipt.RequestId, merchant);
        if (answer.Status != 200)
        {
            await RunningGroup.UntilAsync($"merchant {merchant} serves the receipt at {receipt.Height}.{receipt.Index}", async () =>
            {
                // One that is still behind holds the request and has not executed it yet.
                var isBehind = answer.Json.GetProperty("code").GetString() == Codes.StillPossible;
                answer.IsProblem(isBehind ? Codes.StillPossible : Codes.OutcomeUnknown);
                answer = await _group.GetAsync("/v1/receipts/" + receipt.RequestId, merchant);
                return answer.Status == 200;
            }, 60);
        }
        return answer;
    }

    private async Task ServedByAllAsync(ConcurrentDictionary<Digest, VerifiedReceipt> receipts, string from, string to)
    {
        foreach (var receipt in receipts.Values)
        {
            foreach (var merchant in All)
            {
                var served = await ReceiptAsync(receipt, merchant);
                var (verified, reason) = _group.Client.Verifier.Verify(served.Body);
                Assert.True(verified is not null, reason);
                Assert.Equal((receipt.Height, receipt.Index, receipt.Code), (verified.Height, verified.Index, verified.Code));
                Assert.Equal(receipt.Receipt.Certified.State, verified.Receipt.Certified.State);
            }
        }
        foreach (var merchant in All)
        {
            Assert.Equal(receipts.Count, await _group.BalanceAsync(to, merchant));
            Assert.Equal(1_000_000 - receipts.Count, await _group.BalanceAsync(from, merchant));
        }
    }
}
