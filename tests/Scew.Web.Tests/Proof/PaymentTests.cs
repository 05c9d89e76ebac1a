using System.Text.Json;
using Scew.Keys;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Proof;

/// <summary>A customer in the page of a real merchant of a real group: key, wallet, payment, reads, history, feed.</summary>
[Collection(RealGroup.Name)]
public sealed class PaymentTests(RealGroup group)
{
    internal const string Lamp = "machine Lamp\nvalue owner: account\nstates Start, Off, On\n\ntransition create: Start -> Off\n  effect owner := caller\n\ntransition light: Off -> On\n  guard caller = owner\n\ntransition dark: On -> Off\n  guard caller = owner\n";

    [Fact]
    public async Task A_customer_joins_is_paid_and_pays()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<Joined>("join", "anna");
        Assert.Equal(("settled", "ok", "verified"), (joined.Outcome.State, joined.Outcome.Code, joined.Outcome.Badge));
        Assert.True(joined.Outcome.Signers.Length >= 3);
        Assert.Equal("ok", (await group.SettleAsync(new Sum(joined.Wallet, 100), group.Net.Merchants[0].Key)).Code);

        var before = await page.CallAsync<Shown>("read", "wallet", joined.Wallet, new { fresh = true, witnesses = 3 });
        Assert.Equal(("verified", "100", true, 3), (before.Badge, before.Balance, before.Fresh, before.Witnesses));
        var (_, other) = await group.NewWalletAsync(0);
        var paid = await page.SubmitAsync("anna", new { type = "transfer", from = joined.Wallet, to = other, amount = "30" });
        Assert.Equal(("settled", "ok", "verified"), (paid.State, paid.Code, paid.Badge));
        // Read your writes, without asking for a fresh one.
        Assert.Equal("70", (await page.CallAsync<Shown>("read", "wallet", joined.Wallet)).Balance);
        Assert.Equal("30", (await page.CallAsync<Shown>("read", "wallet", other)).Balance);

        var refused = await page.SubmitAsync("anna", new { type = "transfer", from = joined.Wallet, to = other, amount = "71" });
        Assert.Equal(("settled", "insufficient-balance", "verified"), (refused.State, refused.Code, refused.Badge));
        Assert.Equal(3, (await page.CallAsync<string[]>("receipts")).Length);
        Assert.Empty(await page.CallAsync<string[]>("pending"));
        Assert.Empty(await page.CallAsync<JsonElement[]>("lies"));
    }

    [Fact]
    public async Task Every_member_shows_the_pinned_group()
    {
        await using var page = await SiloPage.OpenAsync(group, 1);
        var shown = await page.CallAsync<JsonElement>("group", (string?)null);
        Assert.Equal(group.Client.Verifier.Group.Genesis.ToString(), shown.GetProperty("hash").GetString());
        Assert.True(shown.GetProperty("isFirst").GetBoolean());
        Assert.All(await page.CallAsync<JsonElement[]>("compare"), one => Assert.True(one.GetProperty("same").GetBoolean()));
        await page.Page.ReloadAsync();
        Assert.False((await page.CallAsync<JsonElement>("group", (string?)null)).GetProperty("isFirst").GetBoolean());
    }

    [Fact]
    public async Task What_is_absent_is_proven_absent()
    {
        await using var page = await SiloPage.OpenAsync(group);
        foreach (var kind in new[] { "wallet", "asset", "variable", "paillier-key" })
        {
            var shown = await page.CallAsync<Shown>("read", kind, "nobody:nothing", new { fresh = true });
            Assert.Equal(("verified", false), (shown.Badge, shown.Present));
        }
    }

    [Fact]
    public async Task A_tools_history_is_verified_step_by_step()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<Joined>("join", "lender");
        var prefix = joined.Wallet[..^":points".Length];
        var deployed = await page.SubmitAsync("lender", new { type = "machine.deploy", text = Lamp });
        Assert.True(deployed.Code == "ok", $"{deployed.State} {deployed.Code} {deployed.Reason}");
        var machine = Scew.Machines.Language.MachineText.NameOf(Lamp);
        foreach (var operation in new object[]
        {
            new { type = "asset.create", id = prefix + ":lamp", machine, input = new { } },
            new { type = "asset.transition", id = prefix + ":lamp", transition = "light", input = new { } },
            new { type = "asset.transition", id = prefix + ":lamp", transition = "dark", input = new { } },
        })
        {
            Assert.Equal("ok", (await page.SubmitAsync("lender", operation)).Code);
        }
        var history = await page.CallAsync<JsonElement>("history", prefix + ":lamp", 100);
        Assert.Equal(["dark", "light", "asset.create"], history.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("step").GetString()));
        Assert.All(history.GetProperty("entries").EnumerateArray(), entry => Assert.Equal("verified", entry.GetProperty("badge").GetString()));
        Assert.False(history.GetProperty("isFalse").GetBoolean());
        Assert.Equal(0, history.GetProperty("gaps").GetInt32());
    }

    [Fact]
    public async Task The_feed_tells_each_request_once_across_a_new_beginning()
    {
        await using var page = await SiloPage.OpenAsync(group);
        await page.CallAsync<object?>("watch", group.Net.Merchants[2].Name, "");
        await page.UntilAsync("() => window.state.startsWith('open')");
        using var key = SigningKey.Create();
        var first = await group.SettleAsync(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":one", 0), key);
        await page.UntilAsync("(id) => window.events.some(event => event.requestId === id)", first.RequestId.ToString());
        var seen = await page.CallAsync<Seen[]>("seen");
        await page.CallAsync<object?>("unwatch");
        var second = await group.SettleAsync(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":two", 0), key);
        await page.CallAsync<object?>("watch", group.Net.Merchants[3].Name, seen.Single(one => one.RequestId == first.RequestId.ToString()).Id);
        await page.UntilAsync("(id) => window.events.some(event => event.requestId === id)", second.RequestId.ToString());
        var after = await page.CallAsync<Seen[]>("seen");
        Assert.DoesNotContain(after, one => one.RequestId == first.RequestId.ToString());
        Assert.Single(after, one => one.RequestId == second.RequestId.ToString());
        await page.CallAsync<object?>("unwatch");
    }

    [Fact]
    public async Task A_feed_of_some_ids_tells_only_of_them()
    {
        await using var page = await SiloPage.OpenAsync(group);
        using var key = SigningKey.Create();
        var prefix = IdRules.OwnPrefix(key.Account);
        await page.CallAsync<object?>("watch", group.Net.Merchants[1].Name, "", new[] { prefix + ":two", prefix + ":three" });
        await page.UntilAsync("() => window.state.startsWith('open')");
        await group.SettleAsync(new CreateWallet(prefix + ":one", 0), key);
        var second = await group.SettleAsync(new CreateWallet(prefix + ":two", 0), key);
        await page.UntilAsync("(id) => window.events.some(event => event.requestId === id)", second.RequestId.ToString());
        Assert.Single(await page.CallAsync<Seen[]>("seen"));
        await page.CallAsync<object?>("unwatch");
    }

    internal sealed record Joined(string Account, string Wallet, Outcome Outcome);

    private sealed record Seen(string Id, string RequestId);
}
