using Microsoft.Playwright;
using Scew.Protocol.Registers;

namespace Scew.WebTests.Proof;

/// <summary>A page that is closed at any step of a payment leaves exactly one payment (H4), and one that was never sent ends as never executed.</summary>
[Collection(RealGroup.Name)]
public sealed class ReloadTests(RealGroup group)
{
    private readonly TaskCompletionSource _reached = new();

    /// <summary>The step at which the page is closed, and what the merchants' answers are until then.</summary>
    public enum Step
    {
        Kept,
        Sent,
        Executed,
        Answered,
        Settled,
    }

    [Theory]
    [Trait("row", "H4")]
    [InlineData(Step.Kept)]
    [InlineData(Step.Sent)]
    [InlineData(Step.Executed)]
    [InlineData(Step.Answered)]
    [InlineData(Step.Settled)]
    public async Task A_page_closed_at_this_step_leaves_one_payment(Step step)
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<PaymentTests.Joined>("join", "anna");
        await group.SettleAsync(new Protocol.Requests.Sum(joined.Wallet, 100), group.Net.Merchants[0].Key);
        var (_, other) = await group.NewWalletAsync(0);
        var pay = new { type = "transfer", from = joined.Wallet, to = other, amount = "10" };

        if (step == Step.Settled)
        {
            Assert.Equal("ok", (await page.SubmitAsync("anna", pay)).Code);
        }
        else
        {
            await page.AlterAsync((route, _, path) => AnswerAsync(step, route, path));
            var keep = step == Step.Kept ? "keepOnly" : "begin";
            await page.CallAsync<string>(keep, "anna", pay, (long?)null);
            if (step != Step.Kept)
            {
                await _reached.Task.WaitAsync(TimeSpan.FromMinutes(2));
            }
        }
        await page.Page.Page.ReloadAsync();
        await page.HealAsync();

        var waiting = await page.CallAsync<string[]>("pending");
        Assert.Equal(step == Step.Settled ? 0 : 1, waiting.Length);
        // However often one asks, in this tab and in the next.
        for (var i = 0; i < 2; i++)
        {
            var outcomes = await page.CallAsync<Outcome[]>("resume");
            Assert.All(outcomes, outcome => Assert.Equal(("settled", "ok", "verified"), (outcome.State, outcome.Code, outcome.Badge)));
            Assert.Equal(i == 0 && step != Step.Settled ? 1 : 0, outcomes.Length);
            await page.Page.Page.ReloadAsync();
        }
        Assert.Empty(await page.CallAsync<string[]>("pending"));
        Assert.Equal((90, 10), (await BalanceAsync(joined.Wallet), await BalanceAsync(other)));
    }

    [Fact]
    public async Task What_never_reached_a_merchant_ends_as_never_executed()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<PaymentTests.Joined>("join", "anna");
        var until = DateTimeOffset.UtcNow.AddSeconds(2).ToUnixTimeMilliseconds();
        var id = await page.CallAsync<string>("keepOnly", "anna", new { type = "create", contract = "wallet", id = joined.Wallet + "2", initial = "0" }, until);
        // The outbox itself knows that the time is over, and asks for statements instead of sending.
        await page.UntilAsync("(until) => Date.now() > until + 500", until);
        var outcome = Assert.Single(await page.CallAsync<Outcome[]>("resume"));
        Assert.Equal((id, "never", "verified"), (outcome.Id, outcome.State, outcome.Badge));
        Assert.True(outcome.Signers.Length >= 2);
        Assert.Empty(await page.CallAsync<string[]>("pending"));
        Assert.False(await group.ExistsAsync(RegisterKind.Wallet, joined.Wallet + "2"));
    }

    [Fact]
    public async Task Two_tabs_that_send_the_same_request_pay_once()
    {
        await using var page = await SiloPage.OpenAsync(group);
        var joined = await page.CallAsync<PaymentTests.Joined>("join", "anna");
        await group.SettleAsync(new Protocol.Requests.Sum(joined.Wallet, 100), group.Net.Merchants[0].Key);
        var (_, other) = await group.NewWalletAsync(0);
        await page.CallAsync<string>("keepOnly", "anna", new { type = "transfer", from = joined.Wallet, to = other, amount = "10" }, (long?)null);
        var both = await Task.WhenAll(page.CallAsync<Outcome[]>("resume"), page.CallAsync<Outcome[]>("resume"));
        Assert.All(both.SelectMany(one => one), outcome => Assert.Equal("ok", outcome.Code));
        Assert.Equal((90, 10), (await BalanceAsync(joined.Wallet), await BalanceAsync(other)));
    }

    private async Task AnswerAsync(Step step, IRoute route, string path)
    {
        if (path != "/v1/requests")
        {
            await route.ContinueAsync();
            return;
        }
        if (step == Step.Sent)
        {
            // It left the page and never arrived.
            _reached.TrySetResult();
            await route.AbortAsync();
            return;
        }
        try
        {
            var (status, body) = await SiloPage.HonestAsync(route);
            if (step == Step.Answered)
            {
                await SiloPage.FulfillAsync(route, status, body[..(body.Length / 2)]);
            }
            _reached.TrySetResult();
        }
        catch (PlaywrightException)
        {
            // The page was closed meanwhile, which is what this is about.
        }
    }

    private async Task<long> BalanceAsync(string wallet)
    {
        var read = await group.Client.ReadLinearizableAsync(new RegisterKey(RegisterKind.Wallet, wallet));
        return read.Value!.Wallet!.Value.Balance;
    }
}
