using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>
/// What a receipt is made of: the request's wire bytes, its height with all results and the attestations stored for it (those that equal its state), the
/// request's index among the results, and the block.
/// </summary>
public sealed record ReceiptMaterial(byte[] Request, AppliedHeight Height, int Index, Block Block);
