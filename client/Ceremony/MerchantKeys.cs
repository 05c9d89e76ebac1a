using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>Where a merchant says that it is found.</summary>
internal sealed record MerchantPlace(string Name, string Url, string Peer);

/// <summary>A merchant's own keys in a folder, as the silo's configuration names them, and the card that shows their public halves.</summary>
internal static class MerchantKeys
{
    private const string Signing = "signing";
    private const string Link = "link";

    /// <summary>Makes what is missing, and the card.</summary>
    public static CommandOutput Card(Call call, MerchantPlace place, string folder, string? passwordFile, string? target)
    {
        Check(place);
        var card = target ?? place.Name + ".card.json";
        GenesisFiles.RequireFree(card);
        var store = new KeyStore(folder);
        var made = new[] { Signing, Link }.Where(name => !File.Exists(store.PathOf(name))).ToArray();
        var prompt = made.Length > 0 ? $"new passphrase for the keys of '{place.Name}' (8 characters or more): " : $"passphrase of the keys of '{place.Name}': ";
        using var passphrase = made.Length == 2 ? Passphrases.ReadNew(call, passwordFile, prompt) : Passphrases.Read(call, passwordFile, prompt);
        // Both with one passphrase: the silo has one passphrase file. The one that is there is opened first, so that a slip makes no second passphrase.
        using var signing = KeyFaults.Require(made.Contains(Signing) && !made.Contains(Link) ? AfterLink(store, passphrase) : Take(store, passphrase, made.Contains(Signing)));
        using var link = KeyFaults.Require(made.Contains(Link) ? store.CreateLink(Link, passphrase) : store.OpenLink(Link, passphrase));
        RequireReal(signing.IsDev || link.IsDev);
        var merchant = new Merchant(place.Name, signing.PublicKey, link.Pin, place.Peer, place.Url);
        var bytes = new MerchantCard(merchant, signing.Sign(MerchantCard.SigningBytes(merchant))).Encode();
        Invariant.Require(MerchantCard.Parse(bytes).Card is not null, "a card that was made can be read");
        GenesisFiles.Write(card, bytes);
        return Output(merchant, card, store, made);
    }

    /// <summary>The signing key of the folder; the caller disposes it. A link key beside it has to be the one that the merchant's card named.</summary>
    public static SigningKey OpenFor(Call call, GenesisDocument document, string folder, string? passwordFile)
    {
        var store = new KeyStore(folder);
        var file = KeyFaults.Require(store.Read(Signing));
        var member = document.MemberOf(new Account(file.Identity)) ?? throw new CliFault(Codes.Usage, ExitCodes.Usage, $"the key in {PlainText.Clean(store.PathOf(Signing))} is no merchant's of this group")
        {
            Why = $"its account is {file.Identity}, and the draft names {string.Join(", ", document.Merchants.Select(merchant => PlainText.Clean(merchant.Name)))} with other keys",
            Unchanged = GenesisFiles.Unchanged,
            Next = "give --folder with the keys of your card, or ask for a draft that has your card",
        };
        if (store.Read(Link) is { Ok: true } link && link.Value.Identity != document.Merchants[member].LinkKeyPin)
        {
            throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"the draft names another link key for {PlainText.Clean(document.Merchants[member].Name)}")
            {
                Why = $"{PlainText.Clean(store.PathOf(Link))} has the pin {link.Value.Identity}, the draft {document.Merchants[member].LinkKeyPin}",
                Unchanged = GenesisFiles.Unchanged,
                Next = "send the coordinator a new card, and ask for a new draft",
            };
        }
        RequireReal(file.IsDev);
        using var passphrase = Passphrases.Of(
            call, Signing, file, passwordFile, $"passphrase of the keys of '{document.Merchants[member].Name}': ", Passphrases.RememberFrom(store.PathOf(Signing)));
        return KeyFaults.Require(file.OpenSigning(passphrase));
    }

    private static void Check(MerchantPlace place)
    {
        using var nobody = SigningKey.Create();
        if (MerchantCard.Broken(new Merchant(place.Name, nobody.PublicKey, default, place.Peer, place.Url)) is { } rule)
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, "a card cannot say this") { Why = PlainText.Clean(rule), Unchanged = "no key was made and " + GenesisFiles.Unchanged, Next = "scew group card NAME --url https://HOST --peer HOST:PORT" };
        }
        if (new Uri(place.Url) is { Scheme: "http", IsLoopback: false })
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, $"{PlainText.Clean(place.Url)} is plain HTTP to other machines")
            {
                Why = "customers' programs and browsers give no keys and take no answers there",
                Unchanged = "no key was made and " + GenesisFiles.Unchanged,
                Next = $"--url https://{new Uri(place.Url).Host}",
            };
        }
    }

    private static KeyResult<SigningKey> Take(KeyStore store, Passphrase passphrase, bool isNew) => isNew ? store.Create(Signing, passphrase) : store.Open(Signing, passphrase);

    private static KeyResult<SigningKey> AfterLink(KeyStore store, Passphrase passphrase)
    {
        KeyFaults.Require(store.OpenLink(Link, passphrase)).Dispose();
        return store.Create(Signing, passphrase);
    }

    private static void RequireReal(bool isDev)
    {
        if (isDev)
        {
            throw CliFault.Usage("this is a key of a development group, made from a public seed", "choose an empty --folder: scew group card makes real keys");
        }
    }

    private static CommandOutput Output(Merchant merchant, string card, KeyStore store, string[] made) => new(
        new JsonObject
        {
            ["name"] = merchant.Name,
            ["account"] = merchant.Account.ToString(),
            ["linkPin"] = merchant.LinkKeyPin.ToString(),
            ["url"] = merchant.Url,
            ["peer"] = merchant.Peer,
            ["card"] = Path.GetFullPath(card),
            ["made"] = new JsonArray([.. made.Select(name => (JsonNode?)store.PathOf(name))]),
        },
        CommandOutput.Facts(
            ("merchant", merchant.Name), ("account", merchant.Account.ToString()), ("link key pin", merchant.LinkKeyPin.ToString()), ("url", merchant.Url), ("peer", merchant.Peer),
            ("keys", made.Length == 0 ? $"those in {store.Folder}" : $"made in {store.Folder}: {string.Join(", ", made)}"), ("card", Path.GetFullPath(card))))
    {
        Ids = [merchant.Account.ToString()],
        Next = [$"send {card} to the coordinator, and tell the account by another way; back up {store.Folder}"],
    };
}
