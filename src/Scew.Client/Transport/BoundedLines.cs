using System.Text;

namespace Scew.Client.Transport;

/// <summary>Lines of a stream that may never send a line end: a merchant must not choose our memory use.</summary>
internal sealed class BoundedLines(TextReader reader, int maxChars)
{
    private readonly char[] _buffer = new char[4096];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _filled;
    private bool _afterReturn;

    /// <summary>The next line, ended by CR, LF, both or the stream's end; null at the end. A longer line throws <see cref="InvalidDataException"/>.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_at == _filled)
            {
                _at = 0;
                _filled = await reader.ReadAsync(_buffer, cancellation);
                if (_filled == 0)
                {
                    return _line.Length > 0 ? Take() : null;
                }
            }
            if (_afterReturn && _buffer[_at] == '\n')
            {
                _at++;
                _afterReturn = false;
                continue;
            }
            _afterReturn = false;
            var rest = _buffer.AsSpan(_at, _filled - _at);
            var end = rest.IndexOfAny('\r', '\n');
            var part = end < 0 ? rest : rest[..end];
            if (_line.Length + part.Length > maxChars)
            {
                throw new InvalidDataException("a line is longer than any that a merchant sends");
            }
            _line.Append(part);
            _at += part.Length;
            if (end >= 0)
            {
                _afterReturn = rest[end] == '\r';
                _at++;
                return Take();
            }
        }
    }

    private string Take()
    {
        var line = _line.ToString();
        _line.Clear();
        return line;
    }
}
