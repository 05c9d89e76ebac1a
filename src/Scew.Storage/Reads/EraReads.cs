using System.Collections.Immutable;
using Scew.Storage.Sessions;

namespace Scew.Storage.Reads;

/// <summary>Eras, in order.</summary>
internal static class EraReads
{
    private const string All = "SELECT epoch, height, founding, handover FROM eras ORDER BY epoch";

    internal static ImmutableArray<StoredEra> Read(StoreSession session)
    {
        ImmutableArray<StoredEra> eras = [.. session[All].All(row => new StoredEra(row.Int64(0), row.Int64(1), row.Int64(2) != 0, row.Blob(3).ToArray()))];
        for (var i = 0; i < eras.Length; i++)
        {
            if (eras[i].Epoch != i + 1)
            {
                throw new StoreException(StoreFault.Corrupt, $"The handover to epoch {i + 1} is missing; the database was changed or damaged.");
            }
        }
        return eras;
    }
}
