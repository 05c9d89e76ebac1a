using Microsoft.Playwright;

[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace Scew.WebTests;

/// <summary>
/// The system's Chromium, started once for all tests of the assembly. A test takes a fresh context (no storage, no cookies) and gives it back;
/// at most two tests hold contexts at a time, so that two cores stay enough.
/// </summary>
internal static class Chromium
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly SemaphoreSlim Slots = new(2);

    private static readonly Lazy<Task<IBrowser>> Browser = new(StartAsync);

    /// <summary>A fresh context with the right to keep it; <see cref="Release"/> ends that right.</summary>
    public static async Task<IBrowserContext> TakeAsync(ServiceWorkerPolicy workers = ServiceWorkerPolicy.Block)
    {
        await Slots.WaitAsync();
        try
        {
            return await NewContextAsync(workers);
        }
        catch
        {
            Slots.Release();
            throw;
        }
    }

    public static void Release() => Slots.Release();

    /// <summary>A further context for a test that holds the right already, such as a second customer.</summary>
    public static async Task<IBrowserContext> NewContextAsync(ServiceWorkerPolicy workers = ServiceWorkerPolicy.Block)
    {
        var context = await (await Browser.Value).NewContextAsync(new BrowserNewContextOptions { Locale = "en-GB", TimezoneId = "UTC", ServiceWorkers = workers });
        context.SetDefaultTimeout(120_000);
        return context;
    }

    private static async Task<IBrowser> StartAsync()
    {
        var program = Candidates.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("no Chromium at " + string.Join(", ", Candidates) + ": install the package chromium");
        // A loaded machine is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(120_000);
        // The driver ends with this process, and ends the browser with it: its pipes close.
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Headless = true,
            // A sandbox cannot be made as root; shared memory is small where containers run.
            // Without the question whether a site may reach this machine, which nobody could answer here: silos have to refuse such pages themselves.
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-features=LocalNetworkAccessChecks", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }
}
