namespace Scew.Protocol.Groups;

/// <summary>
/// What genesis says of the secure modules: the public key (a P-256 point, 65 bytes) to which clients seal envelopes, and the name of the merchant that made it and so saw its private half.
/// </summary>
public sealed record GroupModules(byte[] Key, string Maker);
