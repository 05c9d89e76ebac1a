using Scew.Protocol;

namespace Scew.Storage.Writes;

/// <summary>A peer showed what this database does not know: it is in doubt until it is settled, over all starts.</summary>
internal sealed class DoubtOperation(Digest activation) : WriteOperation
{
    internal override bool Urgent => true;

    protected override long Run(WriteContext context)
    {
        context.RequireLease(activation);
        var control = context.Control;
        control.Doubt = control.Doubt == StoreDoubt.None ? StoreDoubt.Shown : control.Doubt;
        context.IsWitnessed = true;
        return ++control.Counter;
    }
}
