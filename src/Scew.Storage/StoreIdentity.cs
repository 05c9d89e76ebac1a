using Scew.Protocol;

namespace Scew.Storage;

/// <summary>Whose database this is: the group's genesis hash, the member's index, and a random id of this database.</summary>
public sealed record StoreIdentity(Digest Genesis, int Member, Guid StoreId);
