using System.CommandLine;
using Scew.Cli.Ceremony;
using Scew.Cli.Grammar;
using Scew.Cli.State;

namespace Scew.Cli.Commands;

/// <summary><c>group card|init|check|consent|merge</c>: how merchants found a group over files that they send each other; silo/docs/found-a-group.md goes through it.</summary>
internal static class GroupCeremonyCommands
{
    private static readonly Option<string> Folder = new("--folder") { Description = "folder of this merchant's keys, signing.key.json and link.key.json", DefaultValueFactory = static _ => "." };

    public static Verb[] Verbs() => [Card(), Init(), Check(), Consent(), Merge()];

    private static Verb Card()
    {
        var name = new Argument<string>("NAME") { Description = "the merchant's name in the group: a-z 0-9 . _ -" };
        var url = new Option<string>("--url") { Description = "the public address for customers, https://HOST[:PORT]", Required = true };
        var peer = new Option<string>("--peer") { Description = "HOST:PORT at which the other merchants reach this one", Required = true };
        var to = Out("the card (else NAME.card.json)");
        var password = KeyRing.PasswordFileOption();
        return new Verb("card", "found a group, 1: make this merchant's keys where there are none, and its card for the others", (call, _) => Task.FromResult(
            MerchantKeys.Card(call, new MerchantPlace(call.Value(name), call.Value(url)!, call.Value(peer)!), call.Value(Folder)!, call.Value(password), call.Value(to))), name, url, peer, Folder, password, to);
    }

    private static Verb Init()
    {
        var draft = new Argument<string>("DRAFT") { Description = "file to write; never overwritten" };
        var name = new Option<string>("--name") { Description = "the group's name", Required = true };
        var members = new Option<string[]>("--member") { Description = "a merchant's card; one for each, four or more", Required = true, AllowMultipleArgumentsPerToken = true };
        var issuers = new Option<string[]>("--issuer") { Description = "who may mint and how much may be out at one time: MERCHANT=LIMIT or NAME=LIMIT=ACCOUNT" };
        var modules = new Option<string?>("--modules") { Description = "the secure modules' public key, a file by 'scew-silo module-key make --public'" };
        var set = new Option<string[]>("--set") { Description = "another value of a parameter: NAME=VALUE" };
        return new Verb("init", "found a group, 2: put the merchants' cards into a draft that all of them are to sign", (call, _) => Task.FromResult(
            GenesisDraft.Make(call.Value(draft), call.Value(name)!, call.Value(members)!, call.Value(issuers) ?? [], call.Value(modules), call.Value(set) ?? [])), draft, name, members, issuers, modules, set);
    }

    private static Verb Check()
    {
        var file = new Argument<string>("FILE") { Description = "a draft, a consent or a whole genesis file" };
        return new Verb("check", "what a genesis file says and who signed it, without asking anybody", (call, _) => Task.FromResult(GenesisView.Of(GenesisFiles.Read(call.Value(file)))), file);
    }

    private static Verb Consent()
    {
        var draft = new Argument<string>("DRAFT") { Description = "what 'group init' wrote" };
        var expect = new Option<string?>("--expect") { Description = "the genesis hash that the others told you by another way; without it you are asked" };
        var to = Out("your consent (else NAME.consent.json)");
        var password = KeyRing.PasswordFileOption();
        return new Verb("consent", "found a group, 3: see what is signed, and sign it with this merchant's key", (call, _) => Task.FromResult(
            GenesisConsent.Give(call, call.Value(draft), call.Value(Folder)!, call.Value(password), call.Value(expect), call.Value(to))), [draft, Folder, .. KeyRing.Unlocking(password), expect, to]);
    }

    private static Verb Merge()
    {
        var target = new Argument<string>("GENESIS") { Description = "file to write; never overwritten" };
        var files = new Argument<string[]>("CONSENT") { Description = "the merchants' consents", Arity = ArgumentArity.OneOrMore };
        return new Verb("merge", "found a group, 4: put all consents into the genesis file", (call, _) => Task.FromResult(GenesisConsent.Merge(call.Value(target), call.Value(files))), target, files);
    }

    private static Option<string?> Out(string what) => new("--out") { Description = $"file for {what}; never overwritten" };
}
