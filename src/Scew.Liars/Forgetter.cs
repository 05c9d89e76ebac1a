using Scew.Consensus;

namespace Scew.Liars;

/// <summary>Finds at every start an empty vote record, so that it votes again in views in which it voted.</summary>
internal sealed class Forgetter(LiarContext context) : Liar(context)
{
    public override LiarKind Kind => LiarKind.Forgetter;

    public override RecoveredState Recover(RecoveredState found) => found with { Floor = 0, FinalizeVotes = [] };
}
