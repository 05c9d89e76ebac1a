namespace Scew.Protocol.Groups;

/// <summary>Why bytes are no genesis of a group.</summary>
public enum GenesisFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>More bytes than allowed.</summary>
    TooLarge,

    /// <summary>Not the canonical JSON of a genesis.</summary>
    Malformed,

    /// <summary>Well formed, but a rule of valid groups is broken; the message names it.</summary>
    Rule,

    /// <summary>A merchant's consent is missing.</summary>
    ConsentMissing,

    /// <summary>A merchant's consent does not verify.</summary>
    ConsentInvalid,
}

/// <summary>Either a genesis document or why there is none.</summary>
public sealed record ParsedGenesis(GenesisFault Fault, string Message, GenesisDocument? Document);
