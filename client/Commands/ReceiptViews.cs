using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary>How a verified receipt is shown: what was signed, by whom, what came of it, who attests it.</summary>
internal static class ReceiptViews
{
    public static JsonObject Data(VerifiedReceipt receipt, Func<int, long, string> nameOf) => new()
    {
        ["requestId"] = receipt.RequestId.ToString(),
        ["code"] = receipt.Code,
        ["height"] = receipt.Height,
        ["index"] = receipt.Index,
        ["time"] = Time(receipt.TimeMs),
        ["by"] = new JsonArray([.. receipt.Request.Payload.By.Select(account => (JsonNode?)JsonValue.Create(account.ToString()))]),
        ["operation"] = Operation(receipt.Request.Payload.Operation),
        ["result"] = JsonNode.Parse(receipt.Receipt.ResultJson),
        ["epoch"] = receipt.Epoch,
        ["attestedBy"] = new JsonArray([.. receipt.Signers.Select(signer => (JsonNode?)JsonValue.Create(nameOf(signer, receipt.Epoch)))]),
        ["group"] = receipt.Request.Payload.Group.ToString(),
    };

    public static CommandOutput Output(VerifiedReceipt receipt, Func<int, long, string> nameOf, string? path) => new(
        WithPath(Data(receipt, nameOf), path),
        CommandOutput.Facts([
            ("request", receipt.RequestId.ToString()),
            ("signed by", string.Join(' ', receipt.Request.Payload.By)),
            ("operation", Encoding.UTF8.GetString(PayloadCodec.EncodeOperation(receipt.Request.Payload.Operation))),
            ("outcome", receipt.Succeeded ? "ok" : $"{receipt.Code}: {receipt.Message}"),
            .. Asset(receipt),
            ("result", Encoding.UTF8.GetString(receipt.Receipt.ResultJson)),
            ("position", $"{receipt.Height}.{receipt.Index}"),
            ("time", Time(receipt.TimeMs)),
            ("attested by", string.Join(", ", receipt.Signers.Select(signer => nameOf(signer, receipt.Epoch))))]))
    {
        Ids = [receipt.RequestId.ToString()],
    };

    /// <summary>A receipt that was checked offline: whose signatures were needed, how old it is, in which era it was made, and what it is worth now that the era is over.</summary>
    public static CommandOutput Of(VerifiedReceipt receipt, GroupEras eras, string path)
    {
        var era = eras.At(receipt.Epoch)!;
        var output = WithSet(Output(receipt, (member, _) => era.NameOf(member), null), receipt, eras);
        if (eras.LastHeight(receipt.Epoch) is not { } last)
        {
            return eras.Present.Epoch == 0 ? output : output with { Text = output.Text + CommandOutput.Facts(("era", $"epoch {receipt.Epoch}, the newest that is known here")) };
        }
        var data = output.Data.DeepClone().AsObject();
        data["eraEnded"] = last;
        return output with
        {
            Data = data,
            Text = output.Text + CommandOutput.Facts(("era", $"epoch {receipt.Epoch}, which ended at height {last}")),
            Warnings = [.. output.Warnings, $"the era of this receipt is over: whoever got hold of its merchants' old keys could make another one; the merchants of today can confirm it"],
            Next = [$"scew receipt verify {path} --fresh"],
        };
    }

    private static CommandOutput WithSet(CommandOutput output, VerifiedReceipt receipt, GroupEras eras)
    {
        var era = eras.At(receipt.Epoch)!;
        var genesis = receipt.Request.Payload.Group.ToString();
        var names = era.Document.Merchants.Select(static one => one.Name).ToList();
        var age = ReceiptAge.SecondsSince(receipt.TimeMs);
        var data = output.Data.DeepClone().AsObject();
        data["set"] = new JsonObject
        {
            ["genesis"] = genesis,
            ["epoch"] = era.Epoch,
            ["merchants"] = new JsonArray([.. names.Select(static name => (JsonNode)name)]),
            ["quorum"] = era.Group.Quorum,
        };
        data["ageSeconds"] = age;
        var facts = CommandOutput.Facts(
            ("signing set", $"{string.Join(", ", names)} (epoch {era.Epoch}); {era.Group.Quorum} of {names.Count} are needed"),
            ("pinned to", $"genesis {genesis}"),
            ("age", ReceiptAge.Text(age)));
        return output with { Data = data, Text = output.Text + facts };
    }

    /// <summary>Where a step left its asset, so that nobody needs to read the result for it.</summary>
    private static (string, string)[] Asset(VerifiedReceipt receipt) =>
        receipt.Succeeded && receipt.Request.Payload.Operation is AssetStep or AssetMigrate && JsonNode.Parse(receipt.Receipt.ResultJson) is JsonObject result
            && result["state"] is { } state && result["version"] is { } version
            ? [("asset", $"{result["id"]} is {state}, version {version}")]
            : [];

    public static string Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static JsonNode? Operation(Operation operation) => JsonNode.Parse(PayloadCodec.EncodeOperation(operation));

    private static JsonObject WithPath(JsonObject data, string? path)
    {
        if (path is not null)
        {
            data["receipt"] = path;
        }
        return data;
    }
}
