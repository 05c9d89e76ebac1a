namespace Scew.Silo.Commands;

/// <summary>How one thing was found.</summary>
internal enum DoctorState
{
    Ok,

    /// <summary>Works, and may not for long.</summary>
    Warning,

    /// <summary>A silo would not start, or promises less than it says.</summary>
    Failed,

    /// <summary>Could not be looked at; no fault of this machine's.</summary>
    Unknown,
}

/// <summary>One thing that was looked at; <paramref name="Next"/> is what to do about it.</summary>
internal sealed record DoctorFinding(string Name, DoctorState State, string Message, string? Next = null)
{
    public static DoctorFinding Ok(string name, string message) => new(name, DoctorState.Ok, message);

    public static DoctorFinding Warning(string name, string message, string next) => new(name, DoctorState.Warning, message, next);

    public static DoctorFinding Failed(string name, string message, string next) => new(name, DoctorState.Failed, message, next);

    public static DoctorFinding Unknown(string name, string message) => new(name, DoctorState.Unknown, message);
}
