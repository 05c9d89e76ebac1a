using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>
/// The lease row: who may write, floor and lease, the counter of safety writes, the doubt, the applied height and the tallies of all tables. A transaction reads it first, which
/// keeps everybody else from writing it, and writes it last, once for all joined writes. Its checksum covers every column and the identity.
/// </summary>
internal sealed class ControlRow
{
    private const string Columns = "SELECT activation, floor, lease, counter, doubt, applied, tallies, checksum FROM lease WHERE id = 1";
    private const string Update =
        "UPDATE lease SET activation = ?, floor = ?, lease = ?, counter = ?, doubt = ?, applied = ?, tallies = ?, checksum = ? WHERE id = 1 AND counter = ?";

    private readonly StoreIdentity _identity;
    private readonly long _found;
    private Digest _checksum;

    private ControlRow(StoreIdentity identity, long counter, Tallies tallies, Digest checksum)
    {
        _identity = identity;
        _found = Counter = counter;
        _checksum = checksum;
        Tallies = tallies;
    }

    /// <summary>Null until the first lease.</summary>
    internal Digest? Activation { get; set; }

    internal long Floor { get; set; }

    internal long Lease { get; set; }

    internal long Counter { get; set; }

    internal StoreDoubt Doubt { get; set; }

    internal long Applied { get; set; }

    internal Tallies Tallies { get; private set; }

    /// <summary>The row as it is, not to be changed by others before the transaction ends.</summary>
    internal static ControlRow LoadForWrite(StoreSession session, StoreIdentity identity) => Load(session, identity, Columns + session.RowLock);

    internal static ControlRow Load(StoreSession session, StoreIdentity identity) => Load(session, identity, Columns);

    /// <summary>Writes the row where it changed; what was deferred goes first, since tallies and checks wait for it.</summary>
    internal void Save(StoreSession session)
    {
        session.Flush();
        var checksum = Checksum(out var tallies);
        if (checksum == _checksum)
        {
            return;
        }
        _checksum = checksum;
        var activation = Bytes(Activation);
        session[Update].Add(activation).Add(Floor).Add(Lease).Add(Counter).Add((long)Doubt).Add(Applied).Add(tallies).Add(checksum).Add(_found)
            .Defer(changed => Invariant.Require(changed == 1, "the lease row stays as it was read until the commit"));
    }

    /// <summary>Counts every table anew and writes the row: for a new database, a copy, or one that a program before the checksum wrote.</summary>
    internal static ControlRow Seal(StoreSession session, StoreIdentity identity, Action<ControlRow>? change = null)
    {
        var row = session[Columns + session.RowLock].First(row => Read(row, identity)) ?? throw Corrupt("There is no lease row");
        row.Tallies = new Tallies();
        // The first schema with tallies lacks the tables of later ones.
        foreach (var table in Table.Tallied.Where(table => session.HasTable(table.Name)))
        {
            RowHash.Count(session, table, row.Tallies);
        }
        row._checksum = Digest.Zero;
        change?.Invoke(row);
        row.Save(session);
        session.Flush();
        return row;
    }

    private static ControlRow Load(StoreSession session, StoreIdentity identity, string sql)
    {
        var row = session[sql].First(row => Read(row, identity)) ?? throw Corrupt("There is no lease row");
        return row.Checksum(out _) == row._checksum ? row : throw Corrupt("The lease row is not what was written last");
    }

    private static ControlRow Read(StoreStatement row, StoreIdentity identity)
    {
        var sealedBefore = !row.Blob(7).IsEmpty;
        var tallies = sealedBefore ? Tallies.Decode(row.Blob(6)) ?? throw Corrupt("The tallies in the lease row do not decode") : new Tallies();
        return new ControlRow(identity, row.Int64(3), tallies, sealedBefore ? row.Digest(7) : Digest.Zero)
        {
            Activation = row.IsNull(0) || row.Blob(0).IsEmpty ? null : row.Digest(0),
            Floor = row.Int64(1),
            Lease = row.Int64(2),
            Doubt = (StoreDoubt)row.Int64(4),
            Applied = row.Int64(5),
        };
    }

    private Digest Checksum(out byte[] tallies)
    {
        var counted = new CodecWriter(512);
        Tallies.Encode(counted);
        tallies = counted.ToArray();
        var writer = new CodecWriter(768);
        writer.Digest(_identity.Genesis);
        writer.U32(_identity.Member);
        writer.Fixed(_identity.StoreId.ToByteArray());
        writer.Bytes(Bytes(Activation));
        foreach (var value in (ReadOnlySpan<long>)[Floor, Lease, Counter, (long)Doubt, Applied])
        {
            writer.I64(value);
        }
        writer.Bytes(tallies);
        return Digest.Of(writer.Written);
    }

    private static byte[] Bytes(Digest? digest)
    {
        if (digest is not { } value)
        {
            return [];
        }
        var bytes = new byte[Digest.SizeBytes];
        value.CopyTo(bytes);
        return bytes;
    }

    private static StoreException Corrupt(string what) => new(StoreFault.Corrupt, what + "; the database was changed or damaged.");
}
