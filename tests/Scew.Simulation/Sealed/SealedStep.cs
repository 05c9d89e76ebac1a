using System.Collections.Immutable;
using Scew.Protocol.Requests;

namespace Scew.Simulation.Sealed;

/// <summary>
/// What a request on encrypted integers means, in plain numbers, for an oracle that reads no ciphertext. <c>MadeFor</c> is the version of the register that the client read; null: what
/// the step before makes.
/// </summary>
internal abstract record SealedStep
{
    public sealed record Register(string Id) : SealedStep;

    public sealed record Create(string Id, bool IsAdditive, string Key, long Value) : SealedStep;

    /// <summary><paramref name="MadeFor"/>: it says which record it replaces; null: whichever.</summary>
    public sealed record Set(string Id, string Key, long Value, long? MadeFor) : SealedStep;

    public sealed record Sum(string Id, string Key, long Addend, long? MadeFor) : SealedStep;

    /// <summary><paramref name="Value"/> null: key and record stay.</summary>
    public sealed record Rekey(string Id, string Key, long? Value, long MadeFor) : SealedStep;

    public sealed record Compare(string Id, Comparison Operator, long Argument, long MadeFor) : SealedStep;

    /// <summary>Tells something and changes nothing.</summary>
    public sealed record Search : SealedStep;

    public sealed record Plain(Operation Operation) : SealedStep;

    public sealed record If(Compare Condition, ImmutableArray<SealedStep> Updates) : SealedStep;

    public sealed record All(ImmutableArray<SealedStep> Steps) : SealedStep;
}
