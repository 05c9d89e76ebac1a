using System.Text.Json.Nodes;
using Scew.Cli.Commands;
using Scew.Cli.Output;
using Scew.Client.Submission;
using Scew.Client.Variables;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Cli.State;

/// <summary>What the library of encrypted variables could not do, as the console's faults with the command that helps.</summary>
internal static class VariableErrors
{
    public static CliFault Fault(VariableException failure, GroupSession session, SignedRequest? sent) => failure switch
    {
        { Read: { Conflict.IsEmpty: false } conflict } => Reading.Fault(conflict, failure.Subject ?? "the register"),
        // Another device was quicker: its decision is looked at first.
        { Done: { } done, Code: Codes.Stale, Receipt: null } => new CliFault(failure.Code, ExitCodes.Refused, failure.Message)
        {
            Why = done,
            Unchanged = "what the other device stored",
            Next = $"{failure.Advice}: scew variable get ID",
        },
        { Done: { } done } => HalfDone(failure.Code, ExitOf(failure.Code), failure.Message, done, (failure.Outcome as SubmitOutcome.Unknown)?.RequestId, failure.Advice),
        { Receipt: { } receipt } when receipt.Code == Codes.Stale => new CliFault(failure.Code, ExitCodes.Refused, "the variable changed meanwhile")
        {
            Why = failure.Message,
            Unchanged = "every balance, asset and variable",
            Next = $"{failure.Advice}: scew variable get ID",
            Retryable = true,
            Details = Refusals.Fault(receipt, session.Outbox.ReceiptPath(receipt.RequestId)).Details,
        },
        { Receipt: { } receipt } => Refusals.Fault(receipt, session.Outbox.ReceiptPath(receipt.RequestId)),
        { Outcome: SubmitOutcome.NotAccepted refused } => Submitting.NotAccepted(refused),
        { Outcome: SubmitOutcome.Unknown unknown } when sent is not null => Submitting.Unknown(sent, unknown.Reason, ExitCodes.OutcomeUnknown),
        { Read: { } read } => Reading.Fault(read, failure.Subject ?? "the register"),
        _ => new CliFault(failure.Code, ExitOf(failure.Code), failure.Message)
        {
            Unchanged = "every balance, asset and variable",
            Next = failure.Advice is { } advice ? $"{advice}: {NextOf(failure.Code)}" : NextOf(failure.Code),
        },
    };

    /// <summary>Names were taken away, or perhaps were, and the rest of a rekey is not done: the same command does it.</summary>
    public static CliFault HalfDone(string code, int exitCode, string message, string done, Digest? request, string? advice = null) => new(code, exitCode, message)
    {
        Why = done,
        Unchanged = "the value; its key, unless the next look shows another",
        Next = $"{advice ?? "run the same rekey again"}: scew variable rekey ID{(code is Codes.Overflow or Codes.CorruptRecord ? " --value N" : string.Empty)}",
        Retryable = true,
        Details = request is { } id ? new JsonObject { ["requestId"] = id.ToString() } : null,
    };

    private static int ExitOf(string code) =>
        code is Codes.UnknownVariable or Codes.UnknownKey ? ExitCodes.NotFound : (int)CodeRegistry.Get(code).ExitCode;

    private static string NextOf(string code) => code switch
    {
        Codes.UnknownVariable => "scew variable list --all",
        Codes.BadId or Codes.OutsidePrefix => "~/NAME",
        Codes.NotFound => "scew key publish",
        Codes.KeyLocked => "scew key import MASTER.json",
        Codes.NotPermitted => "scew variable take FILE",
        Codes.BadOperation => "scew variable rekey ID",
        Codes.NotOwner => "scew variable list --all",
        Codes.CorruptRecord => "scew key import MASTER.json, scew variable set ID N --overwrite, or scew variable rekey ID --value N",
        Codes.Overflow => "scew variable set ID N",
        Codes.Stale => "scew variable get ID",
        Codes.NoModules => "scew group show",
        _ => "scew variable --help",
    };
}
