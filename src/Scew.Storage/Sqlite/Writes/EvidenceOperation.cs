using Scew.Protocol;
using Scew.Protocol.Ordering;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>Keeps evidence once.</summary>
internal sealed class EvidenceOperation(Evidence evidence, int accused) : WriteOperation
{
    private const string Add = "INSERT INTO evidence (hash, accused, evidence) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING";

    protected override long Run(SqliteSession session)
    {
        var bytes = EvidenceCodec.Encode(evidence);
        return session[Add].Add(Digest.Of(bytes)).Add(accused).Add(bytes).Execute();
    }
}
