using Scew.Protocol.Ordering;

namespace Scew.Consensus;

/// <summary>What linearizable reads are answered with.</summary>
public sealed partial class Replica
{
    /// <summary>
    /// The certificate of the highest block that this replica holds as final or sent finalize for; null at genesis. Of any quorum that finalised a height, one
    /// correct member is in every other quorum, and its answer is at or above that height.
    /// </summary>
    public Certificate? ProvenHead
    {
        get
        {
            var best = _finalization ?? _final.Certificate;
            if ((_final.Certificate?.Statement.Height ?? 0) > (best?.Statement.Height ?? 0))
            {
                best = _final.Certificate;
            }
            if ((_headBefore?.Statement.Height ?? 0) > (best?.Statement.Height ?? 0))
            {
                best = _headBefore;
            }
            foreach (var state in _views.Values)
            {
                if (state is { FinalizeStage: OwnStage.Sent, Notarization: { } notarization } && notarization.Statement.Height > (best?.Statement.Height ?? 0))
                {
                    best = notarization;
                }
            }
            return best;
        }
    }
}
