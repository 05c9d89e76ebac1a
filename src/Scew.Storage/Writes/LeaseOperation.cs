using Scew.Protocol;

namespace Scew.Storage.Writes;

/// <summary>Puts this activation in place of whichever was there; the one before writes nothing from now on.</summary>
internal sealed class LeaseOperation(Digest activation) : WriteOperation
{
    /// <summary>What was found; valid when the write is done.</summary>
    internal LeaseTaken Taken { get; private set; }

    internal override bool Urgent => true;

    internal override string CrashName => "lease-before-commit";

    protected override long Run(WriteContext context)
    {
        Invariant.Require(activation != Digest.Zero, "an activation has an id");
        var control = context.Control;
        control.Activation = activation;
        control.Floor = control.Lease;
        control.Counter++;
        context.IsWitnessed = true;
        Taken = new LeaseTaken(control.Floor, control.Counter, control.Doubt);
        return control.Counter;
    }
}
