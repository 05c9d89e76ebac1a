namespace Scew.Storage;

/// <summary>
/// What taking the lease found. <paramref name="Floor"/> is the lease L of the activations before (the floor F of this one); <paramref name="Counter"/> rises with
/// every safety write; with a <paramref name="Doubt"/> the replica is suspect.
/// </summary>
public readonly record struct LeaseTaken(long Floor, long Counter, StoreDoubt Doubt = StoreDoubt.None);
