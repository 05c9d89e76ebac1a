using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>
/// What must be on disk before the replica speaks: the lease where it changes (null: unchanged), own votes, certificates, blocks with bodies. Atomic, and only while
/// the lease row names <paramref name="Activation"/>. What is stored already is left as it is.
/// </summary>
public sealed record SafetyWrite(
    Digest Activation,
    long? Lease,
    ImmutableArray<Vote> Votes,
    ImmutableArray<Certificate> Certificates,
    ImmutableArray<BlockWithBodies> Blocks);
