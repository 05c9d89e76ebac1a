using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Scew.Machines.Language;

namespace Scew.Machines.Tests.Language;

/// <summary>
/// Every message about a wrong text has an example. <c>Faults.txt</c> holds texts, each with the faults that are found in it; <c>SCEW_REGENERATE_FAULTS=1</c> writes these anew. In a text
/// <c>\u{202E}</c> stands for a character that nobody would see.
/// </summary>
public sealed partial class FaultExamplesTests
{
    private const string Begin = "### ";
    private const string Found = ">>> ";

    private static readonly Machine Old = MachineText.Compile("machine Old\nvalue y: int = 1, many: list(int, 250)\nstates Start, Here\ntransition create: Start -> Here\n").Machine!;

    private static readonly Machine Deep = Enumerable.Range(0, Machine.MaxMigrationDepth).Aggregate(
        Old, static (older, i) => MachineText.Compile($"machine M{i}\nstates Start, Here\ntransition create: Start -> Here\nmigrate from \"{older.Name}\": Here -> Here\n", _ => older).Machine!);

    /// <summary>Texts too long for a file that people read.</summary>
    private static readonly string[] Long =
    [
        Text("value x: int", "effect x := " + Repeat("1 + ", 60) + "1"),
        Text("value x: int", "effect x := " + Repeat("(", 60) + "1" + Repeat(")", 60)),
        Text("value x: int", "effect x := 1" + Repeat(".a", 60)),
        Text("value x: bool", "effect x := " + Repeat(Repeat("(true or ", 8) + Repeat("true and ", 8) + "true" + Repeat(")", 8) + " or ", 8) + Repeat("(not (true = ", 20) + Repeat("(1 + ", 3) + "1"),
        Text("value x: bool", "effect x := " + Repeat("(" + Repeat("true and ", 20), 10) + "true" + Repeat(")", 10)),
        Text("value x: bool", "effect x := " + Repeat("((", 0) + Nested(8)),
        Text("value l: list(int, 256)", "effect l := [" + Repeat("1, ", 256) + "1]"),
        Text("value l: int = 1", "by " + Repeat("owner or ", 20) + "owner"),
        Text("enum E: " + Numbered("A", 65), "guard true"),
        Text("record R: " + Numbered("a", 17, ": int"), "guard true"),
        Text("value " + Numbered("a", 65, ": int = 1"), "guard true"),
        Text("value x: int = 1\n" + Repeat("invariant x = 1\n", 33), "guard true"),
        Text("value x: int = 1\n" + Repeat("property never Here after Start\n", 65), "guard true"),
        Text("value x: int = 1", "guard true\n" + string.Concat(Enumerable.Range(0, 64).Select(static i => $"transition t{i}: Here -> Here\n"))),
        Text("value x: int = 1", string.Concat(Enumerable.Range(0, 17).Select(static i => $"migrate from \"m{i}\": Here -> Here\n"))),
        Text("value x: int = 1", Repeat("pay 1 from purse to purse\n", 9)),
        $"machine M\nstates {Numbered("S", 65)}\ntransition create: S0 -> S1\n",
        $"machine M\nstates Start, Here\ntransition create: Start -> Here ({Numbered("i", 33, ": int")})\n",
        "machine M\nstates Start, Here\n" + Repeat("# 0123456789\n", 3000),
        Text("record A: " + Numbered("a", 16, ": int") + "\nrecord B: " + Numbered("b", 16, ": A") + "\nvalue x: B", "guard true"),
        Text("value l: list(int, 250), until: time?", "guard true\ntransition late: Here -> Here\n  automatic when now >= if all a in l: a > 0 then until else none\n"),
        Text("value until: time?", "guard true\n" + string.Concat(Enumerable.Range(0, 17).Select(static i => $"transition t{i}: Here -> Here\n  automatic when now >= until\n"))),
        Text("value l: list(account, 256)\nmovable by any of (where a in l: all b in l: a = b or b = a)", "guard true"),
        Text("value x: int = 1\nmigrate from \"deep\": Here -> Here", "guard true"),
        Text("movable by owner\nmovable by owner\nvalue x: int = 1", "guard true"),
        Text("value l: list(int, 250) = []\nmigrate from \"old\": Here -> Here\n  effect l := each a in old.many: count b in old.many: a = b", "guard true"),
    ];

    [Fact]
    public void TextsAndTheirFaultsAreAsWritten()
    {
        var path = Path.Combine(Folder(), "Faults.txt");
        var written = File.ReadAllText(path);
        var fresh = new StringBuilder();
        foreach (var text in Examples(written))
        {
            fresh.Append(Begin).Append('\n').Append(text).Append('\n');
            var faults = Faults(text);
            Assert.True(faults.Length > 0, "no fault in:\n" + text);
            foreach (var fault in faults)
            {
                fresh.Append(Found).Append(CultureInfo.InvariantCulture, $"{fault}").Append(fault.Text.Length == 0 ? "\n" : $" [{Visible(fault.Text)}]\n");
            }
        }
        if (Environment.GetEnvironmentVariable("SCEW_REGENERATE_FAULTS") == "1")
        {
            File.WriteAllText(path, fresh.ToString());
            return;
        }
        Assert.Equal(written, fresh.ToString());
    }

