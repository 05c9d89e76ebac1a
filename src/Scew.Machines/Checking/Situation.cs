using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>A situation that an exploration found, and the step that first led to it; the one before creation has none.</summary>
internal sealed record Situation(CheckedAsset Asset, ulong Bits, Situation? Before, ScriptStep? Step, int Depth)
{
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
