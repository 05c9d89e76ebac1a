using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Scew.Machines.Language;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>Reads one line of a step file from left to right. The first fault sticks; what is read after it is not used.</summary>
internal sealed class StepLineReader(string line)
{
    private int _at;
    private int _depth;

    public string? Fault { get; private set; }

    public bool IsAtEnd
    {
        get
        {
            Blank();
            return _at >= line.Length;
        }
    }

    public void Fail(string message) => Fault ??= $"column {_at + 1}: {message}";

    public bool TakeWord(string word)
    {
        Blank();
        if (Fault is not null || string.CompareOrdinal(line, _at, word, 0, word.Length) != 0 || (_at + word.Length < line.Length && IsName(line[_at + word.Length])))
        {
            return false;
        }
        _at += word.Length;
        return true;
    }

    public bool TakeSymbol(char symbol)
    {
        Blank();
        if (Fault is not null || _at >= line.Length || line[_at] != symbol)
        {
            return false;
        }
        _at++;
        return true;
    }

    public void Expect(string word)
    {
        if (!TakeWord(word))
        {
            Fail($"'{word}' is needed here");
        }
    }

    public void ExpectSymbol(string symbol)
    {
        Blank();
        if (Fault is null && string.CompareOrdinal(line, _at, symbol, 0, symbol.Length) == 0)
        {
            _at += symbol.Length;
        }
        else
        {
            Fail($"'{symbol}' is needed here");
        }
    }

    public void ExpectEnd()
    {
        Blank();
        if (_at < line.Length)
        {
            Fail("the line does not end where it could");
        }
    }

    public string Word(string what)
    {
        Blank();
        var start = _at;
        while (_at < line.Length && IsName(line[_at]))
        {
            _at++;
        }
        if (!IdRules.IsName(line.AsSpan(start, _at - start)))
        {
            _at = start;
            Fail($"{what} is needed here");
            return "_";
        }
        return line[start.._at];
    }

    /// <summary>A refusal's code, such as <c>guard-refused</c>.</summary>
    public string Code() => Run(static c => char.IsAsciiLetterLower(c) || c == '-', "the code of a refusal");

    public string? OptionalText()
    {
        Blank();
        return _at < line.Length && line[_at] == '"' ? Text() : null;
    }

    public string QuotedText()
    {
        if (OptionalText() is { } text)
        {
            return text;
        }
        Fail("a text is needed here");
        return string.Empty;
    }

