using Scew.Protocol;

namespace Scew.Storage.Writes;

/// <summary>Reads, on the connection that writes, whether this activation may still write; changes nothing.</summary>
internal sealed class HeldOperation(Digest activation) : WriteOperation
{
    internal override bool IsRead => true;

    protected override long Run(WriteContext context)
    {
        context.RequireLease(activation);
        return context.Control.Counter;
    }
}
