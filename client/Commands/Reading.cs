using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Reads;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary>Turns the end of a read into a value or a fault.</summary>
internal static class Reading
{
    public static RegisterRead Require(ReadOutcome<RegisterRead> read, string what) => read.Value ?? throw Fault(read, what);

    public static CliFault Fault(ReadOutcome<RegisterRead> read, string what) => read.Unverified
        ? new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, $"{what} cannot be read: no answer verifies") { Why = read.Reason, Next = "scew evidence list" }
        : new CliFault(Codes.Unavailable, ExitCodes.Unavailable, $"{what} cannot be read") { Why = read.Reason, Next = "scew status", Retryable = true };

    public static string[] Signers(GroupSession session, RegisterRead read) =>
        [.. read.Proof.Certified.Signatures.Select(signature => session.Client.NameOf(signature.Signer))];
}
