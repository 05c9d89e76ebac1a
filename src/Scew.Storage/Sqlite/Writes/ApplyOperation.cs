using System.Buffers.Binary;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Scew.Storage.Sqlite.Blobs;

namespace Scew.Storage.Sqlite.Writes;

/// <summary>Moves the applied height with everything that belongs to it.</summary>
internal sealed class ApplyOperation(AppliedSet set, Digest genesis) : WriteOperation
{
    private const string Move = "UPDATE applied SET height = ? WHERE id = 1 AND height = ? AND EXISTS (SELECT 1 FROM lease WHERE id = 1 AND activation = ?)";
    private const string Holder = "SELECT count(*) FROM lease WHERE id = 1 AND activation = ?";
    private const string HashAt = "SELECT block FROM heights WHERE height = ?";
    private const string Link = "SELECT parent, height, view FROM blocks WHERE hash = ?";
    private const string AddExecuted = "INSERT INTO executed (prefix, height, place) VALUES (?, ?, ?)";
    private const string PutRegister =
        "INSERT INTO registers (kind, id, version, bytes) VALUES (?, ?, ?, ?) "
        + "ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, bytes = excluded.bytes WHERE excluded.version >= version";

    private const string AddHeight =
        "INSERT INTO heights (height, block, epoch, view, time_ms, state_root, results_root, result_count, trie_root, history_root, results) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    protected override long Run(SqliteSession session)
    {
        Invariant.Require(set.Heights.Length > 0, "an applied set has a height");
        var from = set.Heights[0].State.Height - 1;
        var to = from + set.Heights.Length;
        if (session[Move].Add(to).Add(from).Add(set.Activation).Execute() == 0)
        {
            Invariant.Require(session[Holder].Add(set.Activation).First(row => row.Int64(0)) == 0, "an applied set begins above the applied height");
            throw LeaseLost();
        }
        foreach (var block in set.Blocks)
        {
            BlockWriter.Store(session, block);
        }
        var parent = from == 0 ? BlockHeader.GenesisBlockHash(genesis) : session[HashAt].Add(from).First(row => row.Digest(0));
        foreach (var height in set.Heights)
        {
            Store(session, height, parent, ++from);
            parent = height.State.Block;
        }
        IndexResults(session);
        foreach (var register in set.Registers.Sort((left, right) => left.Key.CompareTo(right.Key)))
        {
            Store(session, register);
        }
        return to;
    }

    private static void Store(SqliteSession session, AppliedHeight height, Digest parent, long expected)
    {
        var state = height.State;
        Invariant.Require(state.Height == expected, "the heights of an applied set have no gap");
        Invariant.Require(state.ResultCount == height.Results.Length, "an applied height has all its results");
        Invariant.Require(state.StateRoot == StateRoot.Of(height.TrieRoot, height.HistoryRoot), "an applied height's state root is that of its two roots");
        var link = session[Link].Add(state.Block).First(row => (Parent: row.Digest(0), Height: row.Int64(1), View: row.Int64(2)));
        Invariant.Require(link.Height == expected && link.Parent == parent, "an applied block is stored and extends the one below");
        var results = new CodecWriter(4 + height.Results.Length * 160);
        ResultsBlob.Encode(results, height.Results);
        session[AddHeight].Add(state.Height).Add(state.Block).Add(state.Epoch).Add(link.View).Add(state.TimeMs).Add(state.StateRoot).Add(state.ResultsRoot)
            .Add(state.ResultCount).Add(height.TrieRoot).Add(height.HistoryRoot).Add(results.Written).Execute();
        foreach (var attestation in height.Attestations)
        {
            Invariant.Require(attestation.State == state, "an applied height's attestations are of its state");
            AttestationsOperation.Store(session, attestation);
        }
    }

    /// <summary>In the index's order, which touches each of its pages once.</summary>
    private void IndexResults(SqliteSession session)
    {
        var rows = new List<(long Prefix, long Height, int Place)>();
        foreach (var height in set.Heights)
        {
            for (var i = 0; i < height.Results.Length; i++)
            {
                rows.Add((Prefix(height.Results[i].RequestId), height.State.Height, i));
            }
        }
        rows.Sort();
        foreach (var row in rows)
        {
            session[AddExecuted].Add(row.Prefix).Add(row.Height).Add(row.Place).Execute();
        }
    }

    private static void Store(SqliteSession session, Register register)
    {
        var put = session[PutRegister].Add((long)register.Key.Kind).Add(register.Key.Id).Add(register.Version).Add(register.Encode()).Execute();
        Invariant.Require(put == 1, "a register's version never falls");
    }

    /// <summary>The first 64 bits of an id, as the index holds them.</summary>
    internal static long Prefix(Digest id)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
