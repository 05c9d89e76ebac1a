using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Scew.Cli.Output;
using Scew.Machines;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Cli.Commands;

/// <summary>Values of machines as people write and read them; types come from the machine.</summary>
internal static class AssetValues
{
    private static readonly (string Unit, long Ms)[] Units = [("ms", 1), ("s", 1000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000)];

    /// <summary>
    /// A day, which begins at midnight UTC, or a moment that says from where it counts. Nothing that people of two countries read as two days: it is signed.
    /// </summary>
    private static readonly string[] TimeForms =
        ["yyyy-MM-dd", .. new[] { "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF" }.SelectMany(static form => new[] { form + "'Z'", form + "zzz" })];

    /// <summary><c>NAME=VALUE</c> settings as inputs of a transition.</summary>
    public static ImmutableSortedDictionary<string, MachineValue> Inputs(Transition transition, string[] settings, Func<Account> own)
    {
        var inputs = ImmutableSortedDictionary.CreateBuilder<string, MachineValue>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? setting[..equals] : setting;
            var declared = equals > 0 ? transition.Input(name) : null;
            if (equals < 0 && transition.Input(setting) is { } alone)
            {
                throw CliFault.Usage($"'--set {setting}' has no value", $"--set {setting}={Example(alone.Type)}");
            }
            if (declared is null)
            {
                throw CliFault.Usage($"'{setting}' is no input of '{transition.Name}'", "inputs: " + string.Join(", ", transition.Inputs.Select(input => $"{input.Name}={input.Type}")));
            }
            if (inputs.ContainsKey(name))
            {
                throw CliFault.Usage($"'{name}' is set twice", $"one --set {name}={Example(declared.Type)}");
            }
            inputs[name] = Parse(declared, setting[(equals + 1)..], own);
        }
        var missing = transition.Inputs.Where(input => !inputs.ContainsKey(input.Name) && !input.Type.Optional).Select(input => $"--set {input.Name}={Example(input.Type)}").ToArray();
        return missing.Length == 0 ? inputs.ToImmutable() : throw CliFault.Usage($"'{transition.Name}' needs more inputs", string.Join(' ', missing));
    }

    /// <summary>One value: <c>2026-12-01</c>, <c>2026-12-01T12:00Z</c>, <c>14d</c>, <c>~</c> for the own account, JSON for lists, maps and records.</summary>
    public static MachineValue Parse(Declaration declared, string text, Func<Account> own)
    {
        MachineValue? value;
        try
        {
            value = declared.Type.Kind is MachineTypeKind.List or MachineTypeKind.Map or MachineTypeKind.Record && text is not "none"
                ? FromJson(declared.Type, JsonDocument.Parse(text).RootElement, own)
                : Plain(declared.Type, text, own);
        }
        catch (JsonException)
        {
            value = null;
        }
        var reason = value is null ? Rule(declared.Type) : declared.Type.Refuse(value);
        return value is not null && reason is null
            ? value
            : throw CliFault.Usage($"'{text}' is no {declared.Type} for '{declared.Name}'{(reason is null ? string.Empty : ": " + reason)}", $"--set {declared.Name}={Example(declared.Type)}");
    }

    /// <summary>A value for people.</summary>
    public static string Text(MachineValue value) => value switch
    {
        MachineValue.Int number => number.Value.ToString(CultureInfo.InvariantCulture),
        MachineValue.Text text => text.Value,
        MachineValue.Bool flag => flag.Value ? "true" : "false",
        MachineValue.AccountRef account => account.Value.ToString(),
        MachineValue.Time time => ReceiptViews.Time(time.UnixMs),
        MachineValue.Duration duration => Duration(duration.Ms),
        MachineValue.Bytes bytes => bytes.Hex,
        MachineValue.Choice choice => choice.Case,
        MachineValue.List list => $"[{string.Join(", ", list.Items.Select(Text))}]",
        MachineValue.Map map => $"{{{string.Join(", ", map.Pairs.Select(static pair => $"{Text(pair.Key)}: {Text(pair.Value)}"))}}}",
        MachineValue.Record record => $"({string.Join(", ", record.Fields.Select(static one => $"{one.Key}: {Text(one.Value)}"))})",
        _ => "none",
    };

    private static MachineValue? Plain(MachineType type, string text, Func<Account> own) => type.Kind switch
    {
        _ when type.Optional && text == "none" => MachineValue.None.Value,
        MachineTypeKind.Int or MachineTypeKind.Amount => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? new MachineValue.Int(number) : null,
        MachineTypeKind.Bool => bool.TryParse(text, out var flag) ? new MachineValue.Bool(flag) : null,
        MachineTypeKind.Account => text == "~" ? new MachineValue.AccountRef(own()) : Account.TryParse(text, out var account) ? new MachineValue.AccountRef(account) : null,
        MachineTypeKind.Time => DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new MachineValue.Time(time.ToUnixTimeMilliseconds())
            : null,
        MachineTypeKind.Duration => Milliseconds(text) is { } ms ? new MachineValue.Duration(ms) : null,
        MachineTypeKind.Bytes => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? new MachineValue.Bytes(text.ToLowerInvariant()) : null,
        MachineTypeKind.Choice => new MachineValue.Choice(text),
        MachineTypeKind.Asset or MachineTypeKind.Wallet => new MachineValue.Text(text.StartsWith("~/", StringComparison.Ordinal) ? $"{IdRules.OwnPrefix(own())}:{text[2..]}" : text),
        MachineTypeKind.Text => new MachineValue.Text(text),
        _ => null,
    };

    private static MachineValue? FromJson(MachineType type, JsonElement json, Func<Account> own)
    {
        switch (type.Kind)
        {
            case MachineTypeKind.List when json.ValueKind == JsonValueKind.Array:
                var items = json.EnumerateArray().Select(item => FromJson(type.Element!, item, own)).ToImmutableArray();
                return items.Any(static item => item is null) ? null : new MachineValue.List([.. items.Select(static item => item!)]);
            case MachineTypeKind.Map when json.ValueKind == JsonValueKind.Object:
                var pairs = json.EnumerateObject().Select(pair => (Key: Plain(type.Key!, pair.Name, own), Value: FromJson(type.Element!, pair.Value, own))).ToList();
                if (pairs.Exists(static pair => pair.Key is null || pair.Value is null))
                {
                    return null;
                }
                pairs.Sort(static (left, right) => MachineValue.Compare(left.Key!, right.Key!));
                return new MachineValue.Map([.. pairs.Select(static pair => KeyValuePair.Create(pair.Key!, pair.Value!))]);
            case MachineTypeKind.Record when json.ValueKind == JsonValueKind.Object:
                var fields = type.Fields.Select(one => (one.Name, Value: json.TryGetProperty(one.Name, out var found) ? FromJson(one.Type, found, own) : one.Type.Optional ? MachineValue.None.Value : null)).ToList();
                return fields.Exists(static one => one.Value is null) || json.EnumerateObject().Any(one => !type.Fields.Any(declared => declared.Name == one.Name))
                    ? null
                    : new MachineValue.Record([.. fields.OrderBy(static one => one.Name, StringComparer.Ordinal).Select(static one => KeyValuePair.Create(one.Name, one.Value!))]);
            default:
                return json.ValueKind switch
                {
                    JsonValueKind.Null => type.Optional ? MachineValue.None.Value : null,
                    JsonValueKind.String => Plain(type, json.GetString()!, own),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Plain(type, json.GetRawText(), own),
                    _ => null,
                };
        }
    }

    /// <summary>What is written where nothing could be read.</summary>
    private static string? Rule(MachineType type) => type.Kind switch
    {
        MachineTypeKind.Int or MachineTypeKind.Amount => "whole digits without separators, up to 9223372036854775807",
        MachineTypeKind.Bool => "true or false",
        MachineTypeKind.Account => "an account has 43 characters, ~ stands for your own",
        MachineTypeKind.Time => "year, month and day, for a time of day with Z or an offset behind it",
        MachineTypeKind.Duration => "a whole number and ms, s, min, h, d or w",
        MachineTypeKind.Bytes => "two hexadecimal digits a byte",
        MachineTypeKind.List => "a JSON array",
        MachineTypeKind.Map or MachineTypeKind.Record => "a JSON object",
        _ => null,
    };

    private static string Example(MachineType type) => type.Kind switch
    {
        MachineTypeKind.Time => "2026-12-01T12:00:00Z",
        MachineTypeKind.Duration => "14d",
        MachineTypeKind.Choice => string.Join('|', type.Cases),
        MachineTypeKind.Int or MachineTypeKind.Amount => "100",
        MachineTypeKind.Bool => "true|false",
        MachineTypeKind.Account => "ACCOUNT",
        MachineTypeKind.Asset or MachineTypeKind.Wallet => "ID",
        MachineTypeKind.Text => "TEXT",
        MachineTypeKind.Bytes => "HEX",
        MachineTypeKind.List => "'[...]'",
        MachineTypeKind.Map or MachineTypeKind.Record => "'{...}'",
        _ => type.ToString(),
    };

    private static long? Milliseconds(string text)
    {
        foreach (var (unit, ms) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && long.TryParse(text[..^unit.Length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
                && Int128.Abs((Int128)count * ms) < 1L << 53)
            {
                return count * ms;
            }
        }
        return null;
    }

    private static string Duration(long ms)
    {
        var (unit, size) = Units.Last(one => ms % one.Ms == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{ms / size}{unit}");
    }
}
