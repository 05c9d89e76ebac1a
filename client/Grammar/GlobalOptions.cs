using System.CommandLine;
using System.CommandLine.Parsing;
using Scew.Cli.Output;

namespace Scew.Cli.Grammar;

/// <summary>Options that stand at every command.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "one JSON envelope on stdout", Recursive = true };

    public Option<string?> Output { get; } = Choice("--output", "-o", "table, json, ndjson or id", "table", "json", "ndjson", "id");

    public Option<string?> Fields { get; } = new("--fields") { Description = "only these members of the result, separated by commas", Recursive = true };

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "nothing on stderr but errors", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "more on stderr", Recursive = true };

    public Option<bool> Debug { get; } = new("--debug") { Description = "stack traces for defects", Recursive = true };

    public Option<bool> NoProgress { get; } = new("--no-progress") { Description = "no progress lines", Recursive = true };

    public Option<bool> Plain { get; } = new("--plain") { Description = "ASCII only, for screen readers", Recursive = true };

    public Option<string?> Color { get; } = Choice("--color", null, "auto, always or never", "auto", "always", "never");

    public Option<string?> Profile { get; } = new("--profile") { Description = "the group to talk to (else SCEW_PROFILE, else the one in use)", Recursive = true };

    public Option<string?> Home { get; } = new("--home") { Description = "folder of keys and profiles (else SCEW_HOME)", Recursive = true };

    public Option<TimeSpan?> Timeout { get; } = new("--timeout")
    {
        Description = "until the outcome of a request counts as unknown: 45, 45s, 2m or 500ms (else SCEW_TIMEOUT, else 45s)",
        Recursive = true,
        CustomParser = static result => Duration.Parse(result.Tokens[0].Value) is { } time ? time : Refuse(result),
    };

    public IEnumerable<Option> All => [Json, Output, Fields, Quiet, Verbose, Debug, NoProgress, Plain, Color, Profile, Home, Timeout];

    /// <summary>How long, and where that was said: the option, else the environment, else the default.</summary>
    public static (TimeSpan Value, string Origin) TimeoutOf(TimeSpan? option)
    {
        var (time, origin) = option is { } typed ? (typed, "--timeout")
            : Environment.GetEnvironmentVariable("SCEW_TIMEOUT") is { Length: > 0 } text
            ? (Duration.Parse(text) ?? throw CliFault.Usage("SCEW_TIMEOUT is no time", "write 45s, 2m or 500ms, or unset it"), "SCEW_TIMEOUT")
            : (TimeSpan.FromSeconds(45), "default");
        return (TimeSpan.FromMilliseconds(Math.Clamp(time.TotalMilliseconds, 100, 3_600_000)), origin);
    }

    private static TimeSpan? Refuse(ArgumentResult result)
    {
        result.AddError($"'{result.Tokens[0].Value}' is no time: write 45, 45s, 2m or 500ms");
        return null;
    }

    public OutputSettings Settings(ParseResult parsed) => new()
    {
        Format = parsed.GetValue(Json) ? OutputFormat.Json : parsed.GetValue(Output) switch
        {
            "json" => OutputFormat.Json,
            "ndjson" => OutputFormat.Ndjson,
            "id" => OutputFormat.Id,
            _ => OutputFormat.Table,
        },
        Fields = parsed.GetValue(Fields)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        Quiet = parsed.GetValue(Quiet),
        Verbose = parsed.GetValue(Verbose),
        Debug = parsed.GetValue(Debug),
        NoProgress = parsed.GetValue(NoProgress),
        Plain = parsed.GetValue(Plain) || Environment.GetEnvironmentVariable("CI") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb",
        Color = parsed.GetValue(Color) ?? (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb" ? "never" : "auto"),
    };

    private static Option<string?> Choice(string name, string? alias, string description, params string[] values)
    {
        var option = alias is null ? new Option<string?>(name) : new Option<string?>(name, alias);
        option.Description = description;
        option.Recursive = true;
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
