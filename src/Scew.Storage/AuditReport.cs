namespace Scew.Storage;

/// <summary>
/// What an audit read. <paramref name="Fault"/> names the first thing that is not as it was written; null when all is. The counts go as far as the audit came.
/// </summary>
public sealed record AuditReport(
    long BaseHeight,
    long AppliedHeight,
    long Blocks,
    long Registers,
    long Votes,
    long Certificates,
    long Attestations,
    StoreDoubt Doubt,
    string? Fault);
