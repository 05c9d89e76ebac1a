using System.Collections.Immutable;
using System.Globalization;
using Scew.Keys.Files;
using Scew.Protocol.Groups;

namespace Scew.Client.Eras;

/// <summary>
/// The handovers that a user saw, in one file beside the group's genesis: <c>handovers.json</c>, written whole and synced, only ever extended. What a merchant that left long ago tells is measured
/// by it. A handover that contradicts it is put beside it and never in its place.
/// </summary>
public sealed class HandoverStore(string folder)
{
    /// <summary>Where they are.</summary>
    public string Path { get; } = System.IO.Path.Combine(folder, "handovers.json");

    /// <summary>Puts what is kept into <paramref name="eras"/>; a file that does not lead as far as it says is an <see cref="InvalidDataException"/>.</summary>
    public void LoadInto(GroupEras eras)
    {
        var kept = Read();
        eras.Take(kept);
        if (eras.Handovers.Length < kept.Length)
        {
            throw new InvalidDataException($"{Path} does not prove what it says: handover {eras.Handovers.Length} does not verify");
        }
    }

    /// <summary>Keeps a chain that is proven. A file that leads farther already stays as it is; one that leads elsewhere is a <see cref="GroupForkException"/>.</summary>
    public void Keep(ImmutableArray<Handover> chain)
    {
        // Two processes of one user may learn of an era at once; the longer chain must win.
        using var _ = FileLock.Take(Path + ".lock");
        var kept = Read();
        for (var i = 0; i < Math.Min(kept.Length, chain.Length); i++)
        {
            if (kept[i].Ended.Certified.State != chain[i].Ended.Certified.State)
            {
                KeepFork(chain[i]);
                throw new GroupForkException(kept[i], chain[i]);
            }
        }
        if (chain.Length > kept.Length)
        {
            WholeFile.Replace(Path, HandoverFile.Encode(kept.Concat(chain.Skip(kept.Length)).Select(static one => one.Encode())));
        }
    }

    /// <summary>Keeps the other end of a known epoch beside the chain; its path.</summary>
    public string KeepFork(Handover other)
    {
        var path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"handover-fork-{other.Epoch}-{other.Ended.Certified.State.Block.Short}.json"));
        if (!File.Exists(path))
        {
            WholeFile.Replace(path, HandoverFile.Encode([other.Encode()]));
        }
        return path;
    }

    private ImmutableArray<Handover> Read() => !File.Exists(Path) ? []
        : HandoverFile.Parse(File.ReadAllBytes(Path)) ?? throw new InvalidDataException($"{Path} is no file of handovers; move it away, and the merchants are asked for them again");
}
