using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Scew.Cli.Output;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>Makes the draft of a genesis from the merchants' cards.</summary>
internal static class GenesisDraft
{
    private const string Fewest = "a group has four merchants or more: with three, one that lies could not be told from one that is slow";

    public static CommandOutput Make(string target, string name, string[] cards, string[] issuers, string? modulesFile, string[] parameters)
    {
        GenesisFiles.RequireFree(target);
        var merchants = Merchants(cards);
        var document = new GenesisDocument(name, Nonce.Create(), false, merchants, Issuers(issuers, merchants), GenesisParameters.Changed(parameters))
        {
            Modules = modulesFile is null ? null : Modules(modulesFile, merchants),
        };
        var parsed = GenesisDocument.Parse(document.Encode());
        if (parsed.Document is null)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "this is no group") { Why = PlainText.Clean(parsed.Message), Unchanged = GenesisFiles.Unchanged, Next = "scew group init --help" };
        }
        var file = GenesisFile.Unsigned(document);
        GenesisFiles.Write(target, file.Encode());
        var view = GenesisView.Of(file);
        return view with
        {
            Warnings = [.. view.Warnings, .. document.Issuers.IsEmpty ? ["nobody may mint in this group: it has no issuer, and genesis cannot be changed"] : Array.Empty<string>()],
            Next = [$"send {target} to every merchant, and read them the genesis hash by another way: scew group consent {target}"],
        };
    }

    private static ImmutableArray<Merchant> Merchants(string[] cards)
    {
        var read = cards.Select(path => (Path: path, Merchant: GenesisFiles.ReadCard(path))).ToArray();
        for (var i = 0; i < read.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Shared(read[j].Merchant, read[i].Merchant) is { } what)
                {
                    throw new CliFault(Codes.Usage, ExitCodes.Usage, $"{PlainText.Clean(read[j].Path)} and {PlainText.Clean(read[i].Path)} have the same {what}")
                    {
                        Why = "every merchant of a group has a name, keys and addresses of its own",
                        Unchanged = GenesisFiles.Unchanged,
                        Next = "leave one of the two out, or ask its merchant for another card",
                    };
                }
            }
        }
        return read.Length >= 4 ? [.. read.Select(one => one.Merchant)]
            : throw new CliFault(Codes.Usage, ExitCodes.Usage, $"{read.Length} cards are too few") { Why = Fewest, Unchanged = GenesisFiles.Unchanged, Next = "add --member CARD for each merchant" };
    }

    internal static string? Shared(Merchant one, Merchant other) =>
        one.Name == other.Name ? $"merchant name '{PlainText.Clean(one.Name)}'"
        : one.Account == other.Account ? $"signing key {one.Account}"
        : one.LinkKeyPin == other.LinkKeyPin ? $"link key {one.LinkKeyPin}"
        : string.Equals(one.Peer, other.Peer, StringComparison.OrdinalIgnoreCase) ? $"peer address {PlainText.Clean(one.Peer)}"
        : string.Equals(one.Url, other.Url, StringComparison.OrdinalIgnoreCase) ? $"public URL {PlainText.Clean(one.Url)}"
        : null;

    private static ImmutableArray<Issuer> Issuers(string[] texts, ImmutableArray<Merchant> merchants) => [.. texts.Select(text =>
    {
        var parts = text.Split('=');
        if (parts.Length is not (2 or 3) || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            throw CliFault.Usage($"'{PlainText.Clean(text)}' is no issuer", "--issuer MERCHANT=LIMIT, or --issuer NAME=LIMIT=ACCOUNT; the limit is a whole number");
        }
        if (parts.Length == 3)
        {
            return Account.TryParse(parts[2], out var account) ? new Issuer(parts[0], account, limit) : throw CliFault.Usage($"'{PlainText.Clean(parts[2])}' is no account of 43 characters", "scew key list");
        }
        return merchants.FirstOrDefault(merchant => merchant.Name == parts[0]) is { } own ? new Issuer(own.Name, own.Account, limit)
            : throw CliFault.Usage($"the issuer '{PlainText.Clean(parts[0])}' is no merchant of the cards", $"give its account: --issuer {PlainText.Clean(parts[0])}=LIMIT=ACCOUNT");
    })];

    internal static GroupModules Modules(string path, ImmutableArray<Merchant> merchants)
    {
        const string Next = "the merchant that makes the key runs: scew-silo module-key make module.key.json --maker NAME --public modules.json";
        try
        {
            using var json = JsonDocument.Parse(GenesisFiles.Bytes(path, MerchantCard.MaxBytes, "the modules' public key"));
            var maker = json.RootElement.GetProperty("maker").GetString() ?? "";
            var key = Base64Url.Decode(json.RootElement.GetProperty("key").GetString() ?? "", Protocol.Requests.RequestLimits.EncryptionKeyBytes) ?? throw GenesisFiles.Bad(path, "no modules' key", "its key is not base64url", Next);
            return merchants.Any(merchant => merchant.Name == maker) ? new GroupModules(key, maker)
                : throw GenesisFiles.Bad(path, "of another group", $"it was made by '{maker}', which is none of the cards' merchants", Next);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw GenesisFiles.Bad(path, "no modules' key", "it is no JSON with the members key and maker", Next);
        }
    }
}
