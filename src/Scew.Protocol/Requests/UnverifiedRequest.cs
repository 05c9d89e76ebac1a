using System.Collections.Immutable;
using Scew.Protocol.Accounts;

namespace Scew.Protocol.Requests;

/// <summary>One signature of a request: the key of its header, the SHA-256 of <c>h.p</c> and the 64 bytes.</summary>
public sealed record RequestSignature(PublicKey Key, Digest Hash, byte[] Signature);

/// <summary>
/// A request of the right shape, group and cost whose signatures nobody has checked yet: good for its id and for look-ups, never for a pool or a block.
/// </summary>
public sealed record UnverifiedRequest(Digest Id, ReadOnlyMemory<byte> Wire, RequestPayload Payload, int Cost, ImmutableArray<RequestSignature> Signatures);
