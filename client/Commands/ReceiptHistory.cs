using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary>What the kept receipts tell of a wallet or an asset, every one verified again.</summary>
internal static class ReceiptHistory
{
    public static CommandOutput Of(GroupSession session, string id)
    {
        var table = new TableView("position", "time", "outcome", "operation") { Cut = 3 };
        var data = new JsonArray();
        var ids = new List<string>();
        foreach (var receipt in Touching(session, id))
        {
            var operation = Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(receipt.Request.Payload.Operation));
            table.Row(
                $"{receipt.Height}.{receipt.Index}", ReceiptViews.Time(receipt.TimeMs), receipt.Code, operation);
            data.Add((JsonNode)ReceiptViews.Data(receipt, session.Client.NameAt));
            ids.Add(receipt.RequestId.ToString());
        }
        return new CommandOutput(data, table.Render()) { Ids = ids };
    }

    /// <summary>Receipts whose operation or result names the id, in the order of execution.</summary>
    public static IEnumerable<VerifiedReceipt> Touching(GroupSession session, string id)
    {
        var needle = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(id));
        return session.Outbox.ReceiptIds()
            .Select(request => session.Client.Verifier.Verify(session.Outbox.Receipt(request)).Receipt)
            .OfType<VerifiedReceipt>()
            .Where(receipt => PayloadCodec.EncodeOperation(receipt.Request.Payload.Operation).AsSpan().IndexOf(needle) >= 0 || receipt.Receipt.ResultJson.AsSpan().IndexOf(needle) >= 0)
            .OrderBy(static receipt => receipt.Height).ThenBy(static receipt => receipt.Index);
    }
}
