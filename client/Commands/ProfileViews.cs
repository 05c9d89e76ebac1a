using System.CommandLine;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;

namespace Scew.Cli.Commands;

/// <summary><c>profile show</c>: what commands would use, and with <c>--origin</c> who says so: a flag, the environment, a file or nobody.</summary>
internal static class ProfileViews
{
    public static Verb Show()
    {
        var name = new Argument<string?>("NAME") { Description = "the profile (else the one in use)", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = static _ => null };
        var origin = new Option<bool>("--origin") { Description = "where each value comes from: a flag, the environment, a file or the default" };
        return new Verb("show", "what commands would use", (call, _) => Task.FromResult(Show(call, call.Value(name), call.Value(origin))), name, origin);
    }

    private static CommandOutput Show(Call call, string? named, bool withOrigin)
    {
        var chosen = named is null ? call.Profiles.Choose(call.Value(call.Options.Profile)) : (Name: named, Origin: "NAME");
        var profile = call.Profiles.Resolve(chosen.Name);
        var isDev = GroupMark.IsDev(call.Home, profile);
        var rows = Rows(call, profile, chosen.Origin, isDev);
        var table = withOrigin ? new TableView("setting", "value", "from") : new TableView("", "");
        foreach (var (setting, value, from) in rows)
        {
            table.Row(withOrigin ? [setting, value, from] : [setting, value]);
        }
        var data = new JsonObject
        {
            ["name"] = profile.Name,
            ["genesis"] = profile.Genesis,
            ["merchants"] = new JsonArray([.. profile.Merchants.Select(static url => (JsonNode?)url)]),
            ["dev"] = isDev,
            ["inUse"] = call.Profiles.CurrentName() == profile.Name,
            ["settings"] = new JsonArray([.. rows.Select(static row => (JsonNode)new JsonObject { ["setting"] = row.Setting, ["value"] = row.Value, ["from"] = row.From })]),
        };
        return new CommandOutput(data, table.Render()) { Ids = [profile.Name], Next = withOrigin ? [] : ["scew profile show --origin"] };
    }

    private static List<(string Setting, string Value, string From)> Rows(Call call, Profile profile, string profileFrom, bool isDev)
    {
        var file = call.Profiles.FileOf(profile.Name);
        var home = ScewHome.Choose(call.Value(call.Options.Home));
        var timeout = GlobalOptions.TimeoutOf(call.Value(call.Options.Timeout));
        var (key, keyFrom) = Environment.GetEnvironmentVariable(KeyRing.Variable) is { Length: > 0 } named ? (named, KeyRing.Variable)
            : profile.Key is { } kept ? (kept, file)
            : (profile.IsDev ? KeyRing.DevCustomers[0] : "the only one", "default");
        var settings = call.Printer.Settings;
        return
        [
            ("profile", profile.Name, profileFrom),
            ("group", isDev ? "marked dev: its keys are no secret" : Marks.Prod + ": not marked dev", isDev ? "its genesis" : "its genesis, or nothing that says otherwise"),
            ("genesis", profile.Genesis, file),
            .. profile.Merchants.Select(url => ("merchant", url, file)),
            ("key", key, keyFrom),
            ("home", Path.GetFullPath(home.Folder), home.Origin),
            ("timeout", Duration.Text(timeout.Value), timeout.Origin),
            ("color", settings.Color, Origin(call.Value(call.Options.Color) is not null, "--color", "NO_COLOR", "TERM=dumb")),
            ("plain", settings.Plain ? "yes" : "no", Origin(call.Value(call.Options.Plain), "--plain", "CI", "TERM=dumb")),
        ];
    }

    private static string Origin(bool isTyped, string option, string variable, string terminal) => isTyped ? option
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } ? variable
        : $"TERM={Environment.GetEnvironmentVariable("TERM")}" == terminal ? terminal
        : "default";
}
