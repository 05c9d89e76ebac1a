using System.Text.Json.Nodes;

namespace Scew.Cli.Output;

/// <summary>
/// A command that cannot give its result. At most four lines reach the user: what failed, why, what is unchanged, what to do next.
/// </summary>
internal sealed class CliFault(string code, int exitCode, string what) : Exception(what)
{
    /// <summary>A stable code of the registry.</summary>
    public string Code { get; } = code;

    /// <summary>The process' exit code.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Why it failed.</summary>
    public string? Why { get; init; }

    /// <summary>What stayed as it was.</summary>
    public string? Unchanged { get; init; }

    /// <summary>What the command found all the same; stands on stdout, in scripts in <see cref="Details"/>.</summary>
    public string? Result { get; init; }

    /// <summary>A command to paste, or an act.</summary>
    public string? Next { get; init; }

    /// <summary>The same command may succeed later.</summary>
    public bool Retryable { get; init; }

    /// <summary>Members for scripts.</summary>
    public JsonObject? Details { get; init; }

    public static CliFault Usage(string what, string? next = null) => new("usage", ExitCodes.Usage, what) { Next = next, Unchanged = "nothing was sent" };

    public static CliFault NotFound(string what, string? next = null) => new("not-found", ExitCodes.NotFound, what) { Next = next };
}
