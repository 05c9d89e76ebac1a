using System.CommandLine;
using Scew.Cli.Completions;
using Scew.Cli.Output;
using Scew.Cli.State;

namespace Scew.Cli.Grammar;

/// <summary>One run of one command: what was typed, where state lies, where to write.</summary>
internal sealed class Call(ParseResult parsed, GlobalOptions options, Printer printer, TextReader stdin, bool isInteractive)
{
    private ScewHome? _home;

    public Printer Printer { get; } = printer;

    public TextReader Stdin { get; } = stdin;

    /// <summary>Somebody sits at a terminal and can be asked.</summary>
    public bool IsInteractive => isInteractive;

    public GlobalOptions Options => options;

    public ScewHome Home => _home ??= ScewHome.Resolve(Value(options.Home));

    public ProfileStore Profiles => new(Home);

    public Profile Profile => Profiles.Resolve(Value(options.Profile));

    /// <summary>Names that files of this machine know, of the profile that the command would use, if there is one.</summary>
    public LocalNames Names => NamesOf(null);

    /// <summary>As <see cref="Names"/>, of another profile.</summary>
    public LocalNames NamesOf(string? profile) => new(Home, Profiles.TryResolve(profile ?? Value(options.Profile)));

    /// <summary>When the outcome of a request counts as unknown.</summary>
    public TimeSpan Timeout => GlobalOptions.TimeoutOf(parsed.GetValue(options.Timeout)).Value;

    /// <summary>Nobody is asked to confirm.</summary>
    public bool Yes => parsed.GetValue(Acting.Yes);

    /// <summary>Passphrases of keys come from the system's keyring.</summary>
    public bool UsesKeyring => parsed.GetValue(Acting.Keyring);

    /// <summary>What would be signed and sent is shown, and nothing is.</summary>
    public bool IsDryRun => parsed.GetValue(Acting.DryRun);

    /// <summary>The options of every command that were typed here and not among <paramref name="words"/>, for a command that this one runs.</summary>
    public IEnumerable<string> Inherited(IReadOnlyCollection<string> words) => options.All
        .Where(option => Has(option) && !words.Any(word => word == option.Name || option.Aliases.Contains(word) || word.StartsWith(option.Name + "=", StringComparison.Ordinal)))
        .SelectMany(option => parsed.GetResult(option)!.Tokens.Select(static token => token.Value).Prepend(option.Name));

    public T Value<T>(Argument<T> argument) => DashedIds.Unmarked(parsed.GetRequiredValue(argument));

    /// <summary>True when the option was typed, with or without a value.</summary>
    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    public T? Value<T>(Option<T> option) => DashedIds.Unmarked(parsed.GetValue(option));
}
