using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Writes;

/// <summary>Adds attestations; they are valid by their signatures, so any activation may.</summary>
internal sealed class AttestationsOperation(ImmutableArray<Attestation> attestations) : WriteOperation
{
    internal static void Store(WriteContext context, Attestation attestation)
    {
        var writer = new CodecWriter(320);
        attestation.Encode(writer);
        context.OnceInto(Table.Attestations).Add(attestation.State.Height).Add(attestation.Signer).Add(writer.Written).Done();
    }

    protected override long Run(WriteContext context)
    {
        foreach (var attestation in attestations)
        {
            Store(context, attestation);
        }
        return attestations.Length;
    }
}
