using System.Text.Json.Nodes;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Reads;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary>Turns the end of a read into a value or a fault.</summary>
internal static class Reading
{
    public static RegisterRead Require(ReadOutcome<RegisterRead> read, string what) => read.Value ?? throw Fault(read, what);

    public static CliFault Fault(ReadOutcome<RegisterRead> read, string what) => !read.Conflict.IsEmpty
        ? new CliFault(Codes.EvidenceFound, ExitCodes.EvidenceFound, $"{what}: the group has signed two histories")
        {
            Why = read.Reason,
            Unchanged = "nothing was sent; no value is shown, because nobody can say which history is the true one",
            Next = "scew evidence list",
            Details = new JsonObject
            {
                ["evidence"] = new JsonArray([.. read.Conflict.Select(piece => (JsonNode)new JsonObject
                {
                    ["id"] = piece.Id.ToString(),
                    ["member"] = piece.Accused,
                    ["description"] = piece.Description,
                    ["proof"] = Base64Url.Encode(piece.Bytes),
                })]),
            },
        }
        : read.Unverified
        ? new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"{what} cannot be read: no answer verifies") { Why = read.Reason, Next = "scew evidence list" }
        : new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"{what} cannot be read") { Why = read.Reason, Next = "scew status", Retryable = true };

    public static string[] Signers(GroupSession session, RegisterRead read) =>
        [.. read.Proof.Certified.Signatures.Select(signature => session.Client.NameOf(signature.Signer))];

    /// <summary>How many others were found to know the same history; fewer than asked is no error, as they may be away or behind.</summary>
    public static string Witnesses(ReadOutcome<RegisterRead> read) => $"{read.Witnesses} of {GroupSession.Witnesses} other merchants know the same state";
}
