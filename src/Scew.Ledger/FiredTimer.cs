using System.Collections.Immutable;

namespace Scew.Ledger;

/// <summary>
/// A timer that was consumed: its asset, the transition, and when (Unix milliseconds) it was due. <paramref name="Taken"/> is false where the machine refused the step or what the step
/// asks of others was refused. <paramref name="Versions"/> are those that assets reached by it, the own one first, then those that its step called.
/// </summary>
public sealed record FiredTimer(string AssetId, string Transition, long DueMs, bool Taken, ImmutableArray<AssetVersion> Versions);
