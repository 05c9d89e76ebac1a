using System.Globalization;
using System.Text.Json;
using Scew.Client.Submission;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Histories;

/// <summary>What real clients saw of real processes under kills, stops and broken links has an explanation by one wallet that does one thing at a time.</summary>
public sealed class LinearizabilityTests(ITestOutputHelper output)
{
    private const int Clients = 6;
    private const int Wallets = 3;

    [Fact]
    [Trait("row", "A21")]
    public async Task HistoriesUnderFaultsAreLinearizable()
    {
        var runs = LongRun.Of("A21", 1, 10);
        var time = LongRun.Of("A21", TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(5));
        for (var seed = 1; seed <= runs; seed++)
        {
            await OneRunAsync(seed, time);
        }
    }

    private async Task OneRunAsync(int seed, TimeSpan time)
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Proxied = true });
        var wallets = new List<string>();
        for (var i = 0; i < Wallets; i++)
        {
            var id = $"history-{i}";
            Assert.Equal(Codes.Ok, (await group.SettleAsync(new CreateWallet(id, 0), group.Issuer)).Code);
            wallets.Add(id);
        }
        var history = new HistoryRecorder();
        var upheaval = new Upheaval(group, seed);
        using var enough = new CancellationTokenSource(time);
        var faults = upheaval.RunAsync(enough.Token);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ClientAsync(group, history, wallets, client, seed, enough.Token)));
        await faults;

        var unknown = history.Operations.Count(one => one.Answer is null);
        output.WriteLine($"seed {seed}: {history.Operations.Count} operations, {unknown} unknown, faults: {string.Join(", ", upheaval.Deeds)}");
        Assert.True(history.Operations.Count > 50, $"only {history.Operations.Count} operations");
        var violations = LinearizabilityChecker.Violations(history.Operations, 0);
        if (violations.Count > 0)
        {
            var file = Path.Combine(Path.GetTempPath(), $"scew-history-{seed}-{Guid.NewGuid():N}.txt");
            await File.WriteAllLinesAsync(file, history.Operations.OrderBy(one => one.Invoked).Select(one => one.ToString()));
            Assert.Fail($"not linearizable: {string.Join(", ", violations)}; seed {seed}, history in {file}");
        }
    }

    private static async Task ClientAsync(RunningGroup group, HistoryRecorder history, List<string> wallets, int client, int seed, CancellationToken enough)
    {
        var random = new Random((seed * 1000) + client);
        // Short patience: an outcome that stays unknown for a while is what the checker has to cope with.
        using var own = group.Net.CreateClient(new() { SubmitDeadline = TimeSpan.FromSeconds(15), ReadTimeout = TimeSpan.FromSeconds(5), StallAfter = TimeSpan.FromMilliseconds(700) });
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var wallet = wallets[random.Next(wallets.Count)];
            var merchant = random.Next(group.Net.Merchants.Length);
            var unique = (client * 1_000_000L) + (i * 10) + 1;
            await (random.Next(5) switch
            {
                0 => history.RecordAsync(wallet, client, WalletAction.Add, unique, () => SubmitAsync(new Sum(wallet, unique))),
                1 => history.RecordAsync(wallet, client, WalletAction.Set, unique, () => SubmitAsync(new SetValue(wallet, unique))),
                2 => history.RecordAsync(wallet, client, WalletAction.Read, 0, () => SubmitAsync(new Balance(wallet))),
                _ => history.RecordAsync(wallet, client, WalletAction.Read, 0, ReadAsync),
            });
            await Task.Delay(random.Next(20), CancellationToken.None);

            async Task<long?> SubmitAsync(Operation operation)
            {
                var outcome = await own.SubmitAsync(group.Sign(operation, group.Issuer), merchant, CancellationToken.None);
                return outcome switch
                {
                    SubmitOutcome.Settled { Receipt: var receipt } => receipt.Code == Codes.Ok
                        ? BalanceOf(receipt.Result())
                        : throw new InvalidOperationException($"{receipt.Code}: {receipt.Message}"),
                    SubmitOutcome.Unknown => null,
                    _ => throw new InvalidOperationException(outcome.ToString()),
                };
            }

            async Task<long?> ReadAsync() => (await own.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet), merchant, CancellationToken.None)).Value?.Wallet?.Balance;
        }
    }

    private static long BalanceOf(JsonElement result) => long.Parse(result.GetProperty("balance").GetString()!, CultureInfo.InvariantCulture);
}
