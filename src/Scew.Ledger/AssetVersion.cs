namespace Scew.Ledger;

/// <summary>A version that an asset reached.</summary>
public readonly record struct AssetVersion(string Id, long Version);
