using System.Text.Json.Nodes;

namespace Scew.Cli.Reference;

/// <summary>The shapes of shapes.txt and the words of words.txt, both embedded.</summary>
internal static class Shapes
{
    private static readonly Dictionary<string, string> Lines = Resource("shapes.txt");
    private static readonly Dictionary<string, string> Words = Resource("words.txt");

    /// <summary>Commands that have a shape, in order.</summary>
    public static IEnumerable<string> Commands => Lines.Keys.Where(static name => name[0] != ':').Order(StringComparer.Ordinal);

    /// <summary>The shape of a command's data, or null.</summary>
    public static Shape? Of(string command) => Lines.TryGetValue(command, out var line) ? new ShapeReader(line, Named).Read() : null;

    /// <summary>What a member of a noun means, or null.</summary>
    public static string? Meaning(string noun, string member) => Words.GetValueOrDefault($"{noun}.{member}") ?? Words.GetValueOrDefault(member);

    /// <summary>What a noun is, or null.</summary>
    public static string? Meaning(string noun) => Words.GetValueOrDefault(noun);

    /// <summary>A JSON Schema (2020-12) of a command's data.</summary>
    public static JsonObject Schema(string command, Shape shape)
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:scew:schema:1:{command.Replace(' ', ':')}",
            ["title"] = $"data of scew {command}",
        };
        foreach (var (name, value) in Part(command.Split(' ')[0], shape))
        {
            schema[name] = value?.DeepClone();
        }
        return schema;
    }

    private static Shape Named(string name) => new ShapeReader(Lines[':' + name], Named).Read();

    private static JsonObject Part(string noun, Shape shape)
    {
        switch (shape)
        {
            case Shape.Scalar scalar:
                return new JsonObject { ["type"] = scalar.Type };
            case Shape.List list:
                return new JsonObject { ["type"] = "array", ["items"] = Part(noun, list.Item) };
            case Shape.Either either:
                return new JsonObject { ["anyOf"] = new JsonArray([.. either.Forms.Select(form => (JsonNode)Part(noun, form))]) };
            case Shape.Members members:
                var properties = new JsonObject();
                foreach (var member in members.Items)
                {
                    var property = Part(noun, member.Shape);
                    if (member.IsOptional && property["type"] is { } type)
                    {
                        property["type"] = new JsonArray(type.DeepClone(), "null");
                    }
                    if (Meaning(noun, member.Name) is { } meaning)
                    {
                        property["description"] = meaning;
                    }
                    properties[member.Name] = property;
                }
                return new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = properties,
                    ["required"] = new JsonArray([.. members.Items.Where(static member => !member.IsOptional).Select(static member => (JsonNode)member.Name)]),
                };
            default:
                return [];
        }
    }

    private static Dictionary<string, string> Resource(string name)
    {
        using var stream = typeof(Shapes).Assembly.GetManifestResourceStream("Scew.Cli.Reference." + name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                var equals = line.IndexOf('=', StringComparison.Ordinal);
                lines.Add(line[..equals].Trim(), line[(equals + 1)..].Trim());
            }
        }
        return lines;
    }
}
