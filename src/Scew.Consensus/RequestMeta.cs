using Scew.Protocol;

namespace Scew.Consensus;

/// <summary>
/// What the ordering protocol knows of a request: id, submitting account, the member that first brought it, end of validity (Unix ms), whether the
/// longer window for several signers applies, size in bytes, static cost.
/// </summary>
public readonly record struct RequestMeta(Digest Id, Account Account, int BroughtBy, long ValidUntilMs, bool SeveralSigners, int SizeBytes, int Cost)
{
    /// <summary>New accounts and registers that it may make.</summary>
    public int NewRegisters { get; init; }
}
