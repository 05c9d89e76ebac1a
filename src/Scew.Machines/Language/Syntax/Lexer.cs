using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scew.Machines.Language.Syntax;

/// <summary>
/// Splits a text into words. Outside texts and comments only ASCII is taken, so a letter that looks like another cannot be a different name; inside, no character that
/// is invisible or turns the direction of writing.
/// </summary>
internal sealed class Lexer(string text)
{
    private const string LookAlikes = "аaеeоoрpсcхxуyіiАAВBЕEКKМMНHОOРPСCТTХXοoΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";

    private static readonly string[] Symbols = [":=", "->", "!=", "<=", ">=", "??", "=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ":", ".", "?"];

    private readonly List<Token> _tokens = [];
    private readonly List<string> _comments = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _newLines;
    private bool _blankLine;

    /// <summary>What was wrong; the rest is not read.</summary>
    public MachineFault? Fault { get; private set; }

    /// <summary>All words and one of kind end; what was read before a fault otherwise.</summary>
    public ImmutableArray<Token> Read()
    {
        while (Fault is null && Skip())
        {
            ReadToken();
        }
        if (Fault is null)
        {
            Add(TokenKind.End, string.Empty, _at);
        }
        return [.. _tokens];
    }

    private Place PlaceAt(int start, int length) => new(_line, start - _lineStart + 1, start, length);

    private void Fail(int start, int length, string message, string? right = null)
    {
        length = Math.Min(length, text.Length - start);
        Fault ??= new MachineFault(PlaceAt(start, length), MachineFault.Cut(text.Substring(start, length)), message, right);
    }

    private void Add(TokenKind kind, string word, int start)
    {
        _tokens.Add(new Token(kind, word, PlaceAt(start, _at - start)) { Comments = [.. _comments], BlankLineBefore = _blankLine || _newLines > 1 });
        _comments.Clear();
        _newLines = 0;
        _blankLine = false;
    }

    /// <summary>Blanks, line ends and comments; false at the end.</summary>
    private bool Skip()
    {
        while (_at < text.Length && Fault is null)
        {
            var c = text[_at];
            if (c == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
                _newLines++;
            }
            else if (c is ' ' or '\t' || IsLineEnd(_at))
            {
                _at++;
            }
            else if (c == '#')
            {
                ReadComment();
            }
            else
            {
                return true;
            }
        }
        return false;
    }

    private void ReadComment()
    {
        var start = _at;
        while (_at < text.Length && text[_at] != '\n' && RequireVisible())
        {
            _at++;
        }
        var comment = text[start.._at].TrimEnd();
        if (_newLines == 0 && _tokens.Count > 0)
        {
            _tokens[^1] = _tokens[^1] with { Behind = comment };
            return;
        }
        _comments.Add(comment);
        _blankLine |= _newLines > 1;
        _newLines = 0;
    }

    private void ReadToken()
    {
        var start = _at;
        var c = text[_at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] == '_'))
            {
                _at++;
            }
            if (_at < text.Length && text[_at] > '\x7f')
            {
                FailForeign();
                return;
            }
            Add(TokenKind.Name, text[start.._at], start);
            if (_at - start > 64)
            {
                Fail(start, _at - start, "a name has at most 64 characters");
            }
        }
        else if (char.IsAsciiDigit(c))
        {
            while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                _at++;
            }
            Add(TokenKind.Number, text[start.._at], start);
        }
        else if (c == '"')
        {
            ReadText();
        }
        else
        {
            ReadSymbol();
        }
    }

    private void ReadSymbol()
    {
        var start = _at;
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                Add(TokenKind.Symbol, symbol, start);
                return;
            }
        }
        FailForeign();
    }

    /// <summary>Backslash escapes the quotation mark and itself; a text ends on its line.</summary>
    private void ReadText()
    {
        var start = _at++;
        var content = new StringBuilder();
        while (Fault is null)
        {
            if (_at >= text.Length || text[_at] is '\n' or '\r')
            {
                Fail(start, _at - start, "this text does not end on its line", "close it with \"");
                return;
            }
            if (text[_at] == '"')
            {
                break;
            }
            if (text[_at] == '\\')
            {
                _at++;
                if (_at >= text.Length || text[_at] is not ('"' or '\\'))
                {
                    Fail(_at - 1, 2, "a backslash stands before \" or \\ only", "write \\\\ for one backslash");
                    return;
                }
            }
            else if (!RequireVisible())
            {
                return;
            }
            content.Append(text[_at++]);
        }
        _at++;
        Add(TokenKind.Text, content.ToString(), start);
    }

    /// <summary>Refuses characters inside texts and comments that nobody sees, or that change how the line reads.</summary>
    private bool RequireVisible()
    {
        // The second half of a pair was looked at with the first; a text with a lone half was refused before.
        if (text[_at] == '\t' || IsLineEnd(_at) || char.IsLowSurrogate(text[_at]) || !InvisibleCharacters.Contains(CodePoint(_at)))
        {
            return true;
        }
        Fail(_at, Width(_at), $"the character {Code(_at)} is invisible, or changes how the line reads", "remove it");
        return false;
    }

    /// <summary>A carriage return only before the line feed: elsewhere it would hide the beginning of its line.</summary>
    private bool IsLineEnd(int at) => text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n';

    private int Width(int at) => at + 1 < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1;

    private void FailForeign()
    {
        var c = text[_at];
        var twin = LookAlikes.IndexOf(c, StringComparison.Ordinal);
        var shown = text.Substring(_at, Width(_at));
        var name = c > ' ' && c < '\x7f' ? $"'{c}'" : InvisibleCharacters.Contains(CodePoint(_at)) ? Code(_at) : $"'{shown}' ({Code(_at)})";
        var right = twin >= 0 && twin % 2 == 0 ? $"it looks like the letter '{LookAlikes[twin + 1]}', which is another one" : "names are letters a to z, digits and _; texts stand in \"";
        Fail(_at, shown.Length, $"{name} has no meaning here", right);
    }

    private int CodePoint(int at) => Width(at) == 2 ? char.ConvertToUtf32(text, at) : text[at];

    private string Code(int at) => string.Create(CultureInfo.InvariantCulture, $"U+{CodePoint(at):X4}");
}
