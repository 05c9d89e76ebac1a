using System.Collections.Immutable;
using System.Globalization;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Receipts;

namespace Scew.Client.Histories;

/// <summary>
/// Checks the pages of one merchant's history of an asset against a certified read of it. What binds an entry to the asset and to its place: the result under the receipt names the asset and the
/// version that the request made, and versions have no gaps; so a request cannot be invented, moved, or left out unseen. What time did has no receipt: the receipts and the register
/// beside it must fit it, and its height must fit the version that n-f merchants attest.
/// </summary>
public sealed class AssetHistoryCheck(string assetId, RegisterRead now, ReceiptVerifier verifier, IReadOnlyDictionary<string, long>? armedNow = null)
{
    private readonly List<HistoryEntry> _entries = [];
    private readonly List<HistoryGap> _gaps = [];
    private readonly List<string> _faults = [];
    private (long Height, int Place, VerifiedReceipt? Receipt) _last = (long.MaxValue, int.MaxValue, null);
    private long _next = long.MaxValue;
    private long _complete;
    private bool _ended;

    /// <summary>The newest version that n-f merchants attest.</summary>
    private long Version => now.Register?.Version ?? 0;

    /// <summary>Entries so far.</summary>
    public int Count => _entries.Count;

    /// <summary>Below which version the next page begins; null when there is none, or nothing more is worth asking.</summary>
    public long? Next { get; private set; }

    /// <summary>Takes the next page.</summary>
    public void Add(AssetHistoryPage page)
    {
        Invariant.Require(!_ended, "pages are added until there is no next one");
        if (page.Id != assetId || page.AppliedHeight < now.Height || page.CompleteAbove > page.AppliedHeight || (page.Next is { } next && (page.Entries.IsEmpty || page.Entries[^1].Version != next)))
        {
            Fault("the page answers another question than was asked");
            return;
        }
        _complete = Math.Max(_complete, page.CompleteAbove);
        foreach (var entry in page.Entries)
        {
            if (!IsInOrder(entry, page.AppliedHeight))
            {
                Fault(Of(entry.Version, "it does not stand where its version and height belong"));
                return;
            }
            Miss(entry.Version, entry.Height);
            Take(entry);
        }
        // Versions fall, but from a number that the merchant chose: who is found out is asked nothing more.
        Next = _faults.Count == 0 ? page.Next : null;
        _ended = Next is null;
    }

    /// <summary>What came of it; <paramref name="merchant"/> is who told it.</summary>
    public AssetHistory Finish(int merchant)
    {
        var hasOlder = Next is not null;
        if (!hasOlder && _faults.Count == 0)
        {
            Miss(0, 0);
        }
        CheckTimers();
        return new AssetHistory(merchant, [.. _entries], [.. _gaps], [.. _faults], _complete, hasOlder);
    }

    private static string Of(long version, string what) => string.Create(CultureInfo.InvariantCulture, $"version {version}: {what}");

    private void Fault(string sentence)
    {
        _faults.Add(sentence);
        Next = null;
        _ended = true;
    }

    private bool IsInOrder(AssetHistoryEntry entry, long appliedHeight) =>
        entry.Version > 0 && entry.Version < _next && entry.Height > 0 && entry.Height <= appliedHeight
        && (entry.Height < _last.Height || (entry.Height == _last.Height && entry.Place <= _last.Place))
        && entry.Version <= Version == entry.Height <= now.Height;

    /// <summary>Versions between this one and the one before in the list. What was made at or below the height above which the merchant holds everything may be gone.</summary>
    private void Miss(long version, long height)
    {
        var to = (_next == long.MaxValue ? Math.Max(Version, version) + 1 : _next) - 1;
        if (version < to)
        {
            _gaps.Add(new HistoryGap(version + 1, to, _complete > 0 && height <= _complete));
        }
        _next = version;
    }

    private void Take(AssetHistoryEntry entry)
    {
        var isTold = (_last.Height, _last.Place) == (entry.Height, entry.Place);
        var (receipt, reason) = entry.Timer is not null ? (null, "") : !entry.Receipt.IsEmpty ? verifier.Verify(entry.Receipt) : (isTold ? _last.Receipt : null, "");
        _last = (entry.Height, entry.Place, receipt);
        if (receipt is null)
        {
            if (reason.Length > 0)
            {
                _faults.Add(Of(entry.Version, "its receipt does not verify: " + reason));
                return;
            }
            if (entry.Timer is { } timer && (entry.Version == 1 || timer.DueMs > entry.TimeMs))
            {
                _faults.Add(Of(entry.Version, entry.Version == 1 ? "a timer creates nothing" : "a timer does not fire before it is due"));
                return;
            }
            _entries.Add(new HistoryEntry(
                entry.Version, entry.Height, entry.Place, entry.TimeMs, entry.Timer is null ? HistoryProof.Unattested : HistoryProof.Timer, null, null, entry.Timer));
            return;
        }
        var step = ProvenStep.Of(receipt, assetId).FirstOrDefault(proven => proven.Version == entry.Version);
        if (step is null || (receipt.Height, receipt.Index, receipt.TimeMs) != (entry.Height, entry.Place, entry.TimeMs))
        {
            _faults.Add(Of(entry.Version, step is null ? "its receipt does not say that the request made it" : "its receipt is of another place or time"));
            return;
        }
        _entries.Add(new HistoryEntry(entry.Version, entry.Height, entry.Place, entry.TimeMs, HistoryProof.Verified, receipt, step, null));
    }

    /// <summary>A timer that fired was armed for that time in the version before, and is not armed for it in the one after: it may be armed again for a later time only.</summary>
    private void CheckTimers()
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            var entry = _entries[i];
            if (entry.Timer is not { } timer || timer.AssetId != assetId)
            {
                continue;
            }
            var before = TimersAt(i + 1, entry.Version - 1);
            var after = entry.Version == Version ? armedNow : TimersAt(i - 1, entry.Version + 1);
            if (before is not null && !IsArmed(before, timer))
            {
                _faults.Add(Of(entry.Version, $"the receipt of version {entry.Version - 1} shows no timer '{timer.Transition}' armed for that time"));
            }
            if (after is not null && IsArmed(after, timer))
            {
                _faults.Add(Of(entry.Version, $"its timer '{timer.Transition}' is still armed after it"));
            }
            _entries[i] = entry with { WasArmed = before is not null && IsArmed(before, timer) };
        }
    }

    private ImmutableSortedDictionary<string, long>? TimersAt(int index, long version) =>
        index >= 0 && index < _entries.Count && _entries[index].Version == version ? _entries[index].Step?.Timers : null;

    private static bool IsArmed(IReadOnlyDictionary<string, long> timers, AssetHistoryTimer timer) => timers.TryGetValue(timer.Transition, out var dueMs) && dueMs == timer.DueMs;
}
