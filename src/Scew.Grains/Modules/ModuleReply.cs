using System.Collections.Immutable;
using Scew.Homomorphic.Modules;

namespace Scew.Grains;

/// <summary>What a secure module says of a batch. Named failures come as values, because not every grain runtime brings exceptions of ours across.</summary>
public abstract record ModuleReply
{
    private ModuleReply()
    {
    }

    /// <summary>The answers of every call, in their order.</summary>
    public sealed record Answered(ImmutableArray<ImmutableArray<ModuleAnswer>> Answers) : ModuleReply;

    /// <summary>Nothing was answered: the module has no key of this epoch.</summary>
    public sealed record KeyMissing(long Epoch) : ModuleReply;

    /// <summary>An invariant of the program does not hold.</summary>
    public sealed record Broken(string Message) : ModuleReply;
}
