using System.Collections.Immutable;
using System.Globalization;
using Scew.Keys;
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
        var document = new GenesisDocument(
            "dev", keys.Salt("genesis"), true, merchants, [.. merchants.Select(merchant => new Issuer(merchant.Name, merchant.Account, IssuerLimit))], parameters);
        var file = GenesisFile.Unsigned(document);
        var consent = document.ConsentBytes();
        for (var i = 0; i < states.Length; i++)
        {
            file = file.With(i, keys.Signing(Label(states[i].Name)).Sign(consent));
        }
        return file;
    }

    public static string Label(string merchant) => "merchant/" + merchant;
}
