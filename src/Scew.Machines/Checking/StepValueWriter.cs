using System.Globalization;
using System.Text;
using Scew.Machines.Language.Syntax;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>Values as step files write them: near to how machine texts do, with accounts by their names in the cast and times as dates.</summary>
internal static class StepValueWriter
{
    public const string DateFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    public const string DateMsFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Format(MachineValue value) => value switch
    {
        MachineValue.Int number => Number(number.Value),
        MachineValue.Text text => Quoted(text.Value),
        MachineValue.Bool flag => flag.Value ? "true" : "false",
        MachineValue.AccountRef account => "@" + CheckCast.NameOf(account.Value),
        MachineValue.Time time => Time(time.UnixMs),
        MachineValue.Duration duration => Duration(duration.Ms),
        MachineValue.Bytes bytes => "0x" + bytes.Hex,
        MachineValue.Choice choice => choice.Case,
        MachineValue.List list => $"[{string.Join(", ", list.Items.Select(Format))}]",
        MachineValue.Map map => $"{{{string.Join(", ", map.Pairs.Select(static pair => $"{Format(pair.Key)}: {Format(pair.Value)}"))}}}",
        MachineValue.Record record => $"({string.Join(", ", record.Fields.Select(static field => $"{field.Key}: {Format(field.Value)}"))})",
        _ => "none",
    };

    /// <summary>A date, or <c>unix(N)</c> where there is none.</summary>
    public static string Time(long unixMs) => unixMs < 0 || unixMs > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? $"unix({Number(unixMs)})"
        : DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString(unixMs % 1000 == 0 ? DateFormat : DateMsFormat, CultureInfo.InvariantCulture);

    /// <summary>In quotation marks; what is not visible as its number.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text)
        {
            var hidden = char.IsControl(rune) || char.IsSurrogate(rune) || char.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            quoted.Append(rune switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when hidden => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)rune:x4}"),
                _ => rune.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>In the largest unit that it is a whole number of.</summary>
    private static string Duration(long ms)
    {
        var (unit, length) = ("ms", 1L);
        foreach (var (name, size) in Words.Units)
        {
            if (name.EndsWith('s') && ms % size == 0 && ms != 0)
            {
                (unit, length) = (name, size);
            }
        }
        return $"{Number(ms / length)} {unit}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
