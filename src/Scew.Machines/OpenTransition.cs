using System.Collections.Immutable;

namespace Scew.Machines;

/// <summary>
/// A transition as one account sees it now. <paramref name="ClosedBecause"/> is null when it is open; <paramref name="Conditions"/> are the sentences of
/// the guards that depend on the input and so stay to be answered.
/// </summary>
public sealed record OpenTransition(Transition Transition, string? ClosedBecause, ImmutableArray<string> Conditions)
{
    /// <summary>Whether the caller may take it with fitting inputs.</summary>
    public bool IsOpen => ClosedBecause is null;
}
