using System.Buffers.Binary;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Protocol.Registers;
using Scew.Protocol.Trees;
using Scew.Storage.Blobs;
using Scew.Storage.Reads;

namespace Scew.Storage.Writes;

/// <summary>Moves the applied height with everything that belongs to it.</summary>
internal sealed class ApplyOperation(AppliedSet set) : WriteOperation
{
    private const string Links = "SELECT hash, parent, height, view FROM blocks WHERE height BETWEEN ? AND ?";
    private const string PutRegister =
        "INSERT INTO registers (kind, id, version, bytes) VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) "
        + "DO UPDATE SET version = excluded.version, bytes = excluded.bytes WHERE excluded.version >= registers.version";

    private readonly record struct Link(Digest Parent, long Height, long View);

    protected override long Run(WriteContext context)
    {
        Invariant.Require(set.Heights.Length > 0, "an applied set has a height");
        context.RequireLease(set.Activation);
        var from = set.Heights[0].State.Height - 1;
        var to = from + set.Heights.Length;
        Invariant.Require(context.Control.Applied == from, "an applied set begins above the applied height");
        foreach (var block in set.Blocks)
        {
            BlockWriter.Store(context, block);
        }
        var links = new Dictionary<Digest, Link>();
        context.Session[Links].Add(from + 1).Add(to).ForEach(row => links[row.Digest(0)] = new Link(row.Digest(1), row.Int64(2), row.Int64(3)));
        var parent = BlockReads.Hash(context.Session, context.Identity.Genesis, from);
        foreach (var height in set.Heights)
        {
            Store(context, height, links.GetValueOrDefault(height.State.Block), parent, ++from);
            parent = height.State.Block;
        }
        IndexResults(context);
        ChangeWriter.Store(context, set.Heights);
        foreach (var register in set.Registers.Sort((left, right) => left.Key.CompareTo(right.Key)))
        {
            Store(context, register);
        }
        context.Control.Applied = to;
        return to;
    }

    private static void Store(WriteContext context, AppliedHeight height, Link link, Digest? parent, long expected)
    {
        var state = height.State;
        Invariant.Require(state.Height == expected, "the heights of an applied set have no gap");
        Invariant.Require(state.ResultCount == height.Results.Length, "an applied height has all its results");
        Invariant.Require(state.StateRoot == StateRoot.Of(height.TrieRoot, height.HistoryRoot), "an applied height's state root is that of its two roots");
        Invariant.Require(link.Height == expected && link.Parent == parent, "an applied block is stored and extends the one below");
        var results = new CodecWriter(4 + height.Results.Length * 160);
        ResultsBlob.Encode(results, height.Results);
        context.Into(Table.Heights).Add(state.Height).Add(state.Block).Add(state.Epoch).Add(link.View).Add(state.TimeMs).Add(state.StateRoot).Add(state.ResultsRoot)
            .Add(state.ResultCount).Add(height.TrieRoot).Add(height.HistoryRoot).AddCovered(results.Written).Done();
        foreach (var id in height.Longer)
        {
            RecentWriter.Store(context, id, state.TimeMs);
        }
        foreach (var attestation in height.Attestations)
        {
            Invariant.Require(attestation.State == state, "an applied height's attestations are of its state");
            AttestationsOperation.Store(context, attestation);
        }
    }

    /// <summary>In the index's order, which touches each of its pages once.</summary>
    private void IndexResults(WriteContext context)
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
            context.Into(Table.Executed).Add(row.Prefix).Add(row.Height).Add(row.Place).Done();
        }
    }

    private static void Store(WriteContext context, Register register) =>
        context.Session[PutRegister].Add((long)register.Key.Kind).Add(register.Key.Id).Add(register.Version).Add(register.Encode())
            .Defer(changed => Invariant.Require(changed == 1, "a register's version never falls"));

    /// <summary>The first 64 bits of an id, as the index holds them.</summary>
    internal static long Prefix(Digest id)
    {
        Span<byte> bytes = stackalloc byte[Digest.SizeBytes];
        id.CopyTo(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
