using System.Collections.Immutable;

namespace Scew.Machines.Checking;

/// <summary>What was found: per code and subject the first, which is the shortest as the search goes breadth first.</summary>
internal sealed class FindingList
{
    private readonly Dictionary<(string Code, string Subject), CheckFinding> _found = [];

    public bool Has(string code, string subject) => _found.ContainsKey((code, subject));

    public void Add(CheckSeverity severity, string code, string subject, string message, ImmutableArray<CheckStep> steps) =>
        _found.TryAdd((code, subject), new CheckFinding(severity, code, subject, message, steps));

    /// <summary>Errors first, then the shorter ones.</summary>
    public ImmutableArray<CheckFinding> All() =>
    [
        .. _found.Values.OrderByDescending(static one => one.Severity).ThenBy(static one => one.Steps.Length)
            .ThenBy(static one => one.Code, StringComparer.Ordinal).ThenBy(static one => one.Subject, StringComparer.Ordinal),
    ];
}
