using System.Text.Json.Nodes;
using Scew.Client.Eras;
using Scew.Protocol.Api;

namespace Scew.Cli.Output;

/// <summary>Turns what a command did not expect into four lines without a stack trace.</summary>
internal static class Failures
{
    /// <summary>The command did what it was asked; only its result could not be written.</summary>
    public static CliFault Unprinted(CommandOutput output, IOException failure) => new("storage", ExitCodes.Storage, "the command succeeded, but its result could not be written")
    {
        Why = failure.Message,
        Unchanged = "what was done stays done; do not repeat it",
        Next = output.Data is JsonObject data && data["requestId"] is { } request ? $"scew request show {request}" : "run the same command with another output",
    };

    public static CliFault Explain(Exception failure) => failure switch
    {
        GroupForkException fork => new CliFault(Codes.EvidenceFound, ExitCodes.EvidenceFound, "the group has split: one epoch ended in two ways, and a quorum signed each")
        {
            Why = fork.Message,
            Unchanged = "the handovers that were known stay; the other one is kept beside them as handover-fork-*.json. Nothing that either side shows is believed",
            Next = "show both files to merchants that you trust, and ask which group is theirs",
        },
        UnauthorizedAccessException => new CliFault("no-access", ExitCodes.Storage, "a file or folder cannot be used") { Why = failure.Message, Next = "check its owner and permissions" },
        IOException => new CliFault("storage", ExitCodes.Storage, "a file cannot be read or written") { Why = failure.Message, Next = "check the path, the disk and its free space" },
        HttpRequestException or TimeoutException => new CliFault("unavailable", ExitCodes.Unavailable, "no merchant answers") { Why = failure.Message, Next = "scew status", Retryable = true },
        _ => new CliFault("internal", ExitCodes.General, "the console has a defect") { Why = failure.Message, Next = "run again with --debug and report what it prints" },
    };
}
