namespace Scew.Storage;

/// <summary>Names of all crash points. A test holds this list against the calls in the source, in both directions.</summary>
internal static class CrashNames
{
    internal static readonly string[] All =
    [
        // The start: the lease, then what is read.
        "before-lease",
        "lease-before-commit",
        "lease-taken",
        "recovered-before-start",
        // A view: signatures, safety writes, messages.
        "before-proposal-sent",
        "after-proposal-sent",
        "after-sign-before-persist",
        "safety-before-commit",
        "after-commit-before-witness",
        "after-witness-before-send",
        "persisted-before-send",
        "before-vote-sent",
        "after-vote-sent",
        "after-certificate-sent",
        // Execution, attestation, flush.
        "module-answer",
        "after-execution",
        "attestation-signed-before-flush",
        "after-attestation-sent",
        "before-flush",
        "between-finalization-and-apply",
        "apply-before-commit",
        "apply-after-commit",
        "after-flush",
        "before-checkpoint",
        "after-checkpoint",
        // The copy after a failed write.
        "copy-before",
        "copy-written",
        "copy-renamed",
        "copy-in-place",
        // The end of a doubt, a state transfer, pruning.
        "settle-before-commit",
        "stage-before-commit",
        "install-before-commit",
        "prune-before-commit",
        // The turn of an era.
        "before-era",
        "era-before-commit",
        "after-era",
        // A clean stop.
        "stop-asked",
        "stop-flushed",
    ];
}
