namespace Scew.Storage;

/// <summary>
/// What taking the lease found. <paramref name="Floor"/> is the lease L of the activations before (the floor F of this one); <paramref name="Counter"/> rises with
/// every safety write.
/// </summary>
public readonly record struct LeaseTaken(long Floor, long Counter);
