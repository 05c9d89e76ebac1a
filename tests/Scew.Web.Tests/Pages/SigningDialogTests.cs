using Microsoft.Playwright;

namespace Scew.WebTests.Pages;

/// <summary>The signing screen shows all of what is signed, and lets nobody sign what is valid at another time or elsewhere.</summary>
[Collection(RealGroup.Name)]
[Trait("row", "H6")]
public sealed class SigningDialogTests(RealGroup group)
{
    private const string Open = """
        async ({ op, validForMs, group }) => {
            const { openSession } = await import('/parts/session.js');
            const { signPayload } = await import('/parts/signing.js');
            const { payloadOf } = await import('/proof/requests.js');
            const session = await openSession(location.origin);
            const payload = payloadOf({ by: [session.key.account], group: group ?? session.group, op: JSON.parse(op), validUntil: Date.now() + validForMs });
            signPayload(session, payload, { title: 'Asked by somebody' });
        }
        """;

    [Theory]
    [InlineData(-1, null, "its time is over")]
    [InlineData(315_360_000_000, null, "longer than anything needs")]
    [InlineData(60_000, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "another group")]
    [InlineData(60_000, null, null)]
    public async Task WhatIsValidAtAnotherTimeOrElsewhereCannotBeSigned(long validForMs, string? other, string? why)
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        await customer.Page.EvaluateAsync(Open, new { op = """{"amount":"5","from":"a:main","to":"b:main","type":"transfer"}""", validForMs, group = other });
        await customer.Page.Locator("dialog [data-act=sign]").WaitForAsync();
        Assert.Equal(why is not null, await customer.Page.Locator("dialog [data-act=sign]").IsDisabledAsync());
        Assert.Equal(why is null ? 0 : 1, await customer.Page.Locator($"dialog .note.bad:has-text(\"{why}\")").CountAsync());
    }

    [Fact]
    public async Task ALongTextIsShownToItsEnd()
    {
        await using var customer = await Customer.ArriveAsync(group.Url(0));
        await customer.OpenWalletAsync();
        var text = "machine Long\n" + string.Concat(Enumerable.Repeat("# says nothing\n", 1500)) + "the end\u202E";
        await customer.Page.EvaluateAsync(Open, new { op = System.Text.Json.JsonSerializer.Serialize(new { text, type = "machine.deploy" }), validForMs = 60_000, group = (string?)null });
        await Assertions.Expect(customer.Page.Locator("dialog [data-path=\"op.text\"]")).ToContainTextAsync("the endU+202E");
        await customer.Page.Locator("dialog summary").ClickAsync();
        await Assertions.Expect(customer.Page.Locator("dialog details code")).ToContainTextAsync("the endU+202E");
    }
}
