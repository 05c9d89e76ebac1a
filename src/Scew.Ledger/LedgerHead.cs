using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Ledger;

/// <summary>The newest executed block: height, epoch, hash and time in Unix milliseconds.</summary>
public sealed record LedgerHead(long Height, long Epoch, Digest BlockHash, long TimeMs)
{
    /// <summary>Before the first block.</summary>
    public static LedgerHead Genesis(Digest genesis) => new(0, 0, BlockHeader.GenesisBlockHash(genesis), 0);
}
