namespace Scew.Storage;

/// <summary>
/// How an era began: the number of the epoch, the last height before it, the bytes of the handover, and whether the database was made in a later one and so never held what was before.
/// </summary>
public sealed record StoredEra(long Epoch, long Height, bool IsFounding, byte[] Handover);
