using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace Scew.WebTests;

/// <summary>
/// An empty page in real Chromium that imports the page's own modules from <c>silo/wwwroot</c> and calls their exports. Arguments and answers
/// are JSON values; a <c>byte[]</c> is a <c>Uint8Array</c> there and back, a BigInt comes back as its decimal digits. Any uncaught error, console error or broken policy of the page fails the test.
/// </summary>
internal sealed class ModulePage : IAsyncDisposable
{
    /// <summary>
    /// Answers { ok } or { name, code, message }: an error of the page is a value here, so that tests can ask for it. BigInt becomes its decimal
    /// digits, bytes become { base64url }, because neither is JSON.
    /// </summary>
    private const string Calling = """
        async ([module, name, args]) => {
            const plain = (key, value) => {
                if (typeof value === 'bigint') {
                    return value.toString();
                }
                if (value instanceof Uint8Array) {
                    let binary = '';
                    for (const byte of value) {
                        binary += String.fromCharCode(byte);
                    }
                    return { base64url: btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') };
                }
                return value;
            };
            const bytes = (key, value) => value !== null && typeof value === 'object' && typeof value.base64url === 'string' && Object.keys(value).length === 1
                ? Uint8Array.from(atob(value.base64url.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0))
                : value;
            const exported = (await import(module))[name];
            try {
                const answer = typeof exported === 'function' ? await exported(...JSON.parse(args, bytes)) : exported;
                return { ok: JSON.stringify(answer === undefined ? null : answer, plain) };
            } catch (error) {
                return { name: error.name ?? '', code: error.code === undefined ? '' : String(error.code), message: String(error.message ?? error), stack: error.stack ?? '' };
            }
        }
        """;

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { MaxDepth = 256, Converters = { new PageBytes() } };

    private readonly bool _holdsSlot;
    private readonly ConcurrentQueue<string> _errors = new();

