namespace Scew.Protocol.Api;

/// <summary>What processes of this project return to a shell. Append only.</summary>
public enum ExitCode
{
    /// <summary>The result is on stdout.</summary>
    Ok = 0,

    /// <summary>Failed for another reason.</summary>
    General = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>No such wallet, asset, request, key or file.</summary>
    NotFound = 3,

    /// <summary>The key is locked or the passphrase wrong.</summary>
    Locked = 4,

    /// <summary>Refused by a contract or by validation.</summary>
    Refused = 5,

    /// <summary>Outcome unknown: ask again with the same request.</summary>
    OutcomeUnknown = 6,

    /// <summary>No merchant answers, or too few.</summary>
    Unavailable = 7,

    /// <summary>An answer or a file does not verify.</summary>
    VerificationFailed = 8,

    /// <summary>A fork or evidence of a lie was found.</summary>
    EvidenceFound = 9,

    /// <summary>A disk refused to write.</summary>
    Storage = 74,

    /// <summary>Interrupted.</summary>
    Interrupted = 130,
}
