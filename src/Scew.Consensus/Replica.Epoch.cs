namespace Scew.Consensus;

/// <summary>
/// The end of an epoch: a height that execution tells of at least 32 heights ahead. The group makes empty blocks until that height is final, and goes silent then; what comes after
/// is another replica's, of the next epoch.
/// </summary>
public sealed partial class Replica
{
    private long? _lastHeight;

    /// <summary>The epoch's last height, once it is decided.</summary>
    public long? LastHeight => _lastHeight;

    /// <summary>The last height is final: nothing is proposed any more, and nobody is timed out.</summary>
    private bool EpochIsOver => _final.Height >= _lastHeight;

    private bool HasEndToReach => _final.Height < _lastHeight;

    /// <summary>The first word on it stays: the register that it comes from knows no other.</summary>
    private void SetLastHeight(long? height)
    {
        if (height > _group.Start.Height && _lastHeight is null)
        {
            _lastHeight = height;
            _changed = true;
        }
    }
}