    private ModulePage(IBrowserContext context, IPage page, bool holdsSlot)
    {
        (Context, Page, _holdsSlot) = (context, page, holdsSlot);
        page.PageError += (_, error) => _errors.Enqueue("uncaught: " + error);
        page.Console += (_, message) =>
        {
            // A server's refusal or absence is an answer that the page's code handles, though the browser notes it as an error.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Enqueue("console: " + message.Text);
            }
        };
    }

    public IBrowserContext Context { get; }

    /// <summary>Further routes (<see cref="IPage.RouteAsync(string, Func{IRoute, Task}, PageRouteOptions)"/>) win over the served files.</summary>
    public IPage Page { get; }

    /// <summary>Opens <paramref name="path"/> under <c>http://localhost</c> in a context of its own.</summary>
    public static async Task<ModulePage> OpenAsync(string path = "/blank")
    {
        var context = await Chromium.TakeAsync();
        try
        {
            return await OpenAsync(context, path, holdsSlot: true);
        }
        catch
        {
            await context.CloseAsync();
            Chromium.Release();
            throw;
        }
    }

    /// <summary>Opens a real merchant's page, without any routing: its modules, headers and answers are the silo's.</summary>
    public static Task<ModulePage> OpenAsync(Uri page) => OpenAsync(page, ServiceWorkerPolicy.Block);

    /// <summary>The same where the page's service worker works too.</summary>
    public static Task<ModulePage> OpenGuardedAsync(Uri page) => OpenAsync(page, ServiceWorkerPolicy.Allow);

    private static async Task<ModulePage> OpenAsync(Uri page, ServiceWorkerPolicy workers)
    {
        var context = await Chromium.TakeAsync(workers);
        var opened = new ModulePage(context, await context.NewPageAsync(), holdsSlot: true);
        await opened.Page.GotoAsync(page.ToString());
        return opened;
    }

    /// <summary>The same for a further customer of a test that holds a context already; closed before the first.</summary>
    public static async Task<ModulePage> OpenBesideAsync(Uri page)
    {
        var context = await Chromium.NewContextAsync();
        var opened = new ModulePage(context, await context.NewPageAsync(), holdsSlot: false);
        await opened.Page.GotoAsync(page.ToString());
        return opened;
    }

    /// <summary>A second customer of the same test: again a context of its own. It is closed before the first.</summary>
    public async Task<ModulePage> OpenAnotherAsync(string path = "/blank") => await OpenAsync(await Chromium.NewContextAsync(), path, holdsSlot: false);

    /// <summary>A second tab of the same customer: the same storage.</summary>
    public async Task<ModulePage> OpenTabAsync(string path = "/blank")
    {
        var tab = new ModulePage(Context, await Context.NewPageAsync(), holdsSlot: false) { IsTab = true };
        await tab.Page.GotoAsync(ServedFiles.Origin + path);
        return tab;
    }

    private bool IsTab { get; init; }

    /// <summary>Calls an export (or reads one that is a value) and answers what it answers; fails when it throws.</summary>
    public async Task<T> CallAsync<T>(string module, string export, params object?[] arguments)
    {
        var answer = await AskAsync(module, export, arguments);
        Assert.True(answer.Ok is not null, $"{module} {export}: {answer.Name} {answer.Code} {answer.Message}\n{answer.Stack}");
        return JsonSerializer.Deserialize<T>(answer.Ok, Web)!;
    }

    public Task<JsonElement> CallAsync(string module, string export, params object?[] arguments) =>
        CallAsync<JsonElement>(module, export, arguments);

    /// <summary>Calls an export that must throw.</summary>
    public async Task<ModuleFault> FaultAsync(string module, string export, params object?[] arguments)
    {
        var answer = await AskAsync(module, export, arguments);
        Assert.True(answer.Ok is null, $"{module} {export} answered {answer.Ok}");
        return new ModuleFault(answer.Name!, answer.Code!, answer.Message!);
    }

    /// <summary>
    /// Runs a JavaScript function, for what takes several modules or values that are not JSON:
    /// <c>async (argument) => { const { sha256 } = await import('/proof/hash.js'); ... }</c>. What it throws fails the test.
    /// </summary>
    public async Task<T> RunAsync<T>(string function, object? argument = null)
    {
        var answer = await Page.EvaluateAsync<T>(function, argument);
        ThrowIfErrors();
        return answer;
    }

    /// <summary>Lets <c>http://localhost</c> answer a path with this JavaScript module.</summary>
    public Task ServeModuleAsync(string path, string text) =>
        Page.RouteAsync(ServedFiles.Origin + path, route => ServedFiles.FulfillAsync(route, "text/javascript; charset=utf-8", System.Text.Encoding.UTF8.GetBytes(text)));

    public async Task ReloadAsync()
    {
        await Page.ReloadAsync();
        ThrowIfErrors();
    }

    /// <summary>What went wrong so far, taken: for tests whose subject is such an error.</summary>
    public IReadOnlyList<string> TakeErrors()
    {
        var all = new List<string>();
        while (_errors.TryDequeue(out var error))
        {
            all.Add(error);
        }
        return all;
    }

    public void ThrowIfErrors() => Assert.Empty(TakeErrors());

    public async ValueTask DisposeAsync()
    {
        if (IsTab)
        {
            await Page.CloseAsync();
        }
        else
        {
            await Context.CloseAsync();
        }
        if (_holdsSlot)
        {
            Chromium.Release();
        }
        ThrowIfErrors();
    }

    private static async Task<ModulePage> OpenAsync(IBrowserContext context, string path, bool holdsSlot)
    {
        var opened = new ModulePage(context, await context.NewPageAsync(), holdsSlot);
        await context.RouteAsync("**/*", route =>
        {
            if (new Uri(route.Request.Url).GetLeftPart(UriPartial.Authority) == ServedFiles.Origin)
            {
                return ServedFiles.AnswerAsync(route);
            }
            opened._errors.Enqueue("asked elsewhere: " + route.Request.Url);
            return route.AbortAsync();
        });
        await opened.Page.GotoAsync(ServedFiles.Origin + path);
        return opened;
    }

    private async Task<Reply> AskAsync(string module, string export, object?[] arguments)
    {
        var reply = await Page.EvaluateAsync<Reply>(Calling, new object[] { module, export, JsonSerializer.Serialize(arguments, Web) });
        ThrowIfErrors();
        return reply;
    }

    private sealed class Reply
    {
        public string? Ok { get; set; }

        public string? Name { get; set; }

        public string? Code { get; set; }

        public string? Message { get; set; }

        public string? Stack { get; set; }
    }
}

/// <summary>What an export threw: the error's <c>name</c>, its <c>code</c> where it has one, and its message.</summary>
internal sealed record ModuleFault(string Name, string Code, string Message);
