using System.Text.Json.Nodes;

namespace Scew.Cli.Output;

/// <summary>What a command answers: data for scripts, text for people, an id for pipes.</summary>
internal sealed record CommandOutput(JsonNode Data, string Text)
{
    /// <summary>What <c>-o id</c> prints, one a line.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Sentences for stderr and the envelope.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Commands that usually follow.</summary>
    public IReadOnlyList<string> Next { get; init; } = [];

    /// <summary>0, or 9 where evidence is the result.</summary>
    public int ExitCode { get; init; }

    /// <summary>The command printed its stream itself; nothing is left to print.</summary>
    public bool Streamed { get; init; }

    /// <summary>Label and value lines.</summary>
    public static string Facts(params (string Label, string Value)[] facts)
    {
        var table = new TableView("", "");
        foreach (var (label, value) in facts)
        {
            table.Row(label, value);
        }
        return table.Render();
    }
}
