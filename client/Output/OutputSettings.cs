namespace Scew.Cli.Output;

/// <summary>How <c>stdout</c> is written.</summary>
internal enum OutputFormat
{
    Table,
    Json,
    Ndjson,
    Id,
}

/// <summary>The options that every command takes.</summary>
internal sealed record OutputSettings
{
    public OutputFormat Format { get; init; }

    public IReadOnlyList<string> Fields { get; init; } = [];

    public bool Quiet { get; init; }

    public bool Verbose { get; init; }

    public bool Debug { get; init; }

    public bool NoProgress { get; init; }

    public bool Plain { get; init; }

    public string Color { get; init; } = "auto";
}
