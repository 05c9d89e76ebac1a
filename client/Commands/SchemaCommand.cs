using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.Reference;

namespace Scew.Cli.Commands;

/// <summary><c>schema COMMAND</c>: the JSON Schema of what a command puts under <c>data</c>, and of the envelope around it.</summary>
internal static class SchemaCommand
{
    private const string Envelope = "envelope";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Verb Build()
    {
        var command = new Argument<string[]>("COMMAND") { Description = "a command, such as wallet show; or envelope, for what is around the data", Arity = ArgumentArity.OneOrMore };
        return new Verb("schema", "the JSON Schema of a command's data; members are added, never changed or taken away", (call, _) => Task.FromResult(Show(string.Join(' ', call.Value(command)))), command);
    }

    private static CommandOutput Show(string command)
    {
        var schema = command == Envelope ? EnvelopeSchema() : Shapes.Of(command) is { } shape ? Shapes.Schema(command, shape)
            : throw CliFault.NotFound($"there is no command '{PlainText.Clean(command)}'", Suggestion.Before("scew --help", command, Shapes.Commands));
        return new CommandOutput(schema, schema.ToJsonString(Indented) + "\n") { Ids = [schema["$id"]!.ToString()] };
    }

    private static JsonObject EnvelopeSchema()
    {
        static JsonObject Of(string type) => new() { ["type"] = type };
        var error = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["code"] = Of("string"),
                ["message"] = Of("string"),
                ["hint"] = new JsonObject { ["type"] = new JsonArray("string", "null") },
                ["doc"] = Of("string"),
                ["retryable"] = Of("boolean"),
                ["details"] = Of("object"),
            },
            ["required"] = new JsonArray("code", "message", "hint", "doc", "retryable", "details"),
        };
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = "urn:scew:schema:1:envelope",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["const"] = 1 },
                ["ok"] = Of("boolean"),
                ["command"] = Of("string"),
                ["data"] = new JsonObject(),
                ["warnings"] = new JsonObject { ["type"] = "array", ["items"] = Of("string") },
                ["next"] = new JsonObject { ["type"] = "array", ["items"] = Of("string") },
                ["error"] = error,
            },
            ["required"] = new JsonArray("schema", "ok", "command"),
        };
    }
}
