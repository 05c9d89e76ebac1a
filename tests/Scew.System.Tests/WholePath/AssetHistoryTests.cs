using System.Collections.Immutable;
using System.Text.Json;
using Scew.Keys;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.WholePath;

/// <summary>
/// One asset's life by two accounts, a call of another asset, a transaction and a timer: every merchant tells the same history of it, live and after a restart, and the console verifies it.
/// </summary>
public sealed class AssetHistoryTests
{
    private const string Drill = """
        machine Drill
        value until: time
        states Start, Ready, Lent, Back
        final Back
        transition create: Start -> Ready (until: time)
          guard input.until > now else "the time is past"
          effect until := input.until
        transition lend: Ready -> Lent
        transition mark: Lent -> Lent
        transition ring: Lent -> Back
          automatic when now >= until

        """;

    private const string Shelf = """
        machine Shelf
        value drill: asset
        states Start, Open
        transition create: Start -> Open (drill: asset)
          effect drill := input.drill
        transition touch: Open -> Open
          call drill.mark()

        """;

    private static readonly ImmutableSortedDictionary<string, MachineValue> Nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);

    [Fact]
    public async Task EveryMerchantTellsTheSameHistoryAlsoAfterARestart()
    {
        await using var group = await RunningGroup.StartAsync();
        using var console = await ConsoleProcess.ForAsync(group);
        using var alice = SigningKey.Create();
        using var bob = SigningKey.Create();
        var (drill, shelf) = (IdRules.OwnPrefix(alice.Account) + ":drill", IdRules.OwnPrefix(alice.Account) + ":shelf");
        await LiveAsync(group, alice, bob, drill, shelf);
        var before = await TellAsync(group, console, drill, 5);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var live = TimerAsync(group, 1, "", drill, limit.Token);
        await group.Net.RestartAsync(2);
        Assert.Equal(before, await TellAsync(group, console, drill, 5));

        var key = new RegisterKey(RegisterKind.Asset, drill);
        await RunningGroup.UntilAsync("the timer fired", async () => (await group.Client.ReadCertifiedAsync(key)).Value?.Register is { State: "Back", Version: 6 }, seconds: 150);
        var after = await TellAsync(group, console, drill, 6);
        using (var entries = JsonDocument.Parse(after))
        {
            Check(entries.RootElement, alice, bob, shelf);
        }
        // f+1 merchants tell of the timer alike: one of them is honest.
        var (_, output, error) = await console.RunAsync("asset", "history", drill);
        var words = string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.True(words.Contains("2 merchants' word: armed for then in version 5", StringComparison.Ordinal), output + error);
        for (var merchant = 0; merchant < 4; merchant++)
        {
            group.Net.Kill(merchant);
        }
        await Task.WhenAll(Enumerable.Range(0, 4).Select(merchant => group.Net.RestartAsync(merchant)));
        Assert.Equal(after, await TellAsync(group, console, drill, 6));

        // The feed told of the timer when it fired, and tells it again in the same words.
        Assert.Equal(await live, await TimerAsync(group, 3, "1.0", drill, limit.Token));
        await RefusesAsync(group, drill);
    }

    private static async Task LiveAsync(RunningGroup group, SigningKey alice, SigningKey bob, string drill, string shelf)
    {
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new MachineDeploy(Drill), alice)).Code);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new MachineDeploy(Shelf), alice)).Code);
        var until = new MachineValue.Time(RunningGroup.Now + 62_000);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(drill, MachineText.NameOf(Drill), Nothing.Add("until", until)), alice)).Code);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetCreate(shelf, MachineText.NameOf(Shelf), Nothing.Add("drill", new MachineValue.Text(drill))), alice)).Code);
        // A refusal is no version.
        Assert.Equal(Codes.WrongState, (await group.SettleAsync(new AssetTransition(drill, "mark", Nothing), bob)).Code);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetTransition(drill, "lend", Nothing), bob)).Code);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new AssetTransition(shelf, "touch", Nothing) { Calls = 1 }, alice)).Code);
        var mark = new AssetTransition(drill, "mark", Nothing);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new Transaction([mark, mark]), bob)).Code);
    }

    /// <summary>The entries as every merchant tells them through the console, which found nothing wrong with any.</summary>
    private static async Task<string> TellAsync(RunningGroup group, ConsoleProcess console, string id, int versions)
    {
        var told = new List<string>();
        foreach (var merchant in group.Net.Merchants)
        {
            var (exit, output, error) = await console.RunAsync("asset", "history", id, "--from", merchant.Name, "--json");
            Assert.True(exit == 0, error + output);
            var data = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("data");
            Assert.Equal((merchant.Name, versions), (data.GetProperty("merchant").GetString(), data.GetProperty("version").GetInt32()));
            Assert.Equal((0, 0), (data.GetProperty("gaps").GetArrayLength(), data.GetProperty("faults").GetArrayLength()));
            told.Add(data.GetProperty("entries").GetRawText());
        }
        return Assert.Single(told.Distinct(StringComparer.Ordinal));
    }

    private static void Check(JsonElement entries, SigningKey alice, SigningKey bob, string shelf)
    {
        var all = entries.EnumerateArray().ToArray();
        Assert.Equal([6, 5, 4, 3, 2, 1], all.Select(entry => entry.GetProperty("version").GetInt32()));
        Assert.Equal(["ring", "mark", "mark", "mark", "lend", "asset.create"], all.Select(entry => entry.GetProperty("step").GetString()));
        Assert.Equal(["merchant", "verified", "verified", "verified", "verified", "verified"], all.Select(entry => entry.GetProperty("proof").GetString()));
        Assert.Equal([bob, bob, alice, bob, alice], all.Skip(1).Select(entry => entry.GetProperty("by")[0].GetString() == alice.Account.ToString() ? alice : bob));
        Assert.Equal(shelf, all[3].GetProperty("calledBy").GetString());
        Assert.Equal((true, true), (all[0].GetProperty("timer").GetProperty("armed").GetBoolean(), all[0].GetProperty("timer").GetProperty("taken").GetBoolean()));
        Assert.Equal(all[1].GetProperty("position").GetString(), all[2].GetProperty("position").GetString());
    }

    private static async Task<string> TimerAsync(RunningGroup group, int merchant, string since, string id, CancellationToken cancel)
    {
        await foreach (var item in group.Client.EventsAsync(merchant, since, cancel))
        {
            if (item.Data.Contains("\"kind\":\"timer\"", StringComparison.Ordinal))
            {
                var one = JsonSerializer.Deserialize(item.Data, ApiJson.Default.LedgerEvent)!;
                Assert.Equal((id, "ring", 6L), (Assert.Single(one.Ids), one.Timer!.Transition, Assert.Single(one.Changed!.Value).Version));
                return item.Data;
            }
        }
        throw new InvalidOperationException("the feed ended");
    }

    private static async Task RefusesAsync(RunningGroup group, string id)
    {
        foreach (var query in new[] { "below=0", "limit=0", "limit=21", "atLeast=-1", "limit=x" })
        {
            (await group.GetAsync($"/v1/assets/{id}/history?{query}")).IsProblem(Codes.Malformed);
        }
        (await group.GetAsync("/v1/assets/No%20Id/history")).IsProblem(Codes.BadId);
        (await group.GetAsync($"/v1/assets/{id}/history?atLeast=1000000")).IsProblem(Codes.CatchingUp);
        Assert.Contains("\"entries\":[]", System.Text.Encoding.UTF8.GetString((await group.GetAsync("/v1/assets/nobody/history")).IsOk().Body), StringComparison.Ordinal);
    }
}
