using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scew.Protocol;

namespace Scew.Client.Till;

/// <summary>
/// A till's receipts: CSV with the header <c>time,merchant,invoice,customer,pence</c>, UTF-8, no quotes. Rows keep the file's order. Either every row is
/// well formed or the file is refused with the first bad line: half an import is worse than none.
/// </summary>
public sealed class TillFile
{
    /// <summary>The first line.</summary>
    public const string Header = "time,merchant,invoice,customer,pence";

    /// <summary>Most rows of one file.</summary>
    public const int MaxRows = 1_000_000;

    /// <summary>Most pence of one receipt, either way.</summary>
    public const long MaxPence = 1_000_000_000_000;

    private TillFile(ImmutableArray<TillRow> rows, Digest hash)
    {
        Rows = rows;
        Hash = hash;
    }

    /// <summary>The rows in the file's order.</summary>
    public ImmutableArray<TillRow> Rows { get; }

    /// <summary>SHA-256 of the file's bytes: what an import journal is tied to.</summary>
    public Digest Hash { get; }

    /// <summary>Reads a file's bytes; exactly one of file and fault is not null.</summary>
    public static (TillFile? File, TillFault? Fault) Parse(byte[] bytes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return (null, new TillFault(0, "the file is not UTF-8"));
        }
        var rows = ImmutableArray.CreateBuilder<TillRow>();
        var line = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            line++;
            var content = text.AsSpan()[range].TrimEnd('\r');
            if (line == 1)
            {
                if (!content.TrimStart('\uFEFF').SequenceEqual(Header))
                {
                    return (null, new TillFault(1, "the first line is not " + Header));
                }
                continue;
            }
            if (content.IsEmpty)
            {
                continue;
            }
            var (row, reason) = ParseRow(line, content);
            if (row is null || rows.Count == MaxRows)
            {
                return (null, new TillFault(line, reason ?? "more rows than " + MaxRows.ToString(CultureInfo.InvariantCulture)));
            }
            rows.Add(row);
        }
        return rows.Count == 0
            ? (null, new TillFault(line, "the file has no rows"))
            : (new TillFile(rows.ToImmutable(), new Digest(SHA256.HashData(bytes))), null);
    }

    private static (TillRow? Row, string? Reason) ParseRow(int line, ReadOnlySpan<char> content)
    {
        Span<Range> fields = stackalloc Range[6];
        if (content.Split(fields, ',') != 5)
        {
            return (null, "a row has five fields");
        }
        if (!DateTimeOffset.TryParseExact(
            content[fields[0]], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return (null, "the time is not of the form 2010-12-01T08:26:00Z");
        }
        if (!IsName(content[fields[1]]) || !IsName(content[fields[2]]) || !IsName(content[fields[3]]))
        {
            return (null, "merchant, invoice and customer are 1 to 32 letters, digits, '-' or '_'");
        }
        if (!long.TryParse(content[fields[4]], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pence)
            || pence is > MaxPence or < -MaxPence)
        {
            return (null, "pence is not a whole number in range");
        }
        var row = new TillRow(
            line, time.ToUnixTimeMilliseconds(), new string(content[fields[1]]), new string(content[fields[2]]), new string(content[fields[3]]), pence);
        return (row, null);
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }
        return text.Length is >= 1 and <= 32;
    }
}
