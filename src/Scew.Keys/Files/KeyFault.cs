namespace Scew.Keys.Files;

/// <summary>Why a key file or a passphrase was not taken.</summary>
public enum KeyFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>More bytes than a key file has.</summary>
    TooLarge,

    /// <summary>Not a key file: no JSON, a member missing, unknown, twice or of a wrong form.</summary>
    Malformed,

    /// <summary>Written by a later version.</summary>
    UnsupportedVersion,

    /// <summary>Fewer iterations than 600,000: the passphrase could be guessed too cheaply.</summary>
    TooWeak,

    /// <summary>More iterations than 10,000,000: opening it would take minutes.</summary>
    TooCostly,

    /// <summary>The passphrase is wrong, or the file was changed; nobody can tell which.</summary>
    WrongPassphrase,

    /// <summary>The file opens, but holds no key of its kind or another one than it names.</summary>
    KeyMismatch,

    /// <summary>A key of another kind was asked for.</summary>
    WrongKind,

    /// <summary>The passphrase is too short, too long or no text.</summary>
    BadPassphrase,

    /// <summary>The name of a key is not a safe file name.</summary>
    BadName,

    /// <summary>No key of this name.</summary>
    NotFound,

    /// <summary>There is a key or a file of this name; nothing is overwritten.</summary>
    AlreadyExists,

    /// <summary>Others may read the file.</summary>
    Permissions,

    /// <summary>The file system refused.</summary>
    Storage,
}
