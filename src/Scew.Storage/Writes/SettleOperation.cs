using Scew.Protocol;

namespace Scew.Storage.Writes;

/// <summary>Ends the doubt: the members' answers say up to which view this key may have spoken.</summary>
internal sealed class SettleOperation(Digest activation, long lease) : WriteOperation
{
    internal override bool Urgent => true;

    internal override string CrashName => "settle-before-commit";

    protected override long Run(WriteContext context)
    {
        context.RequireLease(activation);
        var control = context.Control;
        Invariant.Require(lease >= control.Lease, "a doubt is settled at or above the lease that was found");
        control.Floor = control.Lease = lease;
        control.Doubt = StoreDoubt.None;
        context.IsWitnessed = true;
        return ++control.Counter;
    }
}
