using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Protocol;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>Everything that a genesis file says, for whoever is about to sign it.</summary>
internal static class GenesisView
{
    public static CommandOutput Of(GenesisFile file)
    {
        var document = file.Document;
        var group = document.ToGroup();
        var members = new TableView("merchant", "consent", "address", "peers", "account") { KeepsIds = true };
        for (var i = 0; i < document.Merchants.Length; i++)
        {
            var merchant = document.Merchants[i];
            members.Row(merchant.Name, file.Consents[i].Length > 0 ? "given" : "missing", merchant.Url, merchant.Peer, merchant.Account.ToString());
        }
        var issuers = new TableView("issuer", "limit", "account") { RightAligned = new HashSet<int> { 1 }, KeepsIds = true };
        foreach (var issuer in document.Issuers)
        {
            issuers.Row(issuer.Name, issuer.Limit.ToString(CultureInfo.InvariantCulture), issuer.Account.ToString());
        }
        var text = CommandOutput.Facts(
            ("group", document.Name),
            ("genesis", group.Genesis.ToString()),
            ("merchants", $"{group.Size}, of which {group.MaxFaulty} may lie; {group.Quorum} make a receipt"),
            ("marked dev", document.Dev ? "yes: its keys are no secret" : "no"),
            ("modules", document.Modules is { } modules ? $"key {Digest.Of(modules.Key)}, made by {modules.Maker}" : "none"),
            ("parameters", Parameters(document)),
            ("consents", file.Missing.IsEmpty ? "all, verified here" : "missing: " + string.Join(", ", file.Missing))) + "\n" + members.Render() + "\n" + issuers.Render();
        return new CommandOutput(Data(file, group.Genesis), text) { Ids = [group.Genesis.ToString()], Warnings = Warnings(document) };
    }

    private static JsonObject Data(GenesisFile file, Digest genesis) => new()
    {
        ["genesis"] = genesis.ToString(),
        ["name"] = file.Document.Name,
        ["complete"] = file.Missing.IsEmpty,
        ["missing"] = new JsonArray([.. file.Missing.Select(name => (JsonNode?)name)]),
        ["document"] = JsonNode.Parse(file.Document.Encode()),
    };

    private static string[] Warnings(GenesisDocument document) => document.Modules is null
        ? ["this group has no secure modules: additions and ordered comparisons of encrypted integers work, what needs a module will be refused"]
        : [];

    // Only what is not the default needs a thought of the reader.
    private static string Parameters(GenesisDocument document)
    {
        var (own, usual) = (JsonNode.Parse(document.Encode())!["parameters"]!, JsonNode.Parse((document with { Parameters = GroupParameters.Default }).Encode())!["parameters"]!);
        var changed = GenesisParameters.Names.Where(name => own[name]!.ToString() != usual[name]!.ToString()).Select(name => $"{name} {own[name]} (default {usual[name]})");
        return string.Join(", ", changed) is { Length: > 0 } text ? text : "the defaults";
    }
}
