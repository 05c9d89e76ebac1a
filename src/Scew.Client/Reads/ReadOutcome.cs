using System.Collections.Immutable;
using Scew.Client.Eras;
using Scew.Client.Proofs;

namespace Scew.Client.Reads;

/// <summary>A verified value, or the reasons of all merchants that were asked. <paramref name="Unverified"/> is true when an answer came and did not verify.</summary>
public sealed record ReadOutcome<T>(T? Value, string Reason, bool Unverified)
    where T : class
{
    /// <summary>Proofs that two histories were signed: the value is null then, and whoever is accused signed both.</summary>
    public ImmutableArray<VerifiedEvidence> Conflict { get; init; } = [];

    /// <summary>What the failure tells of a turn of eras.</summary>
    internal TurnSign Sign { get; init; }

    /// <summary>Other merchants that know the same state at the value's height.</summary>
    public int Witnesses { get; init; }
}
