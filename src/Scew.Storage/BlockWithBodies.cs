using System.Collections.Immutable;
using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>A block and the wire bytes of its requests, in the order of <see cref="Block.RequestIds"/>.</summary>
public sealed record BlockWithBodies(Block Block, ImmutableArray<byte[]> Bodies);
