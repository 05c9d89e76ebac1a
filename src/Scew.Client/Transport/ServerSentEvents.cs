using System.Runtime.CompilerServices;
using System.Text;

namespace Scew.Client.Transport;

/// <summary>Reads <c>text/event-stream</c>; comments (heartbeats) and unknown fields are skipped, an event without data is none.</summary>
public static class ServerSentEvents
{
    /// <summary>Most characters of one event; a merchant must not choose our memory use.</summary>
    public const int MaxEventChars = 256 * 1024;

    /// <summary>Events until the stream ends; a line or an event that is too large throws <see cref="InvalidDataException"/>.</summary>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var id = "";
        var data = new StringBuilder();
        var lines = new BoundedLines(reader, MaxEventChars);
        while (await lines.ReadAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                if (data.Length > 0)
                {
                    yield return new ServerSentEvent(id, data.ToString(0, data.Length - 1));
                    data.Clear();
                }
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(Value(line, 5)).Append('\n');
                if (data.Length > MaxEventChars)
                {
                    throw new InvalidDataException("an event is larger than any that a merchant sends");
                }
            }
            else if (line.StartsWith("id:", StringComparison.Ordinal))
            {
                id = new string(Value(line, 3));
            }
        }
    }

    private static ReadOnlySpan<char> Value(string line, int from) => line.Length > from && line[from] == ' ' ? line.AsSpan(from + 1) : line.AsSpan(from);
}
