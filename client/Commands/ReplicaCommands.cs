using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Transport;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>replica show</c>: one merchant's own word on where it stands, and what keeps it from voting. Beside it <c>inspect</c>, and orders to an agent.</summary>
internal static class ReplicaCommands
{
    public static Noun Build()
    {
        var merchant = new Argument<string>("MERCHANT") { Description = "its name in genesis" };
        return new Noun("replica", "one merchant's part of the ordering",
            [new Verb("show", "state, position, links, doubts", (call, cancel) => ShowAsync(call, call.Value(merchant), cancel), merchant), ReplicaInspection.Build(), .. AgentOrderCommands.Build()]);
    }

    private static async Task<CommandOutput> ShowAsync(Call call, string name, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var merchant = session.Client.Merchants.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw CliFault.NotFound($"there is no merchant '{name}'", Suggestion.Before("one of: " + string.Join(", ", session.Client.Merchants.Select(one => one.Name)), name, session.Client.Merchants.Select(one => one.Name)));
        var answer = await session.Client.StatusAsync(merchant.Index, cancellation);
        if (answer is not MerchantAnswer.Body body || ApiReader.Status(body.Bytes) is not { } status)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"{name} does not say where it stands")
            {
                Why = answer switch
                {
                    MerchantAnswer.Unreachable gone => gone.Reason,
                    MerchantAnswer.Problem problem => $"it answers {problem.Code}: {problem.Detail}",
                    _ => "its answer is no status",
                },
                Next = "scew status",
                Retryable = true,
            };
        }
        var facts = new List<(string, string)> { ("merchant", name), ("state", status.State) };
        if (status.Reason is { } reason)
        {
            facts.Add(("because", reason));
        }
        if (Advice(status.State) is { } advice)
        {
            facts.Add(("meaning", advice));
        }
        facts.Add(("view", Text(status.View)));
        facts.Add(("height", $"{Text(status.ExecutedHeight)} executed, {Text(status.FinalHeight)} final, {Text(status.CertifiedHeight)} certified"));
        facts.Add(("state root", status.StateRoot));
        facts.Add(("pending", Text(status.PendingRequests)));
        facts.Add(("evidence", Text(status.EvidenceCount)));
        facts.AddRange(status.Peers.Select(peer => ("link to " + peer.Name, Link(peer))));
        return new CommandOutput(JsonSerializer.SerializeToNode(status, ApiJson.Default.StatusResponse) ?? new JsonObject(), CommandOutput.Facts([.. facts.Select(fact => (fact.Item1, PlainText.Clean(fact.Item2)))]))
        {
            Ids = [name],
            Next = status.EvidenceCount > 0 ? ["scew evidence list"] : [],
        };
    }

    private static string? Advice(string state) => state switch
    {
        "suspect" => "it votes and attests nothing until n-f others told it what its key signed before; it does this by itself while they are reachable",
        "stopped" => "it takes no part any more; its log and silo/docs/recovery.md say what to do",
        "catching-up" => "it executes what the others ordered while it was away",
        _ => null,
    };

    private static string Link(PeerStatus peer)
    {
        var position = peer.ExecutedHeight is { } height ? $", height {Text(height)}, view {Text(peer.View ?? 0)}" : "";
        return (peer.Connected ? "up" : "down") + position + (peer.TwoActivations == true ? ", two processes answer in its name" : "");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
