using System.Collections.Immutable;
using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>Consecutive final blocks with bodies; <paramref name="Finalization"/> is of the last one.</summary>
public sealed record ChainRange(ImmutableArray<BlockWithBodies> Blocks, Certificate Finalization);
