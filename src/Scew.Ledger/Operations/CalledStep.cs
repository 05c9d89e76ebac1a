namespace Scew.Ledger.Operations;

/// <summary>A step that another asset took because it was called, and the version that it reached by it.</summary>
internal readonly record struct CalledStep(string AssetId, string Transition, long Version);
