using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Commands;
using Scew.Cli.Completions;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Client.Receipts;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>What a refusing receipt tells, as lines for people: the reason with the values behind it, and the way on. All of it stays in the details for scripts.</summary>
internal static class Refusals
{
    private const int LongestValue = 60;

    /// <summary>The fault of a receipt that says no.</summary>
    public static CliFault Fault(VerifiedReceipt receipt, string path, LocalNames? names = null)
    {
        var result = JsonNode.Parse(receipt.Receipt.ResultJson) as JsonObject ?? [];
        var details = result["details"] as JsonObject ?? [];
        var operation = receipt.Request.Payload.Operation;
        var (why, next) = (Why(receipt.Message, operation, details), Near(receipt, operation, names, path) ?? Next(receipt, operation, details) ?? $"scew receipt verify {path}");
        var findings = (details["faults"] as JsonArray)?.Select(static fault => PlainText.Clean(fault?.ToString()) + "\n");
        result["requestId"] = receipt.RequestId.ToString();
        result["receipt"] = path;
        return new CliFault(receipt.Code, ExitCodes.Refused, "the group refused the operation")
        {
            Why = why,
            Unchanged = "every balance and asset",
            Next = next,
            Result = findings is null ? null : string.Concat(findings),
            Details = result,
        };
    }

    /// <summary>The name that was perhaps meant, where there is no such wallet or asset.</summary>
    private static string? Near(VerifiedReceipt receipt, Operation operation, LocalNames? names, string path)
    {
        var kind = receipt.Code switch { Codes.UnknownWallet => NameKind.Wallet, Codes.UnknownAsset => NameKind.Asset, _ => NameKind.None };
        if (names is null || kind == NameKind.None)
        {
            return null;
        }
        var known = names.Of(kind).ToHashSet(StringComparer.Ordinal);
        var near = OperationIds.Of(operation).Where(id => !known.Contains(id)).Select(id => Suggestion.For(id, known)).FirstOrDefault(static name => name is not null);
        return near is null ? null : $"did you mean '{near}'?   scew receipt verify {path}";
    }

    /// <summary>The sentence, which asset said it where that is not the one that was asked, and what its guard looked at.</summary>
    private static string Why(string? message, Operation operation, JsonObject details)
    {
        var why = message ?? string.Empty;
        if (operation is AssetStep step && Member(details, "id") is { } id && id != step.Id && Member(details, "transition") is { } transition)
        {
            why += $" (said '{id}', which was called to {transition})";
        }
        var looked = (details["because"] as JsonArray ?? []).OfType<JsonObject>().Select(static one => $"{one["text"]} is {Short(one["value"])}").ToArray();
        return looked.Length == 0 ? why : $"{why}: {string.Join(", ", looked)}";
    }

    private static string? Next(VerifiedReceipt receipt, Operation operation, JsonObject details)
    {
        var id = Member(details, "id");
        switch (receipt.Code)
        {
            case "unknown-variable":
                return "scew variable list --all";
            case "already-exists" when operation is CreateVariable create:
                return $"scew variable get {create.Id}";
            case "not-owner" when operation is VariableOperation:
                return "ask its owner to name you: scew variable rekey ID --writer ACCOUNT --reader ACCOUNT";
            case "corrupt-record":
                return "its owner stores it anew: scew variable set ID N --overwrite, or scew variable rekey ID --value N";
            case Codes.MachineRefused when operation is MachineDeploy:
                return "scew machine check FILE --bounds deployment";
            case "outside-prefix":
                return $"~/NAME, or {Member(details, "prefix")}NAME";
            case "already-exists" when operation is AssetCreate create:
                return $"scew asset show {create.Id}";
            case "not-allowed" when operation is AssetStep step && id is not null && Member(details, "amount") is { } amount:
                return $"if that is meant: --allow {(step.Allow.Any(one => one.Id == id && !one.OfWallet) ? "asset" : "wallet")}:{id}={amount}";
        }
        if (operation is not (AssetTransition or AssetMigrate))
        {
            return null;
        }
        var asked = operation is AssetStep asset ? asset.Id : ((AssetMigrate)operation).Id;
        if (id is not null && id != asked && operation is AssetStep calling && receipt.Request.Payload.By.Any(by => by.ToString() == Member(details, "owner"))
            && !calling.Allow.Any(one => one.Id == id))
        {
            return $"if it is to act in your name: --allow asset:{id}=MOST";
        }
        var open = id == asked ? (details["open"] as JsonArray)?.Select(static one => one?.ToString()).ToArray() : null;
        var told = open switch
        {
            null => string.Empty,
            [] => "nothing is open to you now; ",
            _ => $"open to you now: {string.Join(", ", open)}; ",
        };
        return $"{told}scew asset explain {asked}";
    }

    private static string? Member(JsonObject details, string name) => details[name] is JsonValue value ? value.ToString() : null;

    private static string Short(JsonNode? value)
    {
        var text = Text(value);
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "...");
    }

    /// <summary>A value of a machine as people read it, from the object that names its type.</summary>
    private static string Text(JsonNode? value)
    {
        if (value is not JsonObject typed || typed.Count != 1)
        {
            return value?.ToString() ?? "none";
        }
        var (kind, content) = typed.First();
        return (kind, content) switch
        {
            ("none", _) => "none",
            ("time", JsonValue time) when time.TryGetValue(out long ms) => ReceiptViews.Time(ms),
            ("duration", JsonValue duration) when long.TryParse(duration.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) => AssetValues.Text(new MachineValue.Duration(ms)),
            ("list", JsonArray items) => $"[{string.Join(", ", items.Select(Text))}]",
            ("map", JsonArray pairs) => $"{{{string.Join(", ", pairs.OfType<JsonArray>().Select(static pair => string.Join(": ", pair.Select(Text))))}}}",
            ("record", JsonObject fields) => $"({string.Join(", ", fields.Select(static field => $"{field.Key}: {Text(field.Value)}"))})",
            _ => content?.ToString() ?? "none",
        };
    }
}
