using System.Text;
using Scew.Protocol;
using Scew.Protocol.Codec;
using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>The hash of a row: table number, then each tallied column.</summary>
internal static class RowHash
{
    internal static CodecWriter Begin(Table table)
    {
        var writer = new CodecWriter(table.HashedBytes);
        writer.U32(table.Number);
        return writer;
    }

    /// <summary>From a row that holds the table's tallied columns in order.</summary>
    internal static Digest Of(Table table, StoreStatement row)
    {
        var writer = Begin(table);
        var at = 0;
        foreach (var column in table.Columns)
        {
            if (!column.IsTallied)
            {
                continue;
            }
            switch (column.Type)
            {
                case 'I':
                    writer.I64(row.Int64(at));
                    break;
                case 'T':
                    writer.Bytes(Encoding.UTF8.GetBytes(row.Text(at)));
                    break;
                default:
                    writer.Bytes(row.Blob(at));
                    break;
            }
            at++;
        }
        return Digest.Of(writer.Written);
    }

    /// <summary>The tally of one table as it is.</summary>
    internal static void Count(StoreSession session, Table table, Tallies into) => session[table.ReadTallied].ForEach(row => into.Add(table, Of(table, row)));
}
