using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Databases;

/// <summary>Rows that somebody changes under a running silo: a customer never sees them, and the silo stops before it signs anything that rests on them.</summary>
public sealed class DamagedWhileRunningTests(DamagedWhileRunningTests.OneGroup shared) : IClassFixture<DamagedWhileRunningTests.OneGroup>
{
    private const int Damaged = 1;
    private readonly RunningGroup _group = shared.Group;
    private int _logged;

    [Theory]
    [InlineData("UPDATE heights SET results = substr(results, 1, length(results) - 1) || x'5A' WHERE height = $height")]
    [InlineData("UPDATE heights SET results_root = zeroblob(32) WHERE height = $height")]
    [InlineData("UPDATE heights SET state_root = zeroblob(32) WHERE height = $height")]
    [InlineData("UPDATE blocks SET bodies = substr(bodies, 1, length(bodies) - 1) || x'5A' WHERE height = $height")]
    [InlineData("DELETE FROM blocks WHERE height = $height")]
    [Trait("row", "D6")]
    [Trait("row", "D7")]
    public async Task AReceiptThatRestsOnItIsNotServed(string edit)
    {
        var (id, height) = await ExecutedAsync();
        await _group.Net.RestartAsync(Damaged);
        (await _group.GetAsync("/v1/receipts/" + id, Damaged)).IsOk();
        await EditAsync(edit, height);
        try
        {
            try
            {
                (await _group.GetAsync("/v1/receipts/" + id, Damaged)).IsProblem(Codes.Unavailable);
            }
            catch (HttpRequestException)
            {
                // A peer that lags asked for the block first, and it has stopped already.
            }
            await StopsAsync();
        }
        finally
        {
            await _group.Net.StopAsync(Damaged);
            await RecoverAsync();
        }
        // The others have it, and with a database from them this one has it again.
        await RunningGroup.UntilAsync("it serves the receipt", async () => (await _group.GetAsync("/v1/receipts/" + id, Damaged)).Status == 200);
    }

    [Theory]
    [InlineData("UPDATE blocks SET bodies = substr(bodies, 1, length(bodies) - 1) || x'5A' WHERE height = $height")]
    [InlineData("DELETE FROM heights WHERE height = $height")]
    [Trait("row", "D6")]
    [Trait("row", "D7")]
    public async Task AFeedOfEventsEndsBeforeIt(string edit)
    {
        var (_, height) = await ExecutedAsync();
        await _group.Net.RestartAsync(Damaged);
        await EditAsync(edit, height);
        try
        {
            var shown = await FeedAsync();
            Assert.True(shown < height, $"height {shown} was shown, {height} is damaged");
            await StopsAsync();
        }
        finally
        {
            await _group.Net.StopAsync(Damaged);
            await RecoverAsync();
        }
    }

    /// <summary>
    /// The highest height in a feed from the first event on until it ends; 0 where nothing came. The silo is cut off where the damaged block would come, and the last events can be lost
    /// with it; or a peer that lags asked for that block before, and it stops without having shown any.
    /// </summary>
    private async Task<long> FeedAsync()
    {
        var shown = 0L;
        try
        {
            using var feed = await _group.Http.GetAsync(new Uri(_group.Net.Merchants[Damaged].Url, "/v1/events?since=0.0"), HttpCompletionOption.ResponseHeadersRead);
            Assert.Contains(feed.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]);
            using var reader = new StreamReader(await feed.Content.ReadAsStreamAsync());
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await reader.ReadLineAsync(limit.Token) is { } line)
            {
                shown = line.StartsWith("id: ", StringComparison.Ordinal) ? Math.Max(shown, long.Parse(line[4..].Split('.')[0], CultureInfo.InvariantCulture)) : shown;
            }
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
        }
        return shown;
    }

    private async Task<(string Id, long Height)> ExecutedAsync()
    {
        var (payer, from) = await _group.NewWalletAsync(2);
        using var ours = payer;
        var (other, to) = await _group.NewWalletAsync(0);
        other.Dispose();
        var receipt = await _group.SettleAsync(new Transfer(from, to, 1, null), payer);
        // Something stands above it, so that it is not the head.
        await _group.NewWalletAsync(0);
        // At all of them, so that no peer that lags is the first to ask for it.
        await _group.UntilEqualAsync(receipt.Height + 1, [0, 1, 2, 3]);
        return (receipt.RequestId.ToString(), receipt.Height);
    }

    private string Data => Path.Combine(_group.Net.Merchants[Damaged].Folder, "data");

    private async Task EditAsync(string sql, long height)
    {
        _logged = _group.Log(Damaged).Length;
        var file = Assert.Single(Directory.GetFiles(Data, "replica.?.db"));
        await using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, ForeignKeys = false, DefaultTimeout = 5 }.ToString());
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$height", height);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private async Task StopsAsync()
    {
        var process = _group.Net.Merchants[Damaged].Process;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var code = await process.WaitForExitAsync(limit.Token);
        Assert.True(code == 74, $"exit code {code}: {process.LogTail()}");
        var told = _group.Log(Damaged)[_logged..];
        Assert.Contains("scew-silo recover", told, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
    }

    private async Task RecoverAsync()
    {
        var folder = _group.Net.Merchants[Damaged].Folder;
        var recovered = await SiloRun.StartAsync(Recovering.Line(_group, folder));
        Assert.True(recovered.ExitCode == 0, recovered.Error);
        await _group.Net.RestartAsync(Damaged);
        await RunningGroup.UntilAsync("it votes again", async () => (await _group.StatusAsync(Damaged)).State == "normal");
        Assert.Equal(0, (await _group.StatusAsync(Damaged)).EvidenceCount);
    }

    public sealed class OneGroup : IAsyncLifetime
    {
        internal RunningGroup Group { get; private set; } = null!;

        public async Task InitializeAsync() => Group = await RunningGroup.StartAsync();

        public async Task DisposeAsync() => await Group.DisposeAsync();
    }
}
