using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Keys;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>doc ...</c>: reference pages of what scripts can rely on.</summary>
internal static class DocCommands
{
    private static readonly (string Name, string Meaning)[] Variables =
    [
        ("SCEW_PROFILE", "the profile, where --profile is not given"),
        ("SCEW_KEY", "the signing key, where --key is not given"),
        ("SCEW_HOME", "folder of keys and profiles, where --home is not given"),
        ("XDG_DATA_HOME", "its folder scew is the home where neither is given; else ~/.local/share/scew"),
        ("SCEW_TIMEOUT", "as --timeout"),
        ("NO_COLOR", "anything: no colour, as --color never"),
        ("TERM", "dumb: no colour, and as --plain"),
        ("CI", "anything: as --plain"),
    ];

    private static readonly (string Rule, string Meaning)[] Output =
    [
        ("stdout", "the result and nothing else; --quiet and -v never change it"),
        ("stderr", "progress, warnings, advice, errors"),
        ("--json", "one object: schema, ok, command, data, warnings, next; or schema, ok, command, error with code, message, hint, doc, retryable, details"),
        ("-o ndjson", "one object a line, a list item by item; streams (watch) are so with --json too"),
        ("-o id", "ids alone, one a line, to pipe"),
        ("--fields a,b", "only these members of the result; a name that it has not is an error"),
        ("schema", "the number in the envelope; members are added and never changed or taken away; scew schema COMMAND shows each"),
        ("precedence", "a flag, else the environment, else a file, else the default; scew profile show --origin tells"),
    ];

    public static Noun Build() => new("doc", "reference pages",
        Page("exit-codes", "what the process returns to the shell", "exit code", "exitCode", static () => ExitCodes.Table.Select(static row => ((JsonNode)row.Code, row.Meaning))),
        Page("codes", "every error code, and the exit code that it gives", "code", "code",
            static () => CodeRegistry.All.Select(static entry => ((JsonNode)entry.Name, $"exit {((int)entry.ExitCode).ToString(CultureInfo.InvariantCulture)}: {entry.Sentence}"))),
        Page("environment", "variables that commands read", "variable", "variable", static () => Variables.Select(static row => ((JsonNode)row.Name, row.Meaning))),
        Page("output", "what is written where, and what stays so", "what", "what", static () => Output.Select(static row => ((JsonNode)row.Rule, row.Meaning))),
        Files());

    private static Verb Files() => new("files", "what is kept on this machine", (call, _) => Task.FromResult(Table("file", "file", Kept(call.Home))));

    private static Verb Page(string name, string description, string column, string member, Func<IEnumerable<(JsonNode, string)>> rows) =>
        new(name, description, (_, _) => Task.FromResult(Table(column, member, rows())));

    private static IEnumerable<(JsonNode, string)> Kept(ScewHome home) =>
    [
        (new KeyStore(home.Keys).PathOf("NAME"), "a key, encrypted under its passphrase"),
        (Path.Combine(home.Profiles, "NAME.json"), "a group's genesis hash and its merchants' addresses"),
        (home.Settings, "the profile in use"),
        (Path.Combine(home.Group("GENESIS"), "genesis.json"), "the group's genesis file, checked against the profile"),
        (Path.Combine(home.Group("GENESIS"), "outbox"), "signed requests without an outcome"),
        (Path.Combine(home.Group("GENESIS"), "receipts"), "receipts, each verified when it came"),
        (home.DevNet, "the development group"),
        (home.History, "what was typed in scew shell, without commands about variables"),
    ];

    private static CommandOutput Table(string column, string member, IEnumerable<(JsonNode Name, string Meaning)> rows)
    {
        var table = new TableView(column, "meaning") { RightAligned = column == "exit code" ? new HashSet<int> { 0 } : [] };
        var data = new JsonArray();
        foreach (var (name, meaning) in rows)
        {
            table.Row(name.ToString(), meaning);
            data.Add((JsonNode)new JsonObject { [member] = name, ["meaning"] = meaning });
        }
        return new CommandOutput(data, table.Render()) { Ids = [.. data.Select(row => row![member]!.ToString())] };
    }
}
