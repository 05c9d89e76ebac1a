namespace Scew.Storage;

/// <summary>
/// A timer that fired: its asset (another one than the changed, where its step called that), the transition, when (Unix milliseconds) it was due. Not <paramref name="Taken"/> means that the
/// step was refused and the timer spent.
/// </summary>
public sealed record ChangeTimer(string AssetId, string Transition, long DueMs, bool Taken);
