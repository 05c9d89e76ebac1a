using System.Collections.Immutable;
using Scew.Keys.Files;
using Scew.Protocol;

namespace Scew.Client.Submission;

/// <summary>
/// Signed requests and their receipts, one file each: <c>outbox/ID.jws</c> is synced before the first send and stays until <c>receipts/ID.json</c> is synced.
/// So whatever ends this process, the same bytes can be sent again, and an unknown outcome has an owner.
/// </summary>
public sealed class Outbox
{
    private readonly string _pending;
    private readonly string _receipts;

    /// <summary>Uses (and makes) two folders under <paramref name="folder"/>.</summary>
    public Outbox(string folder)
    {
        _pending = Path.Combine(folder, "outbox");
        _receipts = Path.Combine(folder, "receipts");
        Directory.CreateDirectory(_pending);
        Directory.CreateDirectory(_receipts);
    }

    /// <summary>Keeps a request; keeping it twice changes nothing.</summary>
    public void Keep(Digest requestId, ReadOnlySpan<byte> wire)
    {
        var path = PendingPath(requestId);
        if (!File.Exists(path))
        {
            WholeFile.Replace(path, wire);
        }
    }

    /// <summary>Keeps a verified receipt and lets the request go.</summary>
    public void Settle(Digest requestId, ReadOnlySpan<byte> receipt)
    {
        WholeFile.Replace(ReceiptPath(requestId), receipt);
        File.Delete(PendingPath(requestId));
    }

    /// <summary>As <see cref="Settle"/>; where the disk refuses, the request stays and the reason comes back: it must not hide an outcome that is known.</summary>
    public string? TrySettle(Digest requestId, ReadOnlySpan<byte> receipt)
    {
        try
        {
            Settle(requestId, receipt);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"the receipt of {requestId} could not be kept: {failure.Message}";
        }
    }

    /// <summary>Lets a request go that can never be executed, keeping it beside the receipts with its proof.</summary>
    public void Bury(Digest requestId, ReadOnlySpan<byte> proof)
    {
        WholeFile.Replace(Path.Combine(_receipts, requestId + ".never.json"), proof);
        File.Delete(PendingPath(requestId));
    }

    /// <summary>Lets a request go that no correct merchant will ever take.</summary>
    public void Drop(Digest requestId) => File.Delete(PendingPath(requestId));

    /// <summary>The bytes of a pending request, or null.</summary>
    public byte[]? Pending(Digest requestId) => ReadOrNull(PendingPath(requestId));

    /// <summary>The receipt of a request, or null.</summary>
    public byte[]? Receipt(Digest requestId) => ReadOrNull(ReceiptPath(requestId));

    /// <summary>The proof that a request was never executed, or null.</summary>
    public byte[]? NeverExecuted(Digest requestId) => ReadOrNull(Path.Combine(_receipts, requestId + ".never.json"));

    /// <summary>Where the receipt of a request lies or will lie.</summary>
    public string ReceiptPath(Digest requestId) => Path.Combine(_receipts, requestId + ".json");

    /// <summary>Ids of requests without an outcome, in the order of their ids.</summary>
    public ImmutableArray<Digest> PendingIds() => Ids(_pending, ".jws");

    /// <summary>Ids of requests with a receipt, in the order of their ids.</summary>
    public ImmutableArray<Digest> ReceiptIds() => Ids(_receipts, ".json");

    private string PendingPath(Digest requestId) => Path.Combine(_pending, requestId + ".jws");

    private static ImmutableArray<Digest> Ids(string folder, string extension)
    {
        var ids = new List<Digest>();
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            var name = Path.GetFileName(path);
            if (name.EndsWith(extension, StringComparison.Ordinal) && Digest.TryParse(name.AsSpan()[..^extension.Length], out var id))
            {
                ids.Add(id);
            }
        }
        ids.Sort();
        return [.. ids];
    }

    private static byte[]? ReadOrNull(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;
}
