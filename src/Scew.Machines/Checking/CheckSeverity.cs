namespace Scew.Machines.Checking;

/// <summary>Whether a finding keeps a machine from being deployed.</summary>
public enum CheckSeverity
{
    /// <summary>It does not.</summary>
    Warning = 0,

    /// <summary>It does.</summary>
    Error = 1,
}
