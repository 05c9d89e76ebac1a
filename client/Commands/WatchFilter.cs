using System.Text.Json.Nodes;

namespace Scew.Cli.Commands;

/// <summary>Which events of a feed are shown. The position of every shown line resumes the feed, whatever was left out before it.</summary>
internal sealed class WatchFilter(string kind, IReadOnlyCollection<string> ids)
{
    public const string All = "all";
    private const string Assets = "assets";
    private const string Transfers = "transfers";
    private const string Machines = "machines";

    public static IReadOnlyList<string> Kinds { get; } = [All, Assets, Transfers, Machines];

    public bool Takes(JsonObject item) => (kind == All || KindOf(item) == kind) && (ids.Count == 0 || (item["ids"] as JsonArray ?? []).Any(id => ids.Contains(id?.ToString() ?? "")));

    // A timer is an asset's. An event names its operation's type alone, so wallets and variables are told apart by --id.
    private static string KindOf(JsonObject item) => item["timer"] is not null ? Assets : item["operation"]?.ToString() switch
    {
        { } type when type.StartsWith("asset.", StringComparison.Ordinal) => Assets,
        { } type when type.StartsWith("machine.", StringComparison.Ordinal) => Machines,
        "transfer" or "atomic-transfer" => Transfers,
        _ => "",
    };
}
