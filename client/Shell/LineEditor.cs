using System.Text;

namespace Scew.Cli.Shell;

/// <summary>One line at a terminal: arrows, Home, End, history, Tab. Keys come from <paramref name="keys"/>; what is shown goes to <paramref name="screen"/>.</summary>
internal sealed class LineEditor(TextWriter screen, Func<ConsoleKeyInfo> keys, Func<string, IReadOnlyList<string>> complete, IReadOnlyList<string> history, Func<int> width)
{
    private readonly StringBuilder _text = new();
    private int _cursor;
    private int _shown;
    private string _begun = "";

    /// <summary>The line; null where input ends (Ctrl-D on an empty line). Ctrl-C gives an empty line.</summary>
    public string? Read(string prompt, int promptWidth)
    {
        _text.Clear();
        (_cursor, _shown) = (0, history.Count);
        while (true)
        {
            Show(prompt, promptWidth);
            var key = keys();
            var isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    screen.WriteLine();
                    return _text.ToString();
                case ConsoleKey.D when isControl && _text.Length == 0:
                    screen.WriteLine();
                    return null;
                case ConsoleKey.C when isControl:
                    screen.WriteLine("^C");
                    return "";
                case ConsoleKey.Tab:
                    Complete();
                    break;
                default:
                    Edit(key, isControl);
                    break;
            }
        }
    }

    private void Edit(ConsoleKeyInfo key, bool isControl)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow or ConsoleKey.B when key.Key == ConsoleKey.LeftArrow || isControl:
                _cursor = Math.Max(0, _cursor - 1);
                break;
            case ConsoleKey.RightArrow or ConsoleKey.F when key.Key == ConsoleKey.RightArrow || isControl:
                _cursor = Math.Min(_text.Length, _cursor + 1);
                break;
            case ConsoleKey.Home or ConsoleKey.A when key.Key == ConsoleKey.Home || isControl:
                _cursor = 0;
                break;
            case ConsoleKey.End or ConsoleKey.E when key.Key == ConsoleKey.End || isControl:
                _cursor = _text.Length;
                break;
            case ConsoleKey.K when isControl:
                _text.Length = _cursor;
                break;
            case ConsoleKey.U when isControl:
                _text.Remove(0, _cursor);
                _cursor = 0;
                break;
            case ConsoleKey.Backspace:
                if (_cursor > 0)
                {
                    _text.Remove(--_cursor, 1);
                }
                break;
            case ConsoleKey.Delete:
                if (_cursor < _text.Length)
                {
                    _text.Remove(_cursor, 1);
                }
                break;
            case ConsoleKey.UpArrow:
                Recall(_shown - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(_shown + 1);
                break;
            default:
                if (!char.IsControl(key.KeyChar))
                {
                    _text.Insert(_cursor++, key.KeyChar);
                }
                break;
        }
    }

    private void Recall(int index)
    {
        if (index < 0 || index > history.Count)
        {
            return;
        }
        _begun = _shown == history.Count ? _text.ToString() : _begun;
        _shown = index;
        _text.Clear().Append(index == history.Count ? _begun : history[index]);
        _cursor = _text.Length;
    }

    private void Complete()
    {
        var before = _text.ToString(0, _cursor);
        var candidates = complete(before);
        if (candidates.Count == 0)
        {
            return;
        }
        var typed = before.Length - (before.LastIndexOf(' ') + 1);
        var common = candidates.Aggregate(static (left, right) => left[..left.Zip(right).TakeWhile(static pair => pair.First == pair.Second).Count()]);
        var more = common.Length > typed ? common[typed..] : "";
        more += candidates.Count == 1 ? " " : "";
        _text.Insert(_cursor, more);
        _cursor += more.Length;
        if (more.Length == 0)
        {
            screen.WriteLine();
            screen.WriteLine(string.Join("  ", candidates));
        }
    }

    // A line that is longer than the screen is shown around the cursor: a wrapped one could not be written over.
    private void Show(string prompt, int promptWidth)
    {
        var room = Math.Max(8, width() - promptWidth - 1);
        var from = Math.Max(0, _cursor - room + 1);
        var seen = _text.ToString(from, Math.Min(room, _text.Length - from));
        screen.Write($"\r\u001b[K{prompt}{seen}\r\u001b[{promptWidth + _cursor - from}C");
        screen.Flush();
    }
}
