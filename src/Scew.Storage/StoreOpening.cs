using Scew.Protocol;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>What every opening checks and settles, whichever database it is.</summary>
internal static class StoreOpening
{
    /// <summary>Up to this many rows all tallies are counted anew at the opening; with more, votes, evidence and base only. An audit counts all.</summary>
    private const long MaxCountedRows = 200_000;

    internal static void Check(string name, StoreIdentity? found, Digest genesis, int member)
    {
        if (found is null)
        {
            throw new StoreException(StoreFault.NotInitialised, $"The database in {name} was never completed. The command init does that.");
        }
        if (found.Genesis != genesis)
        {
            throw new StoreException(StoreFault.Foreign, $"The database in {name} belongs to the group {found.Genesis}, not to {genesis}.");
        }
        if (found.Member != member)
        {
            throw new StoreException(StoreFault.Foreign, $"The database in {name} belongs to member {found.Member}, not to member {member}.");
        }
    }

    /// <summary>Before a database is made for a key: one that has voted needs another way.</summary>
    internal static void RequireNoWitness(string? witness)
    {
        if (witness is not null && File.Exists(witness))
        {
            throw new StoreException(
                StoreFault.AlreadyInitialised, $"The witness file {witness} says that this key has voted with another database. Use the command recover, not init.");
        }
    }

    /// <summary>
    /// In one transaction: counts the tallies anew, forgets what a state transfer left, and keeps the doubt that <paramref name="doubt"/> or the witness brings. In doubt
    /// the counter goes above the witness, so that the same old database shows again. <paramref name="also"/> runs in the transaction.
    /// </summary>
    internal static void Settle(StoreSession session, StoreIdentity identity, WitnessFile? witness, StoreDoubt doubt, Action? also = null)
    {
        session.BeginWrite();
        var control = ControlRow.LoadForWrite(session, identity);
        CheckTallies(session, control);
        session["DELETE FROM staged"].Defer();
        var isAhead = witness is not null && (witness.Found is not { } counter || counter > control.Counter);
        if (control.Doubt == StoreDoubt.None)
        {
            control.Doubt = doubt != StoreDoubt.None ? doubt : isAhead ? StoreDoubt.WitnessAhead : StoreDoubt.None;
        }
        if (isAhead)
        {
            control.Counter = Math.Max(control.Counter, witness!.Found ?? 0) + 1;
        }
        also?.Invoke();
        control.Save(session);
        session.Commit();
        if (isAhead)
        {
            witness!.Write(control.Counter);
        }
    }

    /// <summary>Throws where a table is not what was written.</summary>
    internal static void CheckTallies(StoreSession session, ControlRow control, long maxRows = MaxCountedRows)
    {
        var counted = new Tallies();
        foreach (var table in control.Tallies.Total <= maxRows ? Table.Tallied : [Table.Votes, Table.Evidence, Table.Base])
        {
            RowHash.Count(session, table, counted);
            if (!counted.SameAs(control.Tallies, table))
            {
                throw new StoreException(
                    StoreFault.Corrupt,
                    $"The table {table.Name} is not what was written ({control.Tallies.Count(table)} rows were, {counted.Count(table)} are there); the database was changed or damaged.");
            }
        }
    }
}
