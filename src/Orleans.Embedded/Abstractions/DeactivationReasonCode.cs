namespace Orleans;

/// <summary>Why an activation ends.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason.</summary>
    None = 0,

    /// <summary>The silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>Activation failed.</summary>
    ActivationFailed = 2,

    /// <summary>The grain directory failed.</summary>
    DirectoryFailure = 3,

    /// <summary>The activation was idle.</summary>
    ActivationIdle = 4,

    /// <summary>The activation does not respond.</summary>
    ActivationUnresponsive = 5,

    /// <summary>There is another activation.</summary>
    DuplicateActivation = 6,

    /// <summary>The activation cannot serve a request's version.</summary>
    IncompatibleRequest = 7,

    /// <summary>The grain's own error, such as a storage conflict.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>The activation moves.</summary>
    Migrating = 10,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>Memory is short.</summary>
    HighMemoryPressure = 12,
}
