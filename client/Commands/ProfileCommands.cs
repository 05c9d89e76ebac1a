using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;

namespace Scew.Cli.Commands;

/// <summary><c>profile add|use|list|show</c>.</summary>
internal static class ProfileCommands
{
    public static Noun Build()
    {
        var name = new Argument<string>("NAME") { Description = "the profile" };
        var genesis = new Option<string>("--genesis") { Description = "hash of the genesis document, learnt from somebody you trust", Required = true };
        var merchants = new Option<string[]>("--merchant") { Description = "a merchant's address, once for each", Required = true };
        var key = new Option<string?>("--key") { Description = "the key that signs by default" };
        var above = new Option<long>("--confirm-above") { Description = "payments above it are confirmed, unless the group is marked dev", DefaultValueFactory = static _ => Profile.DefaultConfirmAbove };
        return new Noun("profile", "groups that you use",
            new Verb("add", "remember a group", (call, _) => Task.FromResult(Add(call, call.Value(name), call.Value(genesis)!, call.Value(merchants)!, call.Value(key), call.Value(above))), name, genesis, merchants, key, above),
            new Verb("use", "choose the group that commands talk to", (call, _) => Task.FromResult(Use(call, call.Value(name))), name),
            new Verb("list", "profiles, the one in use marked", (call, _) => Task.FromResult(List(call))),
            ProfileViews.Show());
    }

    private static CommandOutput Add(Call call, string name, string genesis, string[] merchants, string? key, long confirmAbove)
    {
        if (!Protocol.Digest.TryParse(genesis, out _))
        {
            throw CliFault.Usage($"'{genesis}' is no genesis hash", "ask a merchant that you trust for the 43 characters");
        }
        foreach (var url in merchants)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                throw CliFault.Usage($"'{url}' is no address", "write http://HOST:PORT or https://HOST");
            }
            if (uri.Scheme == "http" && !uri.IsLoopback)
            {
                throw CliFault.Usage($"'{url}' is plain HTTP to another machine", "use https");
            }
        }
        var profile = new Profile(name, genesis, merchants, null, key) { ConfirmAbove = confirmAbove };
        call.Profiles.Save(profile);
        if (call.Profiles.CurrentName() is null)
        {
            call.Profiles.Use(name);
        }
        return Show(profile, call.Profiles.CurrentName() == name);
    }

    private static CommandOutput Use(Call call, string name)
    {
        call.Profiles.Use(name);
        return Show(call.Profiles.Find(name), true);
    }

    private static CommandOutput List(Call call)
    {
        var current = call.Profiles.CurrentName();
        var table = new TableView("in use", "name", "genesis", "merchants");
        var data = new JsonArray();
        var profiles = call.Profiles.List();
        foreach (var profile in profiles)
        {
            table.Row(profile.Name == current ? "yes" : "", profile.Name, profile.Genesis, string.Join(' ', profile.Merchants));
            data.Add((JsonNode)Data(profile, profile.Name == current));
        }
        return new CommandOutput(data, table.Render()) { Ids = [.. profiles.Select(profile => profile.Name)] };
    }

    private static CommandOutput Show(Profile profile, bool inUse) => new(
        Data(profile, inUse),
        CommandOutput.Facts(("profile", profile.Name), ("genesis", profile.Genesis), ("merchants", string.Join(' ', profile.Merchants)), ("in use", inUse ? "yes" : "no")))
    {
        Ids = [profile.Name],
    };

    private static JsonObject Data(Profile profile, bool inUse) => new()
    {
        ["name"] = profile.Name,
        ["genesis"] = profile.Genesis,
        ["merchants"] = new JsonArray([.. profile.Merchants.Select(url => (JsonNode?)JsonValue.Create(url))]),
        ["dev"] = profile.IsDev,
        ["inUse"] = inUse,
    };
}
