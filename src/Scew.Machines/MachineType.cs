using System.Text;
using Scew.Protocol.Codec;
using Scew.Protocol.Requests;

namespace Scew.Machines;

/// <summary>Kinds of declared values; the numbers are the tags of <see cref="MachineValues.Encode"/>: append only, 6 means "none" there.</summary>
public enum MachineTypeKind : byte
{
    /// <summary>A signed 64-bit integer.</summary>
    Int = 1,

    /// <summary>UTF-8 text of a bounded length.</summary>
    Text = 2,

    /// <summary>True or false.</summary>
    Bool = 3,

    /// <summary>An account.</summary>
    Account = 4,

    /// <summary>Unix time in milliseconds, 0 to 2^53-1.</summary>
    Time = 5,

    /// <summary>An integer from 0 to 2^63-1; its value is encoded as an integer.</summary>
    Amount = 7,
}

/// <summary>The type of a declared value or input: <c>text(80)</c>, <c>amount</c>, <c>time?</c>.</summary>
public sealed record MachineType(MachineTypeKind Kind, int MaxBytes = 0, bool Optional = false)
{
    /// <summary>Most UTF-8 bytes of any text.</summary>
    public const int MaxTextBytes = 1024;

    /// <summary>A signed 64-bit integer.</summary>
    public static MachineType Int { get; } = new(MachineTypeKind.Int);

    /// <summary>An integer from 0 to 2^63-1.</summary>
    public static MachineType Amount { get; } = new(MachineTypeKind.Amount);

    /// <summary>True or false.</summary>
    public static MachineType Bool { get; } = new(MachineTypeKind.Bool);

    /// <summary>An account.</summary>
    public static MachineType Account { get; } = new(MachineTypeKind.Account);

    /// <summary>Unix time in milliseconds.</summary>
    public static MachineType Time { get; } = new(MachineTypeKind.Time);

    /// <summary>The same type, or no value.</summary>
    public MachineType OrNone => this with { Optional = true };

    /// <summary>Most bytes that an encoded value takes, its tag included.</summary>
    public int MaxEncodedBytes => Kind switch
    {
        MachineTypeKind.Text => 5 + MaxBytes,
        MachineTypeKind.Account => 33,
        _ => 9,
    };

    /// <summary>Text of at most <paramref name="maxBytes"/> UTF-8 bytes (1 to 1,024).</summary>
    public static MachineType Text(int maxBytes) => new(MachineTypeKind.Text, maxBytes);

    /// <summary>Why <paramref name="value"/> is not of this type, or null when it is.</summary>
    public string? Refuse(MachineValue value) => (Kind, value) switch
    {
        (_, MachineValue.None) => Optional ? null : $"a value of type {this} is needed",
        (MachineTypeKind.Int, MachineValue.Int) => null,
        (MachineTypeKind.Amount, MachineValue.Int amount) => amount.Value >= 0 ? null : "an amount is not negative",
        (MachineTypeKind.Bool, MachineValue.Bool) => null,
        (MachineTypeKind.Account, MachineValue.AccountRef) => null,
        (MachineTypeKind.Time, MachineValue.Time time) => time.UnixMs is >= 0 and <= CodecReader.MaxCounter ? null : "a time is within 0 to 2^53-1",
        (MachineTypeKind.Text, MachineValue.Text text) => RefuseText(text.Value),
        _ => $"a value of type {this} is needed",
    };

    /// <summary>As machine texts write it.</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            MachineTypeKind.Int => "int",
            MachineTypeKind.Text => $"text({MaxBytes})",
            MachineTypeKind.Bool => "bool",
            MachineTypeKind.Account => "account",
            MachineTypeKind.Time => "time",
            _ => "amount",
        };
        return Optional ? name + "?" : name;
    }

    private string? RefuseText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return "the text holds half a surrogate pair";
            }
        }
        return Encoding.UTF8.GetByteCount(text) <= MaxBytes ? null : $"the text has more than {MaxBytes} bytes";
    }
}
