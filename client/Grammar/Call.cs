using System.CommandLine;
using Scew.Cli.Output;
using Scew.Cli.State;

namespace Scew.Cli.Grammar;

/// <summary>One run of one command: what was typed, where state lies, where to write.</summary>
internal sealed class Call(ParseResult parsed, GlobalOptions options, Printer printer, TextReader stdin)
{
    private ScewHome? _home;

    public Printer Printer { get; } = printer;

    public TextReader Stdin { get; } = stdin;

    public ScewHome Home => _home ??= ScewHome.Resolve(Value(options.Home));

    public ProfileStore Profiles => new(Home);

    public Profile Profile => Profiles.Resolve(Value(options.Profile));

    /// <summary>When the outcome of a request counts as unknown.</summary>
    public TimeSpan Timeout => TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(options.Timeout), 1, 3600));

    public T Value<T>(Argument<T> argument) => DashedIds.Unmarked(parsed.GetRequiredValue(argument));

    /// <summary>True when the option was typed, with or without a value.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public T? Value<T>(Option<T> option) => DashedIds.Unmarked(parsed.GetValue(option));
}
