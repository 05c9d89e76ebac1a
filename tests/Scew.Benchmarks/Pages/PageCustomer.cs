using System.Text.Json;
using Microsoft.Playwright;

namespace Scew.Benchmarks.Pages;

/// <summary>A customer who pays: with the page in a context of its own, or with the page's modules in a worker.</summary>
internal abstract class PageCustomer
{
    private readonly SemaphoreSlim _oneAtATime = new(1);

    public required string Wallet { get; init; }

    /// <summary>Whether it is the page itself that pays.</summary>
    public abstract bool IsPage { get; }

    /// <summary>Ms from the click (the call) to the receipt that was verified there.</summary>
    public async Task<double> PayAsync(string to)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            return await PayCoreAsync(to);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    protected abstract Task<double> PayCoreAsync(string to);
}

/// <summary>A tab of a context of its own: the page as it is served, its policies included.</summary>
internal sealed class TabCustomer(IPage page) : PageCustomer
{
    private static readonly string Script = Resource.Read("pay.js");

    public override bool IsPage => true;

    public static async Task<TabCustomer> JoinAsync(IBrowser browser, Uri merchant)
    {
        var context = await browser.NewContextAsync();
        context.SetDefaultTimeout(120_000);
        var page = await context.NewPageAsync();
        await page.GotoAsync(merchant.ToString());
        await page.FillAsync("[data-act=passphrase]", "three unusual words");
        await page.ClickAsync("main button[type=submit]");
        await page.ClickAsync("dialog [data-act=sign]");
        await page.ClickAsync("dialog [data-act=close]");
        await page.ClickAsync("[data-act=receive]");
        var wallet = await page.Locator("dialog [data-part=wallet]").InnerTextAsync();
        await page.Keyboard.PressAsync("Escape");
        return new TabCustomer(page) { Wallet = wallet };
    }

    protected override Task<double> PayCoreAsync(string to) => page.EvaluateAsync<double>(Script[Script.IndexOf("async", StringComparison.Ordinal)..], to);
}

/// <summary>A worker in a tab that many share: the same modules, storage and network, without what one sees.</summary>
internal sealed class WorkerCustomer(IPage page, int number) : PageCustomer
{
    private const string Ask = """
        ([number, message]) => new Promise((resolve, reject) => {
            self.customers ??= [];
            self.customers[number] ??= new Worker('/bench-customer.js', { type: 'module' });
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = ({ data }) => data.fault === undefined ? resolve(data.ok) : reject(new Error(data.fault));
            self.customers[number].onerror = event => reject(new Error(event.message));
            self.customers[number].postMessage(message, [port2]);
        })
        """;

    public override bool IsPage => false;

    /// <summary>A tab for workers. The page itself starts none, and its policy forbids them, so that policy is off here.</summary>
    public static async Task<IPage> OpenAsync(IBrowser browser, Uri merchant)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BypassCSP = true });
        await context.RouteAsync("**/bench-customer.js", static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/javascript", Body = Resource.Read("customer.js") }));
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(merchant, "/icon.svg").ToString());
        return page;
    }

    public static async Task<WorkerCustomer> JoinAsync(IPage page, int number)
    {
        var wallet = await page.EvaluateAsync<string>(Ask, new object[] { number, new { act = "begin", name = "customer-" + JsonSerializer.Serialize(number) } });
        return new WorkerCustomer(page, number) { Wallet = wallet };
    }

    protected override Task<double> PayCoreAsync(string to) => page.EvaluateAsync<double>(Ask, new object[] { number, new { act = "pay", to } });
}
