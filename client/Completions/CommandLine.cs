using System.Text;

namespace Scew.Cli.Completions;

/// <summary>Cuts a line into words as a shell does: blanks part them, quotes and backslashes keep them.</summary>
internal static class CommandLine
{
    /// <summary>The words; the last one is empty where the line ends with a blank. An open quote ends with the line; <paramref name="isOpen"/> tells.</summary>
    public static List<string> Split(string line, out bool isOpen)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, any) = ('\0', false);
        isOpen = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (any)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    any = false;
                }
                continue;
            }
            any = true;
            if (quote == '\0' ? c is '\'' or '"' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
            }
            else if (c == '\\' && quote != '\'')
            {
                isOpen = ++i == line.Length;
                word.Append(isOpen ? "" : line[i]);
            }
            else
            {
                word.Append(c);
            }
        }
        isOpen |= quote != '\0';
        words.Add(word.ToString());
        return words;
    }
}
