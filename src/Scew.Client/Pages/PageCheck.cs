using System.Collections.Immutable;
using Scew.Protocol.Pages;

namespace Scew.Client.Pages;

/// <summary>What one merchant said of its page; without a <paramref name="Manifest"/> the reason why it counts for nothing.</summary>
public sealed record PageWord(int Merchant, string Name, PageManifest? Manifest, string Reason);

/// <summary>How a file of a page's address stands to the files that merchants signed.</summary>
public enum PageFileState
{
    /// <summary>Byte for byte what was signed.</summary>
    Same,

    /// <summary>Other bytes.</summary>
    Differs,

    /// <summary>Not served, or not readable.</summary>
    Missing,

    /// <summary>Named by the address's own manifest, and not signed by the others.</summary>
    Extra,
}

/// <summary>One file; <paramref name="Found"/> is what came instead of what was signed, for a person.</summary>
public sealed record PageFileFinding(string Path, PageFileState State, string Found);

/// <summary>
/// A page compared with what merchants sign. <paramref name="Manifest"/> is null when fewer than f+1 signed the same files: then nothing was compared. It proves nothing of what another visitor,
/// or another visit, is sent.
/// </summary>
public sealed record PageCheck(PageManifest? Manifest, ImmutableArray<PageWord> Words, ImmutableArray<PageFileFinding> Files)
{
    /// <summary>Names of those who signed the manifest.</summary>
    public ImmutableArray<string> Signers => Manifest?.Hash() is { } hash ? [.. Words.Where(word => word.Manifest?.Hash() == hash).Select(word => word.Name)] : [];

    /// <summary>Everything that the address sends is what was signed.</summary>
    public bool IsVerified => Manifest is not null && Files.All(file => file.State == PageFileState.Same);

    /// <summary>
    /// The manifest that most merchants signed, and at least f+1, so that an honest one is among them; where two have as many, the one whose first signer stands first in genesis. Null when
    /// there is none.
    /// </summary>
    internal static PageManifest? Majority(IEnumerable<PageWord> words, int needed) => words
        .Where(static word => word.Manifest is not null)
        .GroupBy(static word => word.Manifest!.Hash())
        .Where(same => same.Count() >= needed)
        .OrderByDescending(static same => same.Count()).ThenBy(static same => same.Min(word => word.Merchant))
        .FirstOrDefault()?.First().Manifest;
}
