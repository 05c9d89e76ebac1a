using System.Net;
using System.Text;
using Scew.Keys;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Http;

/// <summary>What a page of another site tries with a valid signed request that it got hold of, and with frames and windows.</summary>
[Collection(RealGroup.Name)]
public sealed class CrossSiteTests(RealGroup group)
{
    /// <summary>Every way in which a page can make a browser send a body: with each type that needs no question first, and with the right one.</summary>
    private const string Sending = """
        async ([url, text]) => {
            const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/scew-request+jws', 'application/json', undefined];
            const outcomes = [];
            for (const type of types) {
                const body = type === undefined ? new Blob([text]) : text;
                const headers = type === undefined ? {} : { 'Content-Type': type };
                for (const mode of ['cors', 'no-cors']) {
                    for (const credentials of ['omit', 'include']) {
                        try {
                            const answer = await fetch(url, { method: 'POST', mode, credentials, headers, body });
                            outcomes.push(answer.type === 'opaque' ? 'opaque' : String(answer.status));
                        } catch (error) {
                            outcomes.push(error.name);
                        }
                    }
                }
                navigator.sendBeacon(url, type === undefined ? body : new Blob([text], { type }));
                outcomes.push(await new Promise((done) => {
                    const request = new XMLHttpRequest();
                    request.open('POST', url);
                    if (type !== undefined) {
                        request.setRequestHeader('Content-Type', type);
                    }
                    request.onload = () => done(String(request.status));
                    request.onerror = () => done('error');
                    request.send(body);
                }));
            }
            for (const encoding of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
                const frame = document.createElement('iframe');
                frame.name = 'target-' + outcomes.length;
                document.body.append(frame);
                const form = document.createElement('form');
                Object.assign(form, { method: 'POST', action: url, enctype: encoding, target: frame.name });
                const field = document.createElement('input');
                Object.assign(field, { name: text, value: '' });
                form.append(field);
                document.body.append(form);
                await new Promise((done) => { frame.onload = done; form.submit(); });
                frame.remove();
                form.remove();
                outcomes.push('form');
            }
            return outcomes;
        }
        """;

    [Fact]
    [Trait("row", "H9")]
    public async Task AForeignPageSendsNothingThatIsExecuted()
    {
        using var key = SigningKey.Create();
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        var request = group.Sign(new CreateWallet(wallet, 0), key);
        await using var foreign = await ForeignPage.OpenAsync("<!doctype html><body>");
        foreach (var path in new[] { "/v1/requests", "/v1/never-executed", "/v1/evidence" })
        {
            var outcomes = await foreign.Page.EvaluateAsync<string[]>(Sending, new[] { group.Origin(1) + path, Encoding.UTF8.GetString(request.Wire.Span) });
            Assert.All(outcomes, outcome => Assert.Contains(outcome, new[] { "TypeError", "error", "opaque", "form" }));
        }
        Assert.False(await group.ExistsAsync(RegisterKind.Wallet, wallet));
        // The very same bytes from a member's page are taken.
        await using var own = await ModulePage.OpenAsync(group.Url(0));
        Assert.Equal(200, await own.RunAsync<int>(
            "async ([url, text]) => (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/scew-request+jws' }, body: text })).status",
            new[] { group.Origin(1) + "/v1/requests", Encoding.UTF8.GetString(request.Wire.Span) }));
        Assert.True(await group.ExistsAsync(RegisterKind.Wallet, wallet));
    }

    [Theory]
    [Trait("row", "H9")]
    [InlineData("text/plain")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("TEXT/PLAIN")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task WhatAPageSendsWithoutAskingIsNoRequestEvenFromHere(string? type)
    {
        using var key = SigningKey.Create();
        var wallet = IdRules.OwnPrefix(key.Account) + ":points";
        var wire = group.Sign(new CreateWallet(wallet, 0), key).Wire.ToArray();
        foreach (var path in new[] { "/v1/requests", "/v1/never-executed", "/v1/evidence" })
        {
            using var answer = await group.SendAsync(HttpMethod.Post, path, 0, wire, type);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
            using var fromAPage = await group.SendAsync(HttpMethod.Post, path, 0, wire, type, ("Origin", group.Origin(1)));
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, fromAPage.StatusCode);
        }
        Assert.False(await group.ExistsAsync(RegisterKind.Wallet, wallet));
    }

