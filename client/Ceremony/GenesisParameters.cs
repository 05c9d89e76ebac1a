using System.Globalization;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>The parameters of a new group: the defaults, but for what was set.</summary>
internal static class GenesisParameters
{
    private static readonly Dictionary<string, Func<GroupParameters, long, GroupParameters>> Setters = new(StringComparer.Ordinal)
    {
        ["advanceTimerMs"] = static (all, value) => all with { AdvanceTimerMs = (int)value },
        ["driftMs"] = static (all, value) => all with { DriftMs = (int)value },
        ["leaderTimerMs"] = static (all, value) => all with { LeaderTimerMs = (int)value },
        ["maxBlockBytes"] = static (all, value) => all with { MaxBlockBytes = (int)value },
        ["maxBlockCost"] = static (all, value) => all with { MaxBlockCost = (int)value },
        ["maxBlockRequests"] = static (all, value) => all with { MaxBlockRequests = (int)value },
        ["newAccountsPerBlock"] = static (all, value) => all with { NewAccountsPerBlock = (int)value },
        ["newRegistersPerBlock"] = static (all, value) => all with { NewRegistersPerBlock = (int)value },
        ["poolRequests"] = static (all, value) => all with { PoolRequests = (int)value },
        ["severalSignersWindowMs"] = static (all, value) => all with { SeveralSignersWindowMs = value },
        ["windowMs"] = static (all, value) => all with { WindowMs = value },
    };

    /// <summary>The names, for a view of a document.</summary>
    public static IEnumerable<string> Names => Setters.Keys;

    /// <summary>Each text is NAME=VALUE.</summary>
    public static GroupParameters Changed(IEnumerable<string> texts)
    {
        var parameters = GroupParameters.Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                throw CliFault.Usage($"'{PlainText.Clean(text)}' is no parameter", "--set NAME=VALUE, the value a whole number; times are milliseconds");
            }
            if (!Setters.TryGetValue(parts[0], out var set))
            {
                var near = Suggestion.For(parts[0], Setters.Keys);
                throw CliFault.Usage($"there is no parameter '{PlainText.Clean(parts[0])}'", near is null ? "one of " + string.Join(", ", Setters.Keys) : $"did you mean '{near}'?");
            }
            if (!seen.Add(parts[0]))
            {
                throw CliFault.Usage($"the parameter '{parts[0]}' is set twice", "leave one of them out");
            }
            parameters = value <= int.MaxValue || parts[0].EndsWith("indowMs", StringComparison.Ordinal) ? set(parameters, value) : throw CliFault.Usage($"the parameter {parts[0]} is out of its range");
        }
        return parameters;
    }
}
