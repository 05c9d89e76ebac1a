namespace Scew.WebTests.Http;

/// <summary>Hostile text in every place of a URL: what comes back is never markup, and nothing of it runs.</summary>
[Collection(RealGroup.Name)]
public sealed class HostileTextTests(RealGroup group)
{
    [Fact]
    [Trait("row", "H7")]
    public async Task NothingOfItIsEverMarkup()
    {
        string[] places = ["/{0}", "/v1/wallets/{0}", "/v1/wallets?after={0}", "/v1/receipts/{0}", "/v1/events?since={0}", "/v1/head?nonce={0}", "/v1/machines/{0}", "/v1/states/{0}"];
        foreach (var payload in HostileTexts.All)
        {
            foreach (var place in places)
            {
                using var answer = await group.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, place, Uri.EscapeDataString(payload)));
                var type = answer.Content.Headers.ContentType?.MediaType;
                Assert.True(type is "application/problem+json" or "application/json" or null, $"{type}: {payload}");
                var text = await answer.Content.ReadAsStringAsync();
                Assert.DoesNotContain('<', text);
                Assert.False(text.Any(char.IsControl), payload);
            }
        }
    }

    [Fact]
    [Trait("row", "H7")]
    public async Task NothingOfItRunsInThePage()
    {
        await using var page = await ModulePage.OpenAsync(group.Url(0));
        page.Page.Dialog += (_, dialog) => throw new InvalidOperationException("a dialog: " + dialog.Message);
        foreach (var payload in HostileTexts.All)
        {
            await page.Page.GotoAsync(group.Url(0) + "?x=" + Uri.EscapeDataString(payload) + "#" + payload.Replace("\0", "", StringComparison.Ordinal));
            Assert.Equal(0, await page.RunAsync<int>("() => window.hit ?? 0"));
        }
    }
}
