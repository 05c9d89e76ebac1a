using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scew.Cli.Output;

/// <summary>The one place that writes: results to stdout, every other byte to stderr.</summary>
internal sealed class Printer(TextWriter stdout, TextWriter stderr, OutputSettings settings)
{
    private readonly Painter _painter = new(settings, ReferenceEquals(stderr, Console.Error) && !Console.IsErrorRedirected);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Out => stdout;

    public TextWriter Error => stderr;

    public OutputSettings Settings => settings;

    public Painter Painter => _painter;

    private bool Scripted => settings.Format is OutputFormat.Json or OutputFormat.Ndjson;

    /// <summary>A line of progress or advice.</summary>
    public void Note(string line)
    {
        if (!settings.Quiet)
        {
            stderr.WriteLine(line.StartsWith(Marks.Prod, StringComparison.Ordinal) ? _painter.Bad(Marks.Prod) + PlainText.Clean(line[Marks.Prod.Length..]) : PlainText.Clean(line));
        }
    }

    /// <summary>A line that stands even with <c>--quiet</c>.</summary>
    public void Warning(string line) => stderr.WriteLine(_painter.Doubtful("warning:") + " " + PlainText.Clean(line));

    /// <summary>A line for <c>-v</c>.</summary>
    public void Detail(string line)
    {
        if (settings.Verbose && !settings.Quiet)
        {
            stderr.WriteLine(PlainText.Clean(line));
        }
    }

    /// <summary>One object of a stream, at once.</summary>
    public void StreamItem(JsonObject item, string text)
    {
        try
        {
            stdout.WriteLine(Scripted ? item.ToJsonString(Json) : PlainText.Clean(text));
            stdout.Flush();
        }
        catch (IOException closed)
        {
            // As a fault of its own: a reader of a stream would take it for a cut of the network and go on for ever.
            throw new CliFault("storage", ExitCodes.Storage, "the output cannot be written") { Why = closed.Message, Next = "run the same command with another output" };
        }
    }

    public int Success(string command, CommandOutput output)
    {
        if (!output.Streamed)
        {
            WriteResult(command, output);
        }
        if (!Scripted)
        {
            foreach (var warning in output.Warnings)
            {
                Warning(warning);
            }
            if (!settings.Quiet && settings.Format == OutputFormat.Table && output.Next.Count > 0)
            {
                stderr.WriteLine("next: " + string.Join("\n      ", output.Next.Select(PlainText.Clean)));
            }
        }
        return output.ExitCode;
    }

    public int Failure(string command, CliFault fault)
    {
        if (Scripted)
        {
            var error = new JsonObject
            {
                ["code"] = fault.Code,
                ["message"] = fault.Why is null ? fault.Message : fault.Message + ": " + fault.Why,
                ["hint"] = fault.Next,
                ["doc"] = "scew doc exit-codes",
                ["retryable"] = fault.Retryable,
                ["details"] = fault.Details?.DeepClone() ?? new JsonObject(),
            };
            stdout.WriteLine(new JsonObject { ["schema"] = 1, ["ok"] = false, ["command"] = command, ["error"] = error }.ToJsonString(Json));
            return fault.ExitCode;
        }
        if (fault.Result is not null && settings.Format == OutputFormat.Table)
        {
            stdout.Write(PlainText.CleanLines(fault.Result));
        }
        stderr.WriteLine($"{_painter.Bad("error:")} {PlainText.Clean(fault.Message)} [{PlainText.Clean(fault.Code)}]");
        if (fault.Why is not null)
        {
            stderr.WriteLine("  why: " + PlainText.Clean(fault.Why));
        }
        if (fault.Unchanged is not null)
        {
            stderr.WriteLine("  unchanged: " + PlainText.Clean(fault.Unchanged));
        }
        stderr.WriteLine($"  next: {PlainText.Clean(fault.Next ?? "scew doc exit-codes")} (exit code {fault.ExitCode})");
        return fault.ExitCode;
    }

    private void WriteResult(string command, CommandOutput output)
    {
        switch (settings.Format)
        {
            case OutputFormat.Json:
                var envelope = new JsonObject
                {
                    ["schema"] = 1,
                    ["ok"] = true,
                    ["command"] = command,
                    ["data"] = Select(output.Data),
                    ["warnings"] = Strings(output.Warnings),
                    ["next"] = Strings(output.Next),
                };
                stdout.WriteLine(envelope.ToJsonString(Json));
                break;
            case OutputFormat.Ndjson:
                foreach (var item in output.Data is JsonArray array ? array : [output.Data.DeepClone()])
                {
                    stdout.WriteLine(Select(item!)!.ToJsonString(Json));
                }
                break;
            case OutputFormat.Id:
                foreach (var id in output.Ids)
                {
                    stdout.WriteLine(PlainText.Clean(id));
                }
                break;
            default:
                stdout.Write(settings.Fields.Count > 0 ? FieldsAsText(output.Data) : PlainText.CleanLines(output.Text));
                break;
        }
    }

    private string FieldsAsText(JsonNode data)
    {
        var table = new TableView([.. settings.Fields]) { IsWhole = true };
        foreach (var item in data is JsonArray array ? array.OfType<JsonObject>() : [(JsonObject)data])
        {
            table.Row([.. settings.Fields.Select(field => item[field]?.ToString() ?? "")]);
        }
        return table.Render();
    }

    private JsonNode? Select(JsonNode data)
    {
        if (settings.Fields.Count == 0)
        {
            return data.DeepClone();
        }
        return data switch
        {
            JsonArray array => new JsonArray([.. array.Select(item => item is null ? null : Select(item))]),
            JsonObject item => new JsonObject(settings.Fields.Where(item.ContainsKey).Select(field => KeyValuePair.Create(field, item[field]?.DeepClone()))),
            _ => data.DeepClone(),
        };
    }

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
