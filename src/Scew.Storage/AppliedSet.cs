using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Storage;

/// <summary>
/// Everything that moves applied_height from h to H, in one transaction: heights h+1 to H without a gap, and every register that changed in them, as it is
/// after H. <paramref name="Blocks"/> holds blocks of these heights that no safety write has stored before; the others must be on disk.
/// </summary>
public sealed record AppliedSet(
    Digest Activation,
    ImmutableArray<AppliedHeight> Heights,
    ImmutableArray<Register> Registers,
    ImmutableArray<BlockWithBodies> Blocks);
