using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Cli.Completions;

/// <summary>
/// Names that this machine's files know: for the Tab key and for "did you mean". Nothing is asked of a merchant and nothing is unlocked; what cannot be read is left out.
/// </summary>
internal sealed class LocalNames(ScewHome home, Profile? profile)
{
    /// <summary>The newest receipts that are looked at: a Tab must not wait for a year of them.</summary>
    private const int MaxReceipts = 400;

    /// <summary>How an id of the own prefix is typed.</summary>
    private const string Own = "~/";

    private ILookup<NameKind, string>? _registers;

    public IEnumerable<string> Of(NameKind kind) => kind switch
    {
        NameKind.Profile => Stems(home.Profiles),
        NameKind.Key => [.. profile is { IsDev: true } ? KeyRing.DevCustomers.Concat(Merchants().Select(static name => KeyRing.MerchantPrefix + name)) : [], .. Stems(home.Keys, Path.GetFileName(new KeyStore(home.Keys).PathOf(""))).Where(static name => !name.EndsWith(MasterKeys.Suffix, StringComparison.Ordinal))],
        NameKind.Merchant => Merchants(),
        NameKind.Request => GroupFolder() is { } folder ? Stems(Path.Combine(folder, "outbox"), ".jws") : [],
        NameKind.Wallet or NameKind.Asset or NameKind.Variable => (_registers ??= Registers())[kind].Distinct(),
        NameKind.Machine => ShippedTexts.Names,
        _ => [],
    };

    private string? GroupFolder() => profile is null ? null : home.Group(profile.Genesis);

    private static IEnumerable<string> Stems(string folder, string suffix = ".json") => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + suffix).Select(path => Path.GetFileName(path)[..^suffix.Length]).Order(StringComparer.Ordinal)
        : [];

    private IEnumerable<string> Merchants()
    {
        var path = GroupFolder() is { } folder ? Path.Combine(folder, "genesis.json") : null;
        if (path is null || !File.Exists(path))
        {
            return [];
        }
        // Not GenesisFile.Parse: it verifies every consent, which a Tab need not wait for.
        var root = JsonNode.Parse(File.ReadAllBytes(path)) as JsonObject;
        var document = root?["genesis"] as JsonObject ?? root;
        return (document?["merchants"] as JsonArray ?? []).Select(static one => one?["name"]?.ToString()).OfType<string>();
    }

    private ILookup<NameKind, string> Registers()
    {
        var folder = GroupFolder() is { } group ? new DirectoryInfo(Path.Combine(group, "receipts")) : null;
        var files = folder is { Exists: true } ? folder.EnumerateFiles("*.json").OrderByDescending(static file => file.LastWriteTimeUtc).Take(MaxReceipts) : [];
        return files.SelectMany(static file => In(file.FullName)).ToLookup(static one => one.Kind, static one => one.Id);
    }

    // What a receipt names, its signatures unchecked: names are only offered.
    private static IEnumerable<(NameKind Kind, string Id)> In(string path)
    {
        if (Receipt.Parse(File.ReadAllBytes(path)) is not { } receipt || receipt.Code != "ok")
        {
            return [];
        }
        var parts = Encoding.ASCII.GetString(receipt.Request.Span).Split('.', 3);
        var payload = parts.Length == 3 ? new byte[parts[1].Length * 6L / 8] : [];
        if (payload.Length == 0 || !Base64Url.TryDecode(parts[1], payload, out _) || PayloadCodec.Decode(payload) is not { } request)
        {
            return [];
        }
        var kind = request.Operation switch
        {
            AssetStep or AssetMigrate => NameKind.Asset,
            VariableOperation => NameKind.Variable,
            CreateWallet or Transfer or AtomicTransfer or Sum => NameKind.Wallet,
            _ => NameKind.None,
        };
        return OperationIds.Of(request.Operation).SelectMany(id => IdRules.IsUnder(id, request.By[0]) ? [(kind, id), (kind, Own + id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..])] : new[] { (kind, id) });
    }
}
