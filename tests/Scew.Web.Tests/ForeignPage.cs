using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Scew.WebTests;

/// <summary>
/// A page of another site in real Chromium, with whatever its author wrote: nothing is forbidden to it but what a silo forbids. It has a server of its own, because
/// Playwright's routing answers a browser's questions to other origins itself, and then nobody would see what the silo answers.
/// </summary>
internal sealed class ForeignPage : IAsyncDisposable
{
    private readonly StubSite _site;

    private ForeignPage(StubSite site, IBrowserContext context, IPage page) => (_site, Context, Page) = (site, context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public static async Task<ForeignPage> OpenAsync(string html)
    {
        var context = await Chromium.TakeAsync();
        var foreign = new ForeignPage(new StubSite(_ => ("text/html; charset=utf-8", Encoding.UTF8.GetBytes(html))), context, await context.NewPageAsync());
        await foreign.Page.GotoAsync(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{foreign._site.Port}/"));
        return foreign;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        Chromium.Release();
        await _site.DisposeAsync();
    }
}
