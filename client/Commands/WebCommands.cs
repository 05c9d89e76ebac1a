using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Pages;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Commands;

/// <summary><c>web verify</c>: is what a page's address sends what the merchants of the pinned group stand for?</summary>
internal static class WebCommands
{
    private const string Limits = "that you at another visit, or another visitor, is sent the same; only bytes, and headers that a browser obeys, were compared, as they were sent to this machine now";

    public static Noun Build()
    {
        var url = new Argument<string>("URL") { Description = "the page's address, as https://HOST" };
        return new Noun("web", "the customers' page",
            new Verb("verify", "compare every file of a page with what merchants of the group sign", (call, cancel) => VerifyAsync(call, call.Value(url), cancel), url));
    }

    private static async Task<CommandOutput> VerifyAsync(Call call, string text, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
        {
            throw CliFault.Usage($"'{text}' is no address of a page", "write https://HOST or http://HOST:PORT");
        }
        if (url.PathAndQuery is not ("/" or "/index.html"))
        {
            // Only the page's beginning and its files are compared: whatever else an address sends there is not of the page.
            throw CliFault.Usage($"the page has no address '{url.PathAndQuery}'", "open and verify " + url.GetLeftPart(UriPartial.Authority) + ", and do not use a link that leads elsewhere");
        }
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var page = new Uri(url.GetLeftPart(UriPartial.Authority));
        var check = await session.Client.CheckPageAsync(page, cancellation);
        var needed = session.Client.Verifier.Group.MaxFaulty + 1;
        var data = Data(page, check, needed, ServedBy(session.Client.Present, page));
        if (check.Manifest is null)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"the page at {page} is not verifiable: no {needed} merchants sign the same files")
            {
                Why = string.Join("; ", check.Words.Select(word => word.Manifest is null ? word.Reason : $"{word.Name} signs {word.Manifest.Hash().Short}")),
                Unchanged = "nothing was compared",
                Next = "scew status, and the same command again",
                Retryable = true,
                Details = data,
            };
        }
        if (!check.IsVerified)
        {
            throw Fault(page, check, needed, session, data);
        }
        return new CommandOutput(data, CommandOutput.Facts(
            ("page", page.ToString()), ("served by", ServedBy(session.Client.Present, page) ?? "no merchant's address"),
            ("files", $"{check.Files.Length.ToString(CultureInfo.InvariantCulture)}, each as it was signed, to a program and to a browser"),
            ("manifest", check.Manifest.Hash().ToString()), ("signed by", $"{string.Join(", ", check.Signers)} (at least {needed} are needed: one of them is honest)"), ("not proven", Limits)))
        {
            Ids = [check.Manifest.Hash().ToString()],
        };
    }

    private static CliFault Fault(Uri page, PageCheck check, int needed, GroupSession session, JsonObject data)
    {
        var wrong = check.Files.Where(static file => file.State != PageFileState.Same).ToList();
        if (check.Files.Count(static file => file.State == PageFileState.Missing) == check.Files.Length)
        {
            return new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"there is no page at {page}") { Why = wrong[0].Found, Next = "scew web verify URL, with the address of a merchant", Retryable = true, Details = data };
        }
        var table = new TableView("file", "state", "found") { IsWhole = true };
        wrong.ForEach(file => table.Row(file.Path, State(file.State), file.Found));
        var honest = session.Client.Present.Merchants.FirstOrDefault(merchant => check.Signers.Contains(merchant.Name) && new Uri(merchant.Url).Authority != page.Authority);
        return new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"the page at {page} is not the one that {string.Join(", ", check.Signers)} sign")
        {
            Result = table.Render(),
            Why = $"{wrong.Count.ToString(CultureInfo.InvariantCulture)} of its files: {string.Join(", ", wrong.Take(5).Select(file => $"{file.Path} {State(file.State)}"))}{(wrong.Count > 5 ? ", ..." : "")}; at least {needed} merchants, so an honest one, sign other files",
            Unchanged = "nothing was sent but questions",
            Next = honest is null ? "do not use it" : $"do not use it; scew web verify {honest.Url}",
            Details = data,
        };
    }

    private static string? ServedBy(GenesisDocument genesis, Uri page) => genesis.Merchants.FirstOrDefault(merchant => new Uri(merchant.Url).Authority == page.Authority)?.Name;

    private static string State(PageFileState state) => state switch
    {
        PageFileState.Same => "same",
        PageFileState.Differs => "differs",
        PageFileState.Missing => "is missing",
        _ => "is extra",
    };

    private static JsonObject Data(Uri page, PageCheck check, int needed, string? servedBy) => new()
    {
        ["page"] = page.ToString(),
        ["servedBy"] = servedBy,
        ["verified"] = check.IsVerified,
        ["manifest"] = check.Manifest?.Hash().ToString(),
        ["signedBy"] = new JsonArray([.. check.Signers.Select(static name => (JsonNode)name)]),
        ["needed"] = needed,
        ["merchants"] = new JsonArray([.. check.Words.Select(static word => (JsonNode)new JsonObject
        {
            ["name"] = word.Name,
            ["manifest"] = word.Manifest?.Hash().ToString(),
            ["reason"] = word.Manifest is null ? word.Reason : null,
        })]),
        ["files"] = new JsonArray([.. check.Files.Select(static file => (JsonNode)new JsonObject { ["path"] = file.Path, ["state"] = file.State.ToString().ToLowerInvariant(), ["found"] = file.Found })]),
        ["notProven"] = Limits,
    };
}
