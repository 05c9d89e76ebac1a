using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Scew.Client;
using Scew.Client.DevNets;
using Scew.Client.Load;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Pages;

/// <summary>One rate: payments due at fixed times, from the click to "Verified here".</summary>
internal sealed record PageRow(int Rate, string Who, long Done, double PerSecond, double P50Ms, double P99Ms, long Failed);

/// <summary>Four silos, one browser, many customers at their pages.</summary>
internal sealed class PageRun(PageOptions options)
{
    private const long Funds = 1_000_000;
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    public async Task<IReadOnlyList<PageRow>> RunAsync(string folder)
    {
        await Console.Error.WriteLineAsync("starting four silos and a browser ...");
        await using var net = await DevNet.StartAsync(new DevNetOptions
        {
            Folder = Path.Combine(folder, "net"),
            // All customers have one address here, and the pages' feeds stay open.
            Configure = static (_, config) => config["limits"] = new JsonObject { ["connectionsPerAddress"] = 0, ["feedsPerAddress"] = 0, ["requestsPerSecond"] = 0 },
        });
        using var client = net.CreateClient(new ClientOptions { SubmitDeadline = TimeSpan.FromSeconds(60) });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Programs.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("no Chromium at " + string.Join(", ", Programs)),
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-features=LocalNetworkAccessChecks", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-first-run", "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"],
        });
        var customers = await JoinAsync(browser, net);
        await Console.Error.WriteLineAsync("funding ...");
        foreach (var customer in customers)
        {
            await RequireAsync(client, net, new Sum(customer.Wallet, Funds));
        }
        var rows = new List<PageRow>();
        if (options.WarmUpSeconds > 0)
        {
            await MeasureAsync(customers, options.Rates[0], options.WarmUpSeconds);
        }
        foreach (var rate in options.Rates)
        {
            await Console.Error.WriteLineAsync($"{rate} payments a second ...");
            rows.AddRange(await MeasureAsync(customers, rate, options.Seconds));
        }
        return rows;
    }

    private async Task<IReadOnlyList<PageCustomer>> JoinAsync(IBrowser browser, DevNet net)
    {
        await Console.Error.WriteLineAsync($"{options.Browsers} customers open the page, {options.Customers - options.Browsers} run its modules ...");
        var customers = new List<PageCustomer>();
        for (var i = 0; i < options.Browsers; i++)
        {
            customers.Add(await TabCustomer.JoinAsync(browser, net.Merchants[i % net.Merchants.Length].Url));
        }
        var tabs = new List<IPage>();
        for (var i = 0; i < Math.Min(net.Merchants.Length, options.Customers - options.Browsers); i++)
        {
            tabs.Add(await WorkerCustomer.OpenAsync(browser, net.Merchants[i].Url));
        }
        for (var i = 0; i < options.Customers - options.Browsers; i++)
        {
            customers.Add(await WorkerCustomer.JoinAsync(tabs[i % tabs.Count], i));
        }
        return customers;
    }

    /// <summary>Customers take turns in a fixed, mixed order; each pays the next.</summary>
    private static async Task<IReadOnlyList<PageRow>> MeasureAsync(IReadOnlyList<PageCustomer> customers, int rate, int seconds)
    {
        var order = Enumerable.Range(0, customers.Count).OrderBy(static i => (uint)i * 2654435761u).ToArray();
        var (gate, all) = (new Lock(), new Dictionary<bool, LatencyHistogram> { [true] = new(), [false] = new() });
        var failed = new Dictionary<bool, long> { [true] = 0, [false] = 0 };
        var running = new List<Task>();
        var clock = Stopwatch.StartNew();
        for (var turn = 0; turn < rate * seconds; turn++)
        {
            var due = TimeSpan.FromSeconds((double)turn / rate);
            if (due - clock.Elapsed is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait);
            }
            var (customer, payee) = (customers[order[turn % order.Length]], customers[order[(turn + 1) % order.Length]]);
            running.Add(Task.Run(async () =>
            {
                try
                {
                    var ms = await customer.PayAsync(payee.Wallet);
                    lock (gate)
                    {
                        all[customer.IsPage].Add((long)(ms * 1000));
                    }
                }
                catch (PlaywrightException e)
                {
                    await Console.Error.WriteLineAsync(e.Message);
                    lock (gate)
                    {
                        failed[customer.IsPage]++;
                    }
                }
            }));
        }
        await Task.WhenAll(running);
        var took = clock.Elapsed.TotalSeconds;
        var both = new LatencyHistogram();
        both.Merge(all[true]);
        both.Merge(all[false]);
        return
        [
            Row(rate, "all", both, failed[true] + failed[false], took), Row(rate, "page", all[true], failed[true], took), Row(rate, "worker", all[false], failed[false], took),
        ];
    }

    private static PageRow Row(int rate, string who, LatencyHistogram times, long failed, double seconds) =>
        new(rate, who, times.Count, times.Count / seconds, times.QuantileMs(0.5), times.QuantileMs(0.99), failed);

    private static async Task RequireAsync(ScewClient client, DevNet net, Operation operation)
    {
        var made = RequestSigner.Sign(net.Genesis.Document.Hash(), operation, client.ValidUntil(1), net.Merchants[0].Key);
        if (await client.SubmitAsync(made.Request!) is not SubmitOutcome.Settled { Receipt.Code: Codes.Ok })
        {
            throw new InvalidOperationException("a wallet could not be funded");
        }
    }
}
