using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Writes;

/// <summary>Keeps evidence once.</summary>
internal sealed class EvidenceOperation(Evidence evidence, int accused) : WriteOperation
{
    protected override long Run(WriteContext context)
    {
        var bytes = EvidenceCodec.Encode(evidence);
        context.OnceInto(Table.Evidence).Add(Digest.Of(bytes)).Add(accused).Add(bytes).Done();
        return 1;
    }
}
