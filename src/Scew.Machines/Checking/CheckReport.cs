using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>What a check found, errors first, and how far it looked. The same machine and bounds give the same report everywhere.</summary>
public sealed record CheckReport(ImmutableArray<CheckFinding> Findings, CheckExplored Explored)
{
    /// <summary>What could not be looked at, and why. No fault of the machine.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether anything keeps the machine from being deployed.</summary>
    public bool HasErrors => Findings.Any(static finding => finding.Severity == CheckSeverity.Error);
}

/// <summary>
/// How far a check looked.
/// </summary>
/// <param name="IsExhaustive">Every situation that the small domains lead to was seen, and all steps from each.</param>
/// <param name="Situations">Distinct situations: state, values that conditions look at, time relative to them, purse.</param>
/// <param name="Attempts">Steps that were tried.</param>
/// <param name="Depth">Most steps from creation to a situation of the breadth-first search.</param>
/// <param name="Scouted">Further situations that were gone through where the breadth-first search had to stop; 0 where it did not.</param>
/// <param name="Walks">Random lives that were lived after it.</param>
/// <param name="Operations">What all of it cost, in units of some 50 ns; a machine's operation is a quarter of one.</param>
public sealed record CheckExplored(bool IsExhaustive, int Situations, int Attempts, int Depth, int Scouted, int Walks, long Operations)
{
    /// <summary>How many of the situations are assets that just moved here from an older machine, and that no creation leads to at once.</summary>
    public int Moved { get; init; }

    private string Beginnings => Moved == 0 ? "of creation" : $"of creation or of {Moved} moves";

    /// <summary>A sentence for people.</summary>
    public override string ToString() => IsExhaustive
        ? $"all {Situations} situations within {Depth} steps {Beginnings}, {Attempts} steps tried, and {Walks} random lives"
        : $"{Situations} situations within {Depth} steps {Beginnings}, {Scouted} deeper ones and {Walks} random lives, {Attempts} steps tried; there are more than were looked at";
}
