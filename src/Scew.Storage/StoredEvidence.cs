using Scew.Protocol.Ordering;

namespace Scew.Storage;

/// <summary>Evidence and the index of the member that it names.</summary>
public sealed record StoredEvidence(Evidence Evidence, int Accused);
