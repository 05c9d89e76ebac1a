using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Scew.Silo.Hosting;

/// <summary>Compares a configuration's JSON with the members that a type has.</summary>
internal static class ConfigMembers
{
    /// <summary>Adds a sentence for every member that is unknown, outdated, missing or of another kind; <paramref name="at"/> is what stands before names of nested members.</summary>
    public static void Check(JsonElement json, JsonTypeInfo type, string at, IReadOnlyDictionary<string, string> renamed, List<string> faults)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{(at.Length == 0 ? "it" : $"'{at.TrimEnd('.')}'")} has to be an object, {{ ... }}");
            return;
        }
        var members = type.Properties.Where(IsMember).ToDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
        var given = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in json.EnumerateObject())
        {
            if (!members.TryGetValue(one.Name, out var member))
            {
                faults.Add(Unknown(at, one.Name, members.Keys, renamed));
            }
            else if (!given.Add(one.Name))
            {
                faults.Add($"'{at}{member.Name}' stands there twice");
            }
            else
            {
                CheckValue(one.Value, member, at, renamed, faults);
            }
        }
        faults.AddRange(members.Values.Where(member => member.IsRequired && !given.Contains(member.Name)).Select(member => $"'{at}{member.Name}' is missing"));
    }

    // Computed properties have no way in.
    private static bool IsMember(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    private static string Unknown(string at, string name, IEnumerable<string> members, IReadOnlyDictionary<string, string> renamed)
    {
        // What a stranger's file says is shown as far as a name goes.
        var shown = new string([.. name.Where(static c => !char.IsControl(c)).Take(40)]);
        if (renamed.TryGetValue(at + name, out var now))
        {
            return $"'{at}{shown}' is not used any more: {now}";
        }
        var near = members.Select(member => (Name: member, Distance: Distance(name.ToLowerInvariant(), member.ToLowerInvariant()))).OrderBy(pair => pair.Distance).First();
        return near.Distance <= Math.Max(2, name.Length / 3) ? $"there is no member '{at}{shown}': did you mean '{at}{near.Name}'?" : $"there is no member '{at}{shown}'";
    }

    private static void CheckValue(JsonElement value, JsonPropertyInfo member, string at, IReadOnlyDictionary<string, string> renamed, List<string> faults)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (value.ValueKind == JsonValueKind.Null && !member.IsRequired && (type != member.PropertyType || (!type.IsValueType && member.IsSetNullable)))
        {
            return;
        }
        var info = member.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Object)
        {
            Check(value, info, $"{at}{member.Name}.", renamed, faults);
        }
        else if (Right(value, type) is { } right)
        {
            faults.Add($"'{at}{member.Name}' has to be {right}");
        }
    }

    // What would be right, where the value is not.
    private static string? Right(JsonElement value, Type type) => type switch
    {
        _ when type == typeof(string) => value.ValueKind == JsonValueKind.String ? null : "a text in quotes",
        _ when type == typeof(bool) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        _ when type == typeof(int) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : "a whole number",
        _ when type == typeof(long) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _) ? null : "a whole number",
        _ when type == typeof(double) => value.ValueKind == JsonValueKind.Number ? null : "a number",
        { IsEnum: true } => value.ValueKind == JsonValueKind.String && Enum.GetNames(type).Contains(value.GetString(), StringComparer.OrdinalIgnoreCase)
            ? null : "one of " + string.Join(", ", Enum.GetNames(type).Select(static name => name.ToLowerInvariant())),
        _ when type == typeof(string[]) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String) ? null : "a list of texts, [\"...\"]",
        _ when type == typeof(Dictionary<string, string>) => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(static one => one.Value.ValueKind == JsonValueKind.String)
            ? null : "an object of texts, { \"NAME\": \"...\" }",
        _ => null,
    };

    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                current[j] = Math.Min(previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1), Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.Length];
    }
}
