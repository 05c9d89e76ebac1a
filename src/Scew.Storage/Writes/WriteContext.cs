using Scew.Storage.Sessions;

namespace Scew.Storage.Writes;

/// <summary>One transaction of the writer: its session, and the lease row as this transaction found and changes it.</summary>
internal sealed class WriteContext(StoreSession session, ControlRow control, StoreIdentity identity)
{
    internal StoreSession Session => session;

    internal ControlRow Control => control;

    internal StoreIdentity Identity => identity;

    /// <summary>
    /// What is written limits what this replica may sign: the witness file has to count it before anything is said. A database that lost certificates and blocks alone knows
    /// less than it did, and contradicts nothing that its key signed.
    /// </summary>
    internal bool IsWitnessed { get; set; }

    /// <summary>A row that must be new.</summary>
    internal RowInsert Into(Table table) => new(this, table, once: false);

    /// <summary>A row that may be there already, and then stays as it is.</summary>
    internal RowInsert OnceInto(Table table) => new(this, table, once: true);

    /// <summary>Removes rows; the condition's parameters are <paramref name="values"/>.</summary>
    internal int Delete(Table table, string where, params ReadOnlySpan<long> values)
    {
        var statement = session[$"DELETE FROM {table.Name} WHERE {where} RETURNING {table.TalliedColumns}"];
        foreach (var value in values)
        {
            statement.Add(value);
        }
        var deleted = 0;
        statement.ForEach(row =>
        {
            control.Tallies.Remove(table, RowHash.Of(table, row));
            deleted++;
        });
        return deleted;
    }

    /// <summary>Refuses what another activation than the one in the lease row asks for. Call before anything is written.</summary>
    internal void RequireLease(Protocol.Digest activation)
    {
        if (control.Activation != activation)
        {
            throw new StoreException(StoreFault.LeaseLost, "Another activation of this replica took the lease. This one stops for good.");
        }
    }
}
