using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scew.Cli.Reference;

/// <summary>Where a value is not of its shape. A result that has a member which its shape does not name is wrong too: scripts would rely on it.</summary>
internal static class ShapeCheck
{
    public static IEnumerable<string> Faults(Shape shape, JsonNode? value, string path = "data") => shape switch
    {
        Shape.Any => [],
        Shape.Scalar scalar => Is(scalar.Type, value) ? [] : [$"{path} is no {scalar.Type}: {value?.ToJsonString() ?? "null"}"],
        Shape.List list => value is JsonArray array ? array.SelectMany((item, index) => Faults(list.Item, item, $"{path}[{index}]")) : [$"{path} is no list"],
        Shape.Either either => Nearest(either, value, path),
        Shape.Members members => value is JsonObject item ? Members(members, item, path) : [$"{path} is no object"],
        _ => [],
    };

    private static List<string> Nearest(Shape.Either either, JsonNode? value, string path) =>
        either.Forms.Select(form => Faults(form, value, path).ToList()).MinBy(static faults => faults.Count)!;

    private static IEnumerable<string> Members(Shape.Members members, JsonObject item, string path)
    {
        foreach (var member in members.Items)
        {
            if (item[member.Name] is not { } value)
            {
                if (!member.IsOptional)
                {
                    yield return $"{path}.{member.Name} is missing";
                }
                continue;
            }
            foreach (var fault in Faults(member.Shape, value, $"{path}.{member.Name}"))
            {
                yield return fault;
            }
        }
        foreach (var (name, _) in item.Where(one => !members.IsOpen && members.Items.All(member => member.Name != one.Key)))
        {
            yield return $"{path}.{name} is not in the shape";
        }
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().Contains('.', StringComparison.Ordinal),
        _ => false,
    };
}
