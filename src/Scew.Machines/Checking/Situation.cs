using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>A situation that an exploration found, and the step that first led to it; the one before creation has none.</summary>
internal sealed record Situation(CheckedAsset Asset, ulong Bits, Situation? Before, ScriptStep? Step, int Depth)
{
    /// <summary>On the way here an asset of another machine called, of which nothing is known: it may never call so.</summary>
    public bool IsGuess { get; } = Before?.IsGuess == true || Step?.IsGuess == true;

    /// <summary>On the way here other assets were called, which may refuse what they are asked.</summary>
    public bool Called { get; init; }

    /// <summary>All steps from it were tried.</summary>
    public bool IsExpanded { get; set; }

    /// <summary>Not all combinations of inputs were.</summary>
    public bool IsCut { get; set; }

    /// <summary>How many steps led on, time's refused ones too.</summary>
    public int Ways { get; set; }

    /// <summary>The life so far, and further steps.</summary>
    public ImmutableArray<CheckStep> Life(params ReadOnlySpan<CheckStep> further)
    {
        var steps = new List<CheckStep>();
        for (var at = this; at.Step is not null; at = at.Before!)
        {
            steps.Add(new CheckStep(at.Step, at.Asset.State, at.Asset.Purse));
        }
        steps.Reverse();
        return [.. steps, .. further];
    }
}
