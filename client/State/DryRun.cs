using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Commands;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Protocol.Agents;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary><c>--dry-run</c>: the operation in words and the exact bytes that the key would sign. Nothing is signed, kept or sent.</summary>
internal static class DryRun
{
    public static DryRunEnd Of(GroupSession session, Operation operation, IReadOnlyList<SigningKey> keys)
    {
        return Of(session, new RequestPayload([.. keys.Select(static key => key.Account)], session.Client.Verifier.Group.Genesis, Nonce.Create(), operation, session.Client.ValidUntil(keys.Count)), keys[0]);
    }

    /// <summary>A request that is put together but for its signatures.</summary>
    public static DryRunEnd Of(GroupSession session, RequestPayload payload, SigningKey key)
    {
        var operation = payload.Operation;
        var bytes = PayloadCodec.Encode(payload);
        var (text, input) = (Encoding.UTF8.GetString(bytes), Encoding.ASCII.GetString(RequestBuilder.SigningInput(key.PublicKey, bytes)));
        var data = new JsonObject
        {
            ["dryRun"] = true,
            ["operation"] = ReceiptViews.Operation(operation),
            ["by"] = new JsonArray([.. payload.By.Select(static account => (JsonNode?)account.ToString())]),
            ["group"] = payload.Group.ToString(),
            ["validUntil"] = ReceiptViews.Time(payload.ValidUntilMs),
            ["payload"] = text,
            ["signingInput"] = input,
        };
        return new DryRunEnd(new CommandOutput(data, CommandOutput.Facts(
            ("dry run", "nothing was signed, kept or sent"),
            ("operation", Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(operation))),
            ("by", string.Join(' ', payload.By)),
            ("group", $"{session.Genesis.Name} ({(session.Genesis.Dev ? Marks.Dev : Marks.Prod)}) {payload.Group}"),
            ("valid until", ReceiptViews.Time(payload.ValidUntilMs)),
            ("payload", text),
            ("bytes to sign", input)))
        { Ids = [input], Warnings = Others(operation) is { } others ? [others] : [] });
    }

    // What follows from the receipt of a request that is not sent cannot be shown.
    private static string? Others(Operation operation) => operation switch
    {
        KeyCreate => "this registers the key that the variable needs; the variable's own request is made when the group has it",
        RangeAdditive or RangeOrdered => $"this is the first request: variables of the other type, and more than {RequestLimits.MaxIds}, take further ones, each made when the one before it has its receipt",
        _ => null,
    };

    /// <summary>An order to an agent.</summary>
    public static DryRunEnd Of(AgentOrder order, SigningKey key)
    {
        var (text, input) = (Encoding.UTF8.GetString(AgentOrderCodec.Encode(order)), Encoding.ASCII.GetString(SignedOrder.SigningInput(key.PublicKey, order)));
        var data = new JsonObject
        {
            ["dryRun"] = true,
            ["order"] = JsonNode.Parse(text),
            ["by"] = new JsonArray((JsonNode)key.Account.ToString()),
            ["agent"] = order.Agent.ToString(),
            ["validUntil"] = ReceiptViews.Time(order.ValidUntilMs),
            ["payload"] = text,
            ["signingInput"] = input,
        };
        return new DryRunEnd(new CommandOutput(data, CommandOutput.Facts(
            ("dry run", "nothing was signed or sent"),
            ("order", order switch
            {
                LaunchOrder launch => $"fetch {launch.Url}, and run it if its SHA-256 is {Convert.ToHexStringLower(launch.Program.ToArray())}, a release names it and nothing runs",
                StopOrder stop => $"stop instance {AgentOrderCodec.IdText(stop.Instance)}, if it is the one that runs",
                _ => order.Act,
            }),
            ("by", key.Account.ToString()),
            ("agent", order.Agent.ToString()),
            ("valid until", ReceiptViews.Time(order.ValidUntilMs)),
            ("payload", text),
            ("bytes to sign", input)))
        { Ids = [input] });
    }
}
