using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Client.Variables;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary>How variables and what was done with them are shown: a value that cannot be read here is a word, never a number.</summary>
internal static class VariableViews
{
    /// <summary>What a verified receipt tells of a change.</summary>
    public static CommandOutput Change(VariableSession session, VerifiedReceipt receipt, string id, params (string Label, string Value)[] more)
    {
        var data = ReceiptViews.Data(receipt, session.Group.Client.NameAt);
        data["id"] = id;
        return new CommandOutput(data, CommandOutput.Facts([("variable", id), .. more, .. Receipt(session, receipt)])) { Ids = [id] };
    }

    /// <summary>Where a receipt stands and who attests it.</summary>
    public static (string, string)[] Receipt(VariableSession session, VerifiedReceipt receipt) =>
    [
        .. receipt.Result() is var result && result.TryGetProperty("version", out var version) ? [("version", version.ToString())] : Array.Empty<(string, string)>(),
        ("request", receipt.RequestId.ToString()),
        ("position", $"{receipt.Height}.{receipt.Index}"),
        ("attested by", Submitting.Names(session.Group, receipt) + " (verified here)"),
    ];

    public static JsonObject Data(VariableView view) => new()
    {
        ["id"] = view.Id,
        ["type"] = TypeOf(view.Type),
        ["value"] = view.Value?.ToString(CultureInfo.InvariantCulture),
        ["reading"] = Reading(view.Reading),
        ["owner"] = view.Owner.ToString(),
        ["key"] = view.Key,
        ["version"] = view.Version,
        ["writers"] = new JsonArray([.. view.Writers.Select(static one => (JsonNode?)JsonValue.Create(one.ToString()))]),
        ["readers"] = new JsonArray([.. view.Readers.Select(static one => (JsonNode?)JsonValue.Create(one.ToString()))]),
        ["height"] = view.Height,
        ["asOf"] = ReceiptViews.Time(view.TimeMs),
    };

    public static CommandOutput Show(VariableSession session, VariableView view)
    {
        var signers = view.Signers.Select(session.Group.Client.NameOf).ToArray();
        var data = Data(view);
        data["attestedBy"] = new JsonArray([.. signers.Select(static name => (JsonNode?)JsonValue.Create(name))]);
        data["witnesses"] = view.Witnesses;
        return new CommandOutput(data, CommandOutput.Facts(
            ("variable", view.Id),
            ("value", Value(view)),
            ("type", TypeOf(view.Type)),
            ("owner", view.Owner.ToString()),
            ("key", view.Key),
            ("version", view.Version.ToString(CultureInfo.InvariantCulture)),
            ("writers", Names(view.Writers)),
            ("readers", Names(view.Readers)),
            ("as of", $"{ReceiptViews.Time(view.TimeMs)}, height {view.Height}"),
            ("attested by", string.Join(", ", signers) + " (verified here)"),
            ("witnesses", $"{view.Witnesses} of {GroupSession.Witnesses} other merchants know the same state")))
        {
            Ids = [view.Id],
        };
    }

    /// <summary>The number, or a word why there is none.</summary>
    public static string Value(VariableView view) => view.Value?.ToString(CultureInfo.InvariantCulture) ?? Reading(view.Reading);

    /// <summary><c>additive</c> or <c>ordered</c>.</summary>
    public static string TypeOf(VariableType type) => type == VariableType.Additive ? "additive" : "ordered";

    /// <summary>The type of a register's contract.</summary>
    public static string TypeOf(string contract) => VariableValue.TypeOf(contract) is { } type ? TypeOf(type) : contract;

    private static string Names(IEnumerable<Protocol.Account> accounts) => string.Join(' ', accounts) is { Length: > 0 } names ? names : "nobody besides the owner";

    private static string Reading(VariableReading reading) => reading switch
    {
        VariableReading.Value => "value",
        VariableReading.OutOfRange => "out of range",
        VariableReading.Corrupt => "does not open",
        _ => "encrypted",
    };
}
