using System.Text;
using Scew.Cli.Completions;
using Scew.Cli.Output;

namespace Scew.Cli.Shell;

/// <summary>
/// Text as somebody pastes it from the documentation: several lines, <c>;</c> between commands, comments behind <c>#</c>, a backslash or an open quote that goes on in the next line, a prompt
/// or the name of the program in front.
/// </summary>
internal static class ScriptText
{
    private static readonly string[] Programs = ["$ ", "> ", "scew> ", "dotnet run --project client -- ", "scew "];

    /// <summary>True when more lines belong to it: an open quote, or a backslash at its end.</summary>
    public static bool IsOpen(string text)
    {
        _ = Cut(text, out var isOpen);
        return isOpen;
    }

    /// <summary>The commands in their order; throws a usage fault where something is none.</summary>
    public static IReadOnlyList<Statement> Read(string text) => [.. Cut(text, out _).Select(Parse).OfType<Statement>()];

    private static List<string> Cut(string text, out bool isOpen)
    {
        var (parts, part, quote) = (new List<string>(), new StringBuilder(), '\0');
        isOpen = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'')
            {
                if (i + 1 == text.Length || text[i + 1] == '\n')
                {
                    isOpen = i + 1 == text.Length || i + 2 == text.Length;
                    part.Append(' ');
                    i++;
                    continue;
                }
                part.Append(c).Append(text[++i]);
                continue;
            }
            if (quote == '\0' ? c is '\'' or '"' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
            }
            if (quote == '\0' && c == '#' && (i == 0 || char.IsWhiteSpace(text[i - 1])))
            {
                i = text.IndexOf('\n', i) is var end and >= 0 ? end : text.Length;
                c = '\n';
            }
            if (quote == '\0' && (c is ';' or '\n'))
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }
            part.Append(c);
        }
        isOpen |= quote != '\0';
        parts.Add(part.ToString());
        return parts;
    }

    private static Statement? Parse(string part)
    {
        var text = WithoutProgram(part.Trim());
        if (text.Length == 0)
        {
            return null;
        }
        var words = CommandLine.Split(text, out _);
        string? input = null;
        var pipe = words.IndexOf("|");
        if (pipe > 1 && words[0] == "echo")
        {
            input = string.Join(' ', words[1..pipe]) + "\n";
            words = words[(pipe + 1)..];
            if (words.Count > 0 && words[0] == "scew")
            {
                words = words[1..];
            }
        }
        if (words.Find(static word => word is "|" or ">" or ">>" or "<" or "&&" or "||" or "&") is { } foreign)
        {
            throw CliFault.Usage($"'{foreign}' is for your system's shell", "run that line there; here only commands of scew run, and echo TEXT | before one");
        }
        return words.Count == 0 ? null : new Statement(words, input, text);
    }

    private static string WithoutProgram(string text)
    {
        foreach (var program in Programs)
        {
            text = text.StartsWith(program, StringComparison.Ordinal) ? text[program.Length..].TrimStart() : text;
        }
        return text;
    }
}