    [Fact]
    public void EveryMessageHasAnExample()
    {
        var messages = Examples(File.ReadAllText(Path.Combine(Folder(), "Faults.txt"))).SelectMany(Faults).Concat(Long.SelectMany(Faults)).Select(static fault => fault.Message).ToHashSet();
        var patterns = Sources().SelectMany(Messages).Distinct().ToArray();
        Assert.True(patterns.Length > 100, $"{patterns.Length} messages found in the sources");
        var without = patterns.Where(pattern => !messages.Any(message => Regex.IsMatch(message, pattern))).Order(StringComparer.Ordinal);
        Assert.True(!without.Any(), "messages without an example:\n" + string.Join('\n', without));
    }

    [Fact]
    public void EveryFaultStandsWhereItsTextStands()
    {
        foreach (var text in Examples(File.ReadAllText(Path.Combine(Folder(), "Faults.txt"))).Concat(Long))
        {
            var real = Real(text);
            foreach (var fault in Faults(text).Where(static fault => fault.Place.Start > 0))
            {
                Assert.Equal(fault.Place.Line, 1 + real.AsSpan(0, fault.Place.Start).Count('\n'));
                Assert.Equal(fault.Place.Column, fault.Place.Start - real.LastIndexOf('\n', fault.Place.Start - 1));
                Assert.True(fault.Place.Start + fault.Place.Length <= real.Length, fault.ToString());
            }
        }
    }

    private static MachineFault[] Faults(string text)
    {
        var compiled = MachineText.Compile(Real(text), static name => name == "old" ? Old : name == "deep" ? Deep : null);
        return [.. compiled.Faults];
    }

    private static IEnumerable<string> Examples(string written) => written.Split(Begin + "\n", StringSplitOptions.RemoveEmptyEntries)
        .Select(static one => string.Join('\n', one.TrimEnd('\n').Split('\n').Where(static line => !line.StartsWith(Found, StringComparison.Ordinal))));

    private static string Real(string text) => Escape().Replace(text, static match => ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static string Visible(string text) => string.Concat(text.Select(static c => c < ' ' || c > '\x7e' ? $"\\u{{{(int)c:X4}}}" : c.ToString()));

    private static string Text(string part, string clause) => $"machine M\n{part}\nstates Start, Here\ntransition create: Start -> Here\n{clause}\n";

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Numbered(string name, int count, string after = "") => string.Join(", ", Enumerable.Range(0, count).Select(i => $"{name}{i}{after}"));

    /// <summary>Rows within rows, each short enough, all together too high.</summary>
    private static string Nested(int levels) => levels == 0 ? "true" : $"({Nested(levels - 1)}{Repeat(" and true", 30)})";

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(Folder(), "../../../src/Scew.Machines/Language"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllText);

    /// <summary>The messages of all calls of Fail in a source, holes as wildcards. Which argument is the message hangs on whose Fail it is.</summary>
    private static IEnumerable<string> Messages(string source)
    {
        foreach (Match call in Call().Matches(source))
        {
            if (call.Groups[1].Value == "frame.")
            {
                // A step's own fault, not the text's.
                continue;
            }
            var arguments = Arguments(source, call.Index + call.Length);
            var at = call.Groups[1].Length > 0 || source.Contains("class Lexer", StringComparison.Ordinal) ? 2 : 1;
            if (at < arguments.Count)
            {
                foreach (Match literal in Literal().Matches(arguments[at]))
                {
                    // A hole may hold texts of its own, which are no messages, and what follows it begins with a comma.
                    if (literal.Groups[1].Value is var text && text.Trim().Contains(' ', StringComparison.Ordinal) && !text.StartsWith(','))
                    {
                        yield return Pattern(text);
                    }
                }
            }
        }
    }

    private static string Pattern(string literal)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < literal.Length; i++)
        {
            if (literal[i] == '{')
            {
                pattern.Append(".*");
                i = literal.IndexOf('}', i) is var end and >= 0 ? end : literal.Length;
            }
            else if (literal[i] != '\\' || literal[i - 1] == '\\')
            {
                pattern.Append(Regex.Escape(literal[i].ToString()));
            }
        }
        return pattern.ToString();
    }

    private static List<string> Arguments(string source, int at)
    {
        var arguments = new List<string>();
        var (depth, begin, inText) = (0, at, false);
        for (; depth >= 0 && at < source.Length; at++)
        {
            if (source[at] == '"' && source[at - 1] != '\\')
            {
                inText = !inText;
            }
            else if (!inText)
            {
                depth += source[at] is '(' or '[' or '{' ? 1 : source[at] is ')' or ']' or '}' ? -1 : 0;
                if (depth < 0 || (depth == 0 && source[at] == ','))
                {
                    arguments.Add(source[begin..at]);
                    begin = at + 1;
                }
            }
        }
        return arguments;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"\\u\{([0-9A-F]+)\}")]
    private static partial Regex Escape();

    [GeneratedRegex(@"(?<![A-Za-z])((?:[A-Za-z_]+\.)*)Fail\((?!Expression at|int start|Token at|Place place|string message)")]
    private static partial Regex Call();

    [GeneratedRegex(@"\$?""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Literal();
}
