using System.Collections.Immutable;
using System.Globalization;
using Scew.Machines.Language.Syntax;

namespace Scew.Machines;

/// <summary>Numbers, durations and texts that stand in a text: what its guards tell apart lies beside them, so whoever explores a machine tries these first.</summary>
public sealed record MachineConstants(ImmutableArray<long> Numbers, ImmutableArray<long> DurationsMs, ImmutableArray<string> Texts)
{
    /// <summary>None.</summary>
    public static MachineConstants None { get; } = new([], [], []);

    internal static MachineConstants Of(ImmutableArray<Token> tokens)
    {
        var numbers = new SortedSet<long>();
        var durations = new SortedSet<long>();
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Kind == TokenKind.Number && long.TryParse(tokens[i].Word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var unit = i + 1 < tokens.Length ? Array.Find(Words.Units, one => tokens[i + 1].Is(one.Unit)) : default;
                if (unit.Unit is null)
                {
                    numbers.Add(number);
                }
                else if (number <= (1L << 53) / unit.Ms)
                {
                    durations.Add(number * unit.Ms);
                }
            }
            else if (tokens[i].Kind == TokenKind.Text && i > 0 && !tokens[i - 1].Is("else"))
            {
                texts.Add(tokens[i].Word);
            }
        }
        return new MachineConstants([.. numbers], [.. durations], [.. texts]);
    }
}
