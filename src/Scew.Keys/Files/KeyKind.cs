namespace Scew.Keys.Files;

/// <summary>What the key of a file is for.</summary>
public enum KeyKind
{
    /// <summary>Signs requests, votes and attestations: <c>signing</c>, named by its <c>account</c>.</summary>
    Signing,

    /// <summary>Secures peer links: <c>link</c>, named by its <c>pin</c>.</summary>
    Link,

    /// <summary>What all keys of a customer's encrypted integers follow from: <c>master</c>, named by its <c>fingerprint</c>.</summary>
    Master,

    /// <summary>What the key of a group's secure modules follows from: <c>module</c>, named by its <c>fingerprint</c>.</summary>
    Module,
}
