using System.Text.Json;

namespace Scew.WebTests.Proof;

/// <summary>A merchant that tells its customers the opposite of what happened, under its own page: the page shows what did, keeps the proof of the lie, and tells the others.</summary>
public sealed class WrongReceiptTests
{
    [Fact]
    [Trait("row", "H1")]
    public async Task A_lying_merchant_is_found_out_by_its_own_page()
    {
        var group = await RealGroup.StartAsync(static (_, _) => { });
        try
        {
            await group.Net.RestartAsync(0, ["wrong-receipt"]);
            var liar = group.Net.Merchants[0].Name;
            await using var page = await SiloPage.OpenAsync(group);
            var joined = await page.CallAsync<PaymentTests.Joined>("join", "anna");
            Assert.Equal(("settled", "ok", "verified"), (joined.Outcome.State, joined.Outcome.Code, joined.Outcome.Badge));
            var (_, other) = await group.NewWalletAsync(0);
            JsonElement[] evidence = [];
            // An honest receipt has the signatures of n-f merchants, those that came first: a lie is proven where the liar's is among them.
            for (var i = 0; i < 30 && evidence.Length == 0; i++)
            {
                // The liar says ok.
                var refused = await page.SubmitAsync("anna", new { type = "transfer", from = joined.Wallet, to = other, amount = "1" });
                Assert.Equal(("settled", "insufficient-balance", "verified"), (refused.State, refused.Code, refused.Badge));
                Assert.Contains(await page.CallAsync<JsonElement[]>("lies"), lie => lie.GetProperty("merchant").GetString() == liar);
                evidence = await page.CallAsync<JsonElement[]>("evidence");
            }
            Assert.NotEmpty(evidence);
            Assert.All(evidence, one => Assert.Equal(("conflict", liar), (one.GetProperty("badge").GetString(), one.GetProperty("names")[0].GetString())));
            // The others were told.
            var (held, _) = await group.Client.FetchEvidenceAsync();
            Assert.Contains(held, one => one.Accused == 0);
            Assert.Empty(await page.CallAsync<string[]>("pending"));
        }
        finally
        {
            await group.DisposeAsync();
        }
    }
}