    [Fact]
    [Trait("row", "H13")]
    public async Task AForeignPageReadsNothing()
    {
        await using var foreign = await ForeignPage.OpenAsync("<!doctype html><body>");
        foreach (var path in new[] { "/", "/app.js", "/v1/status", "/v1/group" })
        {
            Assert.Equal("TypeError", await foreign.Page.EvaluateAsync<string>(
                "async (url) => { try { return await (await fetch(url)).text(); } catch (error) { return error.name; } }", group.Origin(0) + path));
        }
        // Nor as a script, a style or an image, of the page or of the API, whatever its type is taken for; nor as a feed.
        Assert.Equal(["error", "error", "error", "error", "error"], await foreign.Page.EvaluateAsync<string[]>("""
            (origin) => Promise.all([['script', 'src', '/app.js'], ['script', 'src', '/v1/status'], ['link', 'href', '/style.css'], ['img', 'src', '/v1/status'], ['feed']].map(([name, from, path]) =>
                new Promise((done) => {
                    const element = name === 'feed' ? new EventSource(origin + '/v1/events') : document.createElement(name);
                    element.onload = () => done('load');
                    element.onopen = () => done('load');
                    element.onerror = () => { done('error'); element.close?.(); };
                    if (name !== 'feed') {
                        element.rel = 'stylesheet';
                        element[from] = origin + path;
                        document.body.append(element);
                    }
                })))
            """, group.Origin(0)));
    }

    [Fact]
    [Trait("row", "H10")]
    public async Task AForeignPageFramesNothing()
    {
        await using var foreign = await ForeignPage.OpenAsync($"<!doctype html><body><iframe src=\"{group.Url(0)}\"></iframe><object data=\"{group.Url(0)}\"></object><embed src=\"{group.Url(0)}\">");
        await foreign.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.NetworkIdle);
        foreach (var frame in foreign.Page.Frames.Where(frame => frame != foreign.Page.MainFrame))
        {
            Assert.DoesNotContain("Scew", await frame.TitleAsync(), StringComparison.Ordinal);
            Assert.False(frame.Url.StartsWith(group.Origin(0), StringComparison.Ordinal) && await frame.EvaluateAsync<bool>("() => location.origin !== 'null' && location.protocol === 'http:'"), frame.Url);
        }
    }

    [Fact]
    [Trait("row", "H10")]
    public async Task AForeignPageKeepsNoHoldOnAWindowThatItOpened()
    {
        await using var foreign = await ForeignPage.OpenAsync("<!doctype html><body>");
        var opened = await foreign.Context.RunAndWaitForPageAsync(() => foreign.Page.EvaluateAsync("(url) => { window.held = window.open(url); }", group.Url(0).ToString()));
        await opened.WaitForLoadStateAsync();
        Assert.True(await opened.EvaluateAsync<bool>("() => window.opener === null"));
        Assert.True(await foreign.Page.EvaluateAsync<bool>("() => window.held.closed"));
    }

    [Fact]
    [Trait("row", "H10")]
    public async Task NoAnswerLeadsToAnotherPlace()
    {
        foreach (var path in new[] { "/v1", "/v1/", "/openapi", "/?next=http://evil.example", "/v1/group/", "/index.html?url=//evil.example", "/v1/status?returnUrl=/" })
        {
            using var answer = await group.GetAsync(path);
            Assert.False((int)answer.StatusCode is >= 300 and < 400, path);
            Assert.False(answer.Headers.Contains("Location"));
        }
    }
}
