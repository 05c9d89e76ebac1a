using System.Collections.Immutable;
using System.Globalization;
using Scew.Homomorphic.Hybrid;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol.Groups;

namespace Scew.Client.DevNets;

/// <summary>The genesis of a development group: marked <c>dev</c>, every merchant an issuer, all consents given with keys from the seed.</summary>
internal static class DevNetGenesis
{
    /// <summary>What each merchant may have outstanding.</summary>
    public const long IssuerLimit = 1_000_000_000_000_000;

    public static GenesisFile Make(DevKeys keys, ImmutableArray<DevMerchantState> states, GroupParameters parameters)
    {
        var merchants = states.Select(state => new Merchant(
            state.Name,
            keys.Signing(Label(state.Name)).PublicKey,
            keys.Link(Label(state.Name)).Pin,
            "127.0.0.1:" + state.PeerPort.ToString(CultureInfo.InvariantCulture),
            state.Url)).ToImmutableArray();
        using var secret = ModuleKey(keys);
        using var modules = HybridPrivateKey.Derive(secret.Bytes);
        var document = new GenesisDocument(
            "dev", keys.Salt("genesis"), true, merchants, [.. merchants.Select(merchant => new Issuer(merchant.Name, merchant.Account, IssuerLimit))], parameters)
        {
            Modules = new GroupModules(modules.PublicKey.ToArray(), merchants[0].Name),
        };
        var file = GenesisFile.Unsigned(document);
        var consent = document.ConsentBytes();
        for (var i = 0; i < states.Length; i++)
        {
            file = file.With(i, keys.Signing(Label(states[i].Name)).Sign(consent));
        }
        return file;
    }

    /// <summary>The secure modules' key, the same for all merchants.</summary>
    public static SecretKey ModuleKey(DevKeys keys) => keys.Secret(KeyKind.Module, "modules");

    public static string Label(string merchant) => "merchant/" + merchant;
}
