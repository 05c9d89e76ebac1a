using System.Collections.Immutable;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>Adds attestations; they are valid by their signatures, so any activation may.</summary>
internal sealed class AttestationsOperation(ImmutableArray<Attestation> attestations) : WriteOperation
{
    private const string Add = "INSERT INTO attestations (height, signer, attestation) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    internal static void Store(SqliteSession session, Attestation attestation)
    {
        var writer = new CodecWriter(320);
        attestation.Encode(writer);
        session[Add].Add(attestation.State.Height).Add(attestation.Signer).Add(writer.Written).Execute();
    }

    protected override long Run(SqliteSession session)
    {
        foreach (var attestation in attestations)
        {
            Store(session, attestation);
        }
        return attestations.Length;
    }
}
