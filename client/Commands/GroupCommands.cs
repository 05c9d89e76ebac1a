using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Transport;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>group show</c>, <c>status</c> and <c>watch</c>.</summary>
internal static class GroupCommands
{
    // Merchants that all refuse at once must not be asked in a tight loop; nobody misses a feed that is back after this.
    private static readonly TimeSpan BetweenFeeds = TimeSpan.FromMilliseconds(500);

    public static Noun Group() => new("group", "who orders together, how a group is founded and how its members change", [new Verb("show", "merchants of now and their era, open plans, issuers", ShowAsync), .. GroupCeremonyCommands.Verbs(), .. GroupMemberCommands.Verbs()]);

    public static Verb Status() => new("status", "where each merchant stands, in its own words", StatusAsync);

    public static Verb Watch()
    {
        var since = new Option<string?>("--since") { Description = "resume after this position, HEIGHT.INDEX" };
        var count = new Option<int?>("--count") { Description = "stop after so many events" };
        var merchant = new Option<string?>("--merchant") { Description = "whose feed (else the first that answers)" };
        var what = new Argument<string>("WHAT") { Description = "assets, transfers, machines, or all (else)", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => WatchFilter.All };
        what.AcceptOnlyFromAmong([.. WatchFilter.Kinds]);
        var ids = new Option<string[]>("--id") { Description = "only events that name this id, once for each", AllowMultipleArgumentsPerToken = false };
        return new Verb("watch", "executed requests as they come, one line each", (call, cancel) =>
            WatchAsync(call, new WatchFilter(call.Value(what), call.Value(ids) ?? []), since, count, merchant, cancel), what, since, count, ids, merchant);
    }

    private static async Task<CommandOutput> ShowAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        return await GroupShow.RunAsync(session, cancellation);
    }

    private static async Task<CommandOutput> StatusAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var rows = new List<(string, StatusResponse?)>();
        var data = new JsonArray();
        var answers = await Task.WhenAll(session.Client.Merchants.Select(merchant => session.Client.StatusAsync(merchant.Index, cancellation)));
        var reachable = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            var name = session.Client.NameOf(i);
            if (answers[i] is MerchantAnswer.Body body && ApiReader.Status(body.Bytes) is { } status)
            {
                reachable++;
                rows.Add((name, status));
                data.Add(JsonSerializer.SerializeToNode(status, ApiJson.Default.StatusResponse));
            }
            else
            {
                var reason = answers[i] switch
                {
                    MerchantAnswer.Unreachable gone => gone.Reason,
                    MerchantAnswer.Problem problem => problem.Detail,
                    _ => "its answer is no status",
                };
                rows.Add((name, null));
                data.Add((JsonNode)new JsonObject { ["merchant"] = name, ["state"] = StatusTable.Unreachable, ["reason"] = reason });
            }
        }
        var quorum = session.Client.Verifier.Group.Quorum;
        return reachable >= quorum
            ? new CommandOutput(data, StatusTable.Render(rows) + Reasons(data)) { Ids = [.. session.Client.Merchants.Select(merchant => merchant.Name)] }
            : throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"only {reachable} of {answers.Length} merchants answer; {quorum} are needed")
            {
                Why = "nothing can be ordered until more come back",
                Next = session.Profile.IsDev ? "scew dev up" : "ask the merchants",
                Retryable = true,
                Details = new JsonObject { ["merchants"] = data },
            };
    }

    // Why a merchant is not normal, and whose key two processes use: what an operator must not overlook in a table.
    private static string Reasons(JsonArray statuses)
    {
        var lines = statuses.OfType<JsonObject>().Where(status => status["reason"] is not null)
            .Select(status => $"{status["merchant"]} is {status["state"]}: {status["reason"]}");
        var twice = statuses.OfType<JsonObject>().SelectMany(status => status["peers"]?.AsArray() ?? [])
            .Where(peer => peer?["twoActivations"]?.GetValue<bool>() == true).Select(peer => peer!["name"]!.ToString()).Distinct()
            .Select(name => $"{name} seems to run twice: two processes answer in its name");
        return string.Concat(lines.Concat(twice).Select(line => PlainText.Clean(line) + "\n"));
    }

    private static async Task<CommandOutput> WatchAsync(
        Call call, WatchFilter filter, Option<string?> since, Option<int?> count, Option<string?> merchantOption, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var position = call.Value(since) ?? "";
        if (position.Length > 0 && !EventPosition.TryParse(position, out _))
        {
            throw CliFault.Usage($"'{position}' is no position", "scew watch --since HEIGHT.INDEX");
        }
        var left = call.Value(count) ?? int.MaxValue;
        var wanted = call.Value(merchantOption);
        var merchant = wanted is null ? 0 : session.Client.Merchants.FirstOrDefault(candidate => candidate.Name == wanted)?.Index
            ?? throw CliFault.NotFound($"there is no merchant '{wanted}'", Suggestion.Before("scew group show", wanted, session.Client.Merchants.Select(static one => one.Name)));
        var failures = 0;
        var reason = "";
        while (left > 0 && !cancellation.IsCancellationRequested)
        {
            try
            {
                await foreach (var item in session.Client.EventsAsync(merchant, position, cancellation))
                {
                    if (item.Data.Length == 0)
                    {
                        position = item.Id.Length > 0 ? item.Id : position;
                        continue;
                    }
                    var (data, text) = WatchFeed.Read(item);
                    failures = 0;
                    position = item.Id;
                    if (!filter.Takes(data))
                    {
                        continue;
                    }
                    call.Printer.StreamItem(data, text);
                    if (--left == 0)
                    {
                        break;
                    }
                }
                reason = $"{session.Client.NameOf(merchant)} ended its feed";
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or System.Net.Sockets.SocketException or InvalidDataException)
            {
                reason = $"{session.Client.NameOf(merchant)}: {cut.Message}";
            }
            if (left > 0)
            {
                if (++failures > 2 * session.Client.Merchants.Length)
                {
                    throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "no merchant keeps its feed open") { Why = reason, Next = "scew status", Retryable = true };
                }
                call.Printer.Detail($"feed cut: {reason}");
                // The position makes the next feed go on where this one ended.
                merchant = wanted is null ? (merchant + 1) % session.Client.Merchants.Length : merchant;
                await Task.Delay(BetweenFeeds, cancellation);
            }
        }
        return new CommandOutput(new JsonArray(), "") { Streamed = true };
    }
}
