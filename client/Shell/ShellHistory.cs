using Scew.Cli.State;

namespace Scew.Cli.Shell;

/// <summary>What was typed, kept in the home. Lines about variables are not: they hold the very numbers that are encrypted. Nor are lines that begin with a blank.</summary>
internal sealed class ShellHistory
{
    private const int MaxLines = 1000;
    private readonly ScewHome _home;
    private readonly List<string> _lines;

    public ShellHistory(ScewHome home)
    {
        _home = home;
        _lines = File.Exists(home.History) ? [.. File.ReadLines(home.History).TakeLast(MaxLines)] : [];
    }

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string line)
    {
        if (line.Length == 0 || line[0] == ' ' || (_lines.Count > 0 && _lines[^1] == line))
        {
            return;
        }
        _lines.Add(line);
        if (line.Contains("variable", StringComparison.Ordinal) || line.Contains("echo", StringComparison.Ordinal))
        {
            return;
        }
        try
        {
            ScewHome.Make(_home.Root);
            File.AppendAllText(_home.History, line + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A history that cannot be kept must not end the session.
        }
    }
}
