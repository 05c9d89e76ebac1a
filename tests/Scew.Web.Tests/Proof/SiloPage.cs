using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Scew.WebTests.Proof;

/// <summary>
/// The page of a real merchant, with <c>/proof-tests/net.js</c> beside the silo's own modules. <see cref="AlterAsync"/> puts somebody between the page and the merchants who changes
/// answers: to the page he is the merchant.
/// </summary>
internal sealed class SiloPage : IAsyncDisposable
{
    public const string Net = "/proof-tests/net.js";

    private readonly RealGroup _group;

    private SiloPage(RealGroup group, ModulePage page) => (_group, Page) = (group, page);

    public ModulePage Page { get; }

    public static async Task<SiloPage> OpenAsync(RealGroup group, int merchant = 0)
    {
        var opened = new SiloPage(group, await ModulePage.OpenAsync(new Uri(group.Url(merchant), "/openapi/v1.json")));
        await opened.ServeAsync(merchant);
        return opened;
    }

    public Task<T> CallAsync<T>(string export, params object?[] arguments) => Page.CallAsync<T>(Net, export, arguments);

    public Task<Outcome> SubmitAsync(string key, object operation, long? validUntil = null) => CallAsync<Outcome>("submit", key, operation, validUntil);

    /// <summary>Waits until the page said or did what takes a while.</summary>
    public Task UntilAsync(string condition, object? argument = null) => Page.Page.WaitForFunctionAsync(condition, argument);

    /// <summary>Answers in place of merchants: <paramref name="answer"/> gets the route, the merchant's index and the path.</summary>
    public async Task AlterAsync(Func<IRoute, int, string, Task> answer)
    {
        for (var i = 0; i < _group.Net.Merchants.Length; i++)
        {
            var merchant = i;
            await Page.Page.RouteAsync(Pattern(i), route => answer(route, merchant, new Uri(route.Request.Url).PathAndQuery));
        }
    }

    /// <summary>Ends what <see cref="AlterAsync"/> began.</summary>
    public async Task HealAsync()
    {
        for (var i = 0; i < _group.Net.Merchants.Length; i++)
        {
            await Page.Page.UnrouteAsync(Pattern(i));
        }
    }

    /// <summary>What the merchant itself answers: status and bytes.</summary>
    public static async Task<(int Status, byte[] Body)> HonestAsync(IRoute route)
    {
        var answer = await route.FetchAsync();
        return (answer.Status, await answer.BodyAsync());
    }

    public static Task FulfillAsync(IRoute route, int status, byte[] body) => route.FulfillAsync(new RouteFulfillOptions
    {
        Status = status,
        BodyBytes = body,
        Headers = new Dictionary<string, string> { ["Content-Type"] = status == 200 ? "application/json" : "application/problem+json", ["Access-Control-Allow-Origin"] = "*" },
    });

    public ValueTask DisposeAsync() => Page.DisposeAsync();

    private Regex Pattern(int merchant) => new("^" + Regex.Escape(_group.Origin(merchant)) + "/v1/");

    private async Task ServeAsync(int merchant)
    {
        foreach (var file in Directory.EnumerateFiles(ProofPage.Folder, "*.js"))
        {
            var text = await File.ReadAllBytesAsync(file);
            await Page.Page.RouteAsync(_group.Origin(merchant) + "/proof-tests/" + Path.GetFileName(file), route => ServedFiles.FulfillAsync(route, "text/javascript; charset=utf-8", text));
        }
    }
}

/// <summary>An outcome as the page shows it.</summary>
internal sealed record Outcome(string Id, string State, string Code, string Badge, string Reason, string[] Signers);

/// <summary>A read as the page shows it.</summary>
internal sealed record Shown(string Badge, bool Present, string Balance, long Height, long AsOf, string[] Signers, string From, bool Fresh, int Witnesses, int Conflicts);
