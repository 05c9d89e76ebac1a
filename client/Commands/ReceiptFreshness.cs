using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Receipts;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>receipt verify --fresh</c>: the receipt, and that the merchants of today stand by it.</summary>
internal static class ReceiptFreshness
{
    public static async Task<CommandOutput> RunAsync(Call call, string path, byte[] bytes, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        await session.Client.FollowAsync(cancellation);
        var (receipt, reason) = session.Client.Verifier.Verify(bytes);
        if (receipt is null)
        {
            throw ReceiptCommands.Refused(reason);
        }
        var anchor = await session.Client.AnchorAsync(receipt, cancellation);
        if (!anchor.IsAnchored)
        {
            throw Fault(anchor, path);
        }
        var output = ReceiptViews.Of(receipt, session.Client.Eras, path);
        var data = output.Data.DeepClone().AsObject();
        data["fresh"] = new JsonObject
        {
            ["epoch"] = session.Client.Present.Epoch,
            ["underHeight"] = anchor.Under!.Height,
            ["confirmedBy"] = new JsonArray([.. anchor.Confirmed.Select(static name => (JsonNode)name)]),
        };
        return output with
        {
            Data = data,
            Text = output.Text + CommandOutput.Facts(
                ("its block", $"part of the history that merchants of epoch {session.Client.Present.Epoch} attest at height {anchor.Under.Height}"),
                ("its results", $"shown today by {string.Join(", ", anchor.Confirmed)} ({anchor.Needed} are needed: one of them is honest)")),
            Warnings = [],
            Next = [],
        };
    }

    private static CliFault Fault(ReceiptAnchor anchor, string path) => anchor switch
    {
        { IsContradicted: true } => new CliFault(Codes.VerificationFailed, anchor.Conflict.IsEmpty ? ExitCodes.VerificationFailed : ExitCodes.EvidenceFound, "the merchants of today prove that the receipt is false")
        {
            Why = anchor.Reason,
            Unchanged = "nothing in the file can be relied on",
            Next = "scew evidence list",
        },
        { IsPruned: true } => new CliFault(Codes.Pruned, ExitCodes.NotFound, "the merchants that were asked keep blocks of that height no more")
        {
            Why = anchor.Reason,
            Unchanged = "what the file proves offline stays as it is",
            Next = $"scew receipt verify {path}",
        },
        _ => new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "the merchants of today do not confirm the receipt")
        {
            Why = anchor.Reason,
            Unchanged = "what the file proves offline stays as it is",
            Next = "scew status, and again when more merchants answer",
            Retryable = true,
        },
    };
}
