using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>What was found: per code and subject the first, which is the shortest as the search goes breadth first.</summary>
internal sealed class FindingList
{
    private readonly Dictionary<(string Code, string Subject), CheckFinding> _found = [];

    /// <summary>What hangs on calls by other machines gives way to what does not.</summary>
    public bool Has(string code, string subject, bool isGuess = true) => _found.TryGetValue((code, subject), out var found) && (isGuess || !IsGuess(found.Steps));

    public void Add(CheckSeverity severity, string code, string subject, string message, ImmutableArray<CheckStep> steps) =>
        Add(new CheckFinding(severity, code, subject, message, steps));

    public void Add(CheckFinding finding)
    {
        var isGuess = IsGuess(finding.Steps);
        if (!Has(finding.Code, finding.Subject, isGuess))
        {
            _found[(finding.Code, finding.Subject)] = isGuess ? finding with { Severity = CheckSeverity.Warning, Message = finding.Message.EndsWith(Guess, StringComparison.Ordinal) ? finding.Message : finding.Message + Guess } : finding;
        }
    }

    private const string Guess = ", if the calling asset's machine ever calls so";

    private static bool IsGuess(ImmutableArray<CheckStep> steps) => steps.Any(static one => one.Step.IsGuess);

    /// <summary>Errors first, then the shorter ones.</summary>
    public ImmutableArray<CheckFinding> All() =>
    [
        .. _found.Values.OrderByDescending(static one => one.Severity).ThenBy(static one => one.Steps.Length)
            .ThenBy(static one => one.Code, StringComparer.Ordinal).ThenBy(static one => one.Subject, StringComparer.Ordinal),
    ];
}