    public long Count()
    {
        Blank();
        return long.TryParse(Run(char.IsAsciiDigit, "a number"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : FailNumber();
    }

    public Account Account()
    {
        ExpectSymbol("@");
        var name = Run(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_', "the name of an account");
        if (!CheckCast.TryFind(name, out var account))
        {
            Fail($"there is no account '{name}'; accounts are @anna, @ben, @carla, @dora, @emil, @member1 to @member4, @asset, @other, or @ and 43 characters");
        }
        return account;
    }

    public long Time()
    {
        if (TakeWord("unix"))
        {
            ExpectSymbol("(");
            var ms = Count();
            ExpectSymbol(")");
            return ms;
        }
        var text = Run(static c => char.IsAsciiDigit(c) || c is '-' or ':' or '.' or 'T' or 'Z', "a time");
        if (DateTimeOffset.TryParseExact(
            text, [StepValueWriter.DateFormat, StepValueWriter.DateMsFormat], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch)
        {
            return time.ToUnixTimeMilliseconds();
        }
        Fail("a time such as 2027-01-15T08:00:00Z is needed here");
        return 0;
    }

    public MachineValue Value()
    {
        Blank();
        if (Fault is not null || _at >= line.Length || _depth >= MachineValue.MaxDepth)
        {
            Fail(_depth >= MachineValue.MaxDepth ? $"lists, maps and records lie at most {MachineValue.MaxDepth - 1} deep in each other" : "a value is needed here");
            return MachineValue.None.Value;
        }
        _depth++;
        var value = line[_at] switch
        {
            '"' => new MachineValue.Text(Text()),
            '@' => new MachineValue.AccountRef(Account()),
            '[' => List(),
            '{' => Map(),
            '(' => Record(),
            '0' when _at + 1 < line.Length && line[_at + 1] == 'x' => Bytes(),
            '-' or (>= '0' and <= '9') => IsDate() ? new MachineValue.Time(Time()) : Number(),
            _ => Named(),
        };
        _depth--;
        return value;
    }

    private bool IsDate() => _at + 4 < line.Length && line[_at + 4] == '-' && char.IsAsciiDigit(line[_at + 3]);

    private MachineValue Named()
    {
        if (line.AsSpan(_at).StartsWith("unix(", StringComparison.Ordinal))
        {
            return new MachineValue.Time(Time());
        }
        return Word("a value") switch
        {
            "true" => new MachineValue.Bool(true),
            "false" => new MachineValue.Bool(false),
            "none" => MachineValue.None.Value,
            var name => new MachineValue.Choice(name),
        };
    }

    private MachineValue Number()
    {
        var sign = TakeSymbol('-') ? "-" : string.Empty;
        if (!long.TryParse(sign + Run(char.IsAsciiDigit, "a number"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            FailNumber();
        }
        foreach (var (unit, length) in Words.Units)
        {
            if (TakeWord(unit))
            {
                if (Int128.Abs((Int128)number * length) > MachineDurations.MaxMs)
                {
                    FailNumber();
                    return MachineValue.None.Value;
                }
                return new MachineValue.Duration(number * length);
            }
        }
        return new MachineValue.Int(number);
    }

    private MachineValue.Bytes Bytes()
    {
        _at += 2;
        var start = _at;
        while (_at < line.Length && char.IsAsciiHexDigitLower(line[_at]))
        {
            _at++;
        }
        if ((_at - start) % 2 != 0)
        {
            Fail("bytes have two digits each");
        }
        return new MachineValue.Bytes(line[start.._at]);
    }

    private MachineValue.List List()
    {
        var items = ImmutableArray.CreateBuilder<MachineValue>();
        Items('[', "]", () => items.Add(Value()), () => items.Count);
        return new MachineValue.List(items.ToImmutable());
    }

    private MachineValue.Map Map()
    {
        var pairs = ImmutableArray.CreateBuilder<KeyValuePair<MachineValue, MachineValue>>();
        Items('{', "}", () =>
        {
            var key = Value();
            ExpectSymbol(":");
            if (Fault is null && !MachineValue.Follows(pairs.Count == 0 ? null : pairs[^1].Key, key))
            {
                Fail("the keys of a map are distinct and in order");
            }
            pairs.Add(KeyValuePair.Create(key, Value()));
        }, () => pairs.Count);
        return new MachineValue.Map(pairs.ToImmutable());
    }

    private MachineValue.Record Record()
    {
        var fields = new SortedDictionary<string, MachineValue>(StringComparer.Ordinal);
        Items('(', ")", () =>
        {
            var name = Word("the name of a field");
            ExpectSymbol(":");
            if (!fields.TryAdd(name, Value()))
            {
                Fail($"the field '{name}' stands here twice");
            }
        }, () => fields.Count);
        return new MachineValue.Record([.. fields]);
    }

    private void Items(char open, string close, Action item, Func<int> count)
    {
        TakeSymbol(open);
        if (TakeSymbol(close[0]))
        {
            return;
        }
        do
        {
            item();
            if (count() > MachineValue.MaxItems)
            {
                Fail($"at most {MachineValue.MaxItems} items stand together");
            }
        }
        while (Fault is null && TakeSymbol(','));
        ExpectSymbol(close);
    }

    private string Text()
    {
        var text = new StringBuilder();
        for (_at++; _at < line.Length && line[_at] != '"'; _at++)
        {
            if (line[_at] != '\\')
            {
                text.Append(line[_at]);
            }
            else if (_at + 1 < line.Length && line[_at + 1] is '"' or '\\')
            {
                text.Append(line[++_at]);
            }
            else if (_at + 5 < line.Length && line[_at + 1] == 'u' && ushort.TryParse(line.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                text.Append((char)code);
                _at += 5;
            }
            else
            {
                Fail("a backslash stands before \", \\ or u and four digits");
                return string.Empty;
            }
        }
        ExpectSymbol("\"");
        return text.ToString();
    }

    private string Run(Func<char, bool> belongs, string what)
    {
        Blank();
        var start = _at;
        while (_at < line.Length && belongs(line[_at]))
        {
            _at++;
        }
        if (_at == start)
        {
            Fail($"{what} is needed here");
        }
        return line[start.._at];
    }

    private long FailNumber()
    {
        Fail("this number is too large");
        return 0;
    }

    private void Blank()
    {
        while (_at < line.Length && line[_at] is ' ' or '\t')
        {
            _at++;
        }
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
