using System.Collections.Immutable;
using Scew.Protocol;
using Scew.Storage.Sessions;
using Scew.Storage.Writes;

namespace Scew.Storage;

/// <summary>What every opening checks and settles, whichever database it is.</summary>
internal static class StoreOpening
{
    internal static void Check(string name, StoreIdentity? found, Digest genesis, int? member)
    {
        if (found is null)
        {
            throw new StoreException(StoreFault.NotInitialised, $"The database in {name} was never completed. The command init does that.");
        }
        if (found.Genesis != genesis)
        {
            throw new StoreException(StoreFault.Foreign, $"The database in {name} belongs to the group {found.Genesis}, not to {genesis}.");
        }
        if (member is not null && found.Member != member)
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
    /// the counter goes above the witness, so that the same old database shows again. <paramref name="also"/> runs in the transaction. Answers whether every table was counted:
    /// not with more than <paramref name="maxCountedRows"/>.
    /// </summary>
    internal static bool Settle(StoreSession session, StoreIdentity identity, WitnessFile? witness, StoreDoubt doubt, long maxCountedRows, Action? also = null)
    {
        session.BeginWrite();
        var control = ControlRow.LoadForWrite(session, identity);
        var isCounted = control.Tallies.Total <= maxCountedRows;
        CheckTallies(session, control, isCounted ? Table.Tallied : [Table.Votes, Table.Evidence, Table.Base, Table.Eras]);
        session["DELETE FROM staged"].Defer();
        if (witness?.Other is { } other && control.Doubt == StoreDoubt.None && doubt == StoreDoubt.None)
        {
            throw new StoreException(
                StoreFault.Foreign,
                $"The witness file {witness.Path} belongs to member {other} of the group, and the database to member {identity.Member}. Put the key's own witness beside it, or make a new database by 'scew-silo recover'.");
        }
        // A database in doubt takes the witness over: it signs nothing before the others told what the key signed, under whatever index.
        var isAhead = witness is not null && (witness.Other is not null || witness.Found is not { } counter || counter > control.Counter);
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
        return isCounted;
    }

    /// <summary>Throws where one of these tables is not what was written.</summary>
    internal static void CheckTallies(StoreSession session, ControlRow control, ImmutableArray<Table> tables)
    {
        var counted = new Tallies();
        foreach (var table in tables)
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
