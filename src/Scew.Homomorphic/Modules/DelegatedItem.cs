namespace Scew.Homomorphic.Modules;

/// <summary>One stored record that an envelope's part is about, as the register holds it at execution.</summary>
/// <param name="Kind">What the request asks for.</param>
/// <param name="Path">Path of the operation within the request.</param>
/// <param name="AssetId">The variable.</param>
/// <param name="PublicKey">For additive variables the registered key; empty for ordered ones.</param>
/// <param name="Record">The exact stored record.</param>
public sealed record DelegatedItem(DelegatedKind Kind, string Path, string AssetId, byte[] PublicKey, byte[] Record);
