using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary><c>key create|list|export|import|remember|forget|publish</c>.</summary>
internal static class KeyCommands
{
    public static Noun Build()
    {
        var name = new Argument<string>("NAME") { Description = "a name for the key: a-z 0-9 . _ -" };
        var file = new Argument<string>("FILE") { Description = "a key file, still encrypted" };
        var to = new Option<string?>("--out") { Description = "file to write (else stdout); never overwritten" };
        var rename = new Option<string?>("--name") { Description = "another name for the imported key" };
        var password = KeyRing.PasswordFileOption();
        var master = new Option<bool>("--master") { Description = "the master secret of that key, which alone opens its encrypted variables" };
        var some = new Argument<string?>("NAME") { Description = "a key of this machine (else the profile's, else the only one)", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => null };
        return new Noun("key", "your accounts, and what opens your encrypted variables",
            new Verb("create", "make a key and keep it encrypted", (call, _) => Task.FromResult(
                call.Value(master) ? MasterCommands.Create(call, call.Value(name), call.Value(password)) : Create(call, call.Value(name), call.Value(password))), name, master, password),
            new Verb("list", "keys of this machine", (call, _) => Task.FromResult(List(call))),
            new Verb("export", "a key file, still encrypted; with --master the one backup that encrypted variables need", (call, _) =>
                Task.FromResult(Export(call, MasterCommands.NameOf(call, call.Value(some), call.Value(master)), call.Value(to))), some, master, to),
            new Verb("import", "take a key file after its passphrase opened it", (call, _) =>
                Task.FromResult(Import(call, call.Value(file), call.Value(rename), call.Value(password))), file, rename, password),
            new Verb("remember", "put a key's passphrase into this system's keyring, after it opened the key; --password-keyring then uses it", (call, _) =>
                Task.FromResult(Remembered(call, call.Value(name), new KeyRing(call, null).Remember(call.Value(name), call.Value(password)))), name, password),
            new Verb("forget", "take a key's passphrase out of this system's keyring", (call, _) =>
                Task.FromResult(Remembered(call, call.Value(name), new KeyRing(call, null).Forget(call.Value(name)))), name),
            MasterCommands.Publish());
    }

    private static CommandOutput Create(Call call, string name, string? passwordFile)
    {
        ScewHome.Make(call.Home.Keys);
        using var passphrase = Passphrases.ReadNew(call, passwordFile, $"new passphrase for key '{name}' (8 characters or more): ");
        using var key = KeyFaults.Require(new KeyStore(call.Home.Keys).Create(name, passphrase));
        return Show(name, key.Account, new KeyStore(call.Home.Keys).PathOf(name));
    }

    private static CommandOutput List(Call call)
    {
        var table = new TableView("name", "kind", "account", "own prefix");
        var data = new JsonArray();
        var names = new List<string>();
        foreach (var listing in KeyFaults.Require(new KeyStore(call.Home.Keys).List()))
        {
            if (listing.Result.Value is not { } file)
            {
                table.Row(listing.Name, "damaged", listing.Result.Problem!.Message, "");
                data.Add((JsonNode)new JsonObject { ["name"] = listing.Name, ["kind"] = "damaged", ["reason"] = listing.Result.Problem.Message });
                continue;
            }
            table.Row(file.Name, KindOf(file), file.Identity.ToString(), file.Kind == KeyKind.Signing ? IdRules.OwnPrefix(new Account(file.Identity)) + ":" : "");
            data.Add((JsonNode)Data(file.Name, KindOf(file), file.Identity));
            names.Add(file.Name);
        }
        var isDev = call.Profiles.CurrentName() is { } current && call.Profiles.List().Any(profile => profile.Name == current && profile.IsDev);
        return new CommandOutput(data, table.Render())
        {
            Ids = names,
            Next = isDev ? [$"the development group has its own: --key {string.Join(", ", KeyRing.DevCustomers)}, merchant-a, merchant-b, ..."] : names.Count == 0 ? ["scew key create NAME"] : [],
        };
    }

    private static CommandOutput Export(Call call, string name, string? path)
    {
        var store = new KeyStore(call.Home.Keys);
        if (path is not null)
        {
            if (store.ExportTo(name, path) is { } problem)
            {
                throw KeyFaults.Fault(problem);
            }
            return new CommandOutput(new JsonObject { ["name"] = name, ["file"] = Path.GetFullPath(path) }, CommandOutput.Facts(("key", name), ("file", Path.GetFullPath(path)))) { Ids = [name] };
        }
        var bytes = KeyFaults.Require(store.Export(name));
        return new CommandOutput(JsonNode.Parse(bytes)!, Encoding.UTF8.GetString(bytes)) { Ids = [name] };
    }

    private static CommandOutput Import(Call call, string path, string? newName, string? passwordFile)
    {
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "scew key export NAME --out FILE");
        }
        ScewHome.Make(call.Home.Keys);
        using var passphrase = Passphrases.Read(call, passwordFile, "passphrase of the file: ");
        var store = new KeyStore(call.Home.Keys);
        var file = KeyFaults.Require(store.Import(File.ReadAllBytes(path), passphrase, newName));
        return file.Kind == KeyKind.Signing
            ? Show(file.Name, new Account(file.Identity), store.PathOf(file.Name))
            : MasterCommands.Show(file.Name, KindOf(file), file.Identity, store.PathOf(file.Name));
    }

    private static CommandOutput Remembered(Call call, string name, Account account) => Show(name, account, new KeyStore(call.Home.Keys).PathOf(name)) with { Next = [] };

    private static CommandOutput Show(string name, Account account, string path)
    {
        var data = Data(name, "signing", account.Thumbprint);
        data["file"] = path;
        return new CommandOutput(data, CommandOutput.Facts(
            ("key", name), ("account", account.ToString()), ("own prefix", IdRules.OwnPrefix(account) + ":   (~/NAME in commands)"), ("file", path)))
        {
            Ids = [account.ToString()],
            Next = [$"scew key export {name} --out BACKUP.json"],
        };
    }

    private static string KindOf(KeyFile file) => file.Kind switch { KeyKind.Signing => "signing", KeyKind.Link => "link", KeyKind.Master => "master", _ => "module" };

    private static JsonObject Data(string name, string kind, Digest identity) => new()
    {
        ["name"] = name,
        ["kind"] = kind,
        [kind switch { "signing" => "account", "link" => "pin", _ => "fingerprint" }] = identity.ToString(),
        ["ownPrefix"] = kind == "signing" ? IdRules.OwnPrefix(new Account(identity)) : null,
    };
}
