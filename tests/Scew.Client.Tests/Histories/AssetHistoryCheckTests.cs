using System.Collections.Immutable;
using System.Text;
using Scew.Client.Histories;
using Scew.Client.Receipts;
using Scew.Client.Tests.Support;
using Scew.Protocol.Receipts;

namespace Scew.Client.Tests.Histories;

/// <summary>A merchant tells an asset's history: what it can lie about and what is found out.</summary>
public sealed class AssetHistoryCheckTests
{
    [Fact]
    public void AnHonestHistoryIsWholeAndEveryEntrySaysWhatStandsBehindIt()
    {
        var whole = ToldHistory.Check(ToldHistory.Page(ToldHistory.True));
        var paged = ToldHistory.Check(
            ToldHistory.Page(ToldHistory.True[..3], 4), ToldHistory.Page([ToldHistory.True[3] with { Receipt = ToldHistory.True[2].Receipt }, ToldHistory.True[4]], 2),
            ToldHistory.Page(ToldHistory.True[5..]));

        foreach (var history in new[] { whole, paged })
        {
            Assert.False(history.IsFalse, string.Join("; ", history.Faults));
            Assert.Empty(history.Gaps);
            Assert.Equal([6, 5, 4, 3, 2, 1], history.Entries.Select(entry => entry.Version));
            Assert.Equal(["retire", null, "mark", "lend", "hold", "asset.create"], history.Entries.Select(entry => entry.Step?.Step));
            Assert.Equal([null, null, null, null, ToldHistory.Other, null], history.Entries.Select(entry => entry.Step?.CalledBy));
            Assert.All(history.Entries, entry => Assert.Equal(entry.Version == 5 ? HistoryProof.Timer : HistoryProof.Verified, entry.Proof));
            Assert.Equal((ToldHistory.Timer, true), (history.Entries[1].Timer, history.Entries[1].WasArmed));
            Assert.Equal(2, history.Merchant);
        }
    }

    [Fact]
    public void WhatWasNotAskedForIsNoGap()
    {
        var history = ToldHistory.Check(ToldHistory.Page(ToldHistory.True[..2], 5));

        Assert.True(history is { HasOlder: true, IsFalse: false, Gaps.IsEmpty: true });
    }

    [Theory]
    [InlineData(0, 6, 6)]
    [InlineData(1, 5, 5)]
    [InlineData(4, 2, 2)]
    [InlineData(5, 1, 1)]
    public void AnEntryThatIsLeftOutIsNamed(int index, long from, long to)
    {
        var entries = ToldHistory.True.RemoveAt(index);
        var history = ToldHistory.Check(ToldHistory.Page(entries));

        Assert.True(history.IsFalse);
        Assert.Equal(new HistoryGap(from, to, false), Assert.Single(history.Gaps));
        // That it holds no more of what was made up to height 13 explains versions 1 and 2, and nothing later.
        var pruned = ToldHistory.Check(ToldHistory.Page(entries, complete: 13));
        Assert.Equal(new HistoryGap(from, to, index >= 4), Assert.Single(pruned.Gaps));
        Assert.Equal(index < 4, pruned.IsFalse);
    }

    [Fact]
    public void AnEmptyHistoryOfAnAssetThatIsThereLeavesEverythingOut()
    {
        Assert.Equal(new HistoryGap(1, 6, false), Assert.Single(ToldHistory.Check(ToldHistory.Page([])).Gaps));
        Assert.Equal(new HistoryGap(1, 6, true), Assert.Single(ToldHistory.Check(ToldHistory.Page([], complete: 30)).Gaps));
    }

    /// <summary>What a liar tells, and what is said of it.</summary>
    public static TheoryData<string, string> Lies => new()
    {
        { "another asset's request", "version 2: its receipt does not say that the request made it" },
        { "a refused request", "version 6: its receipt does not say that the request made it" },
        { "a request under another version", "version 5: its receipt does not say that the request made it" },
        { "a request at another height", "version 6: its receipt is of another place or time" },
        { "a request at another time", "version 6: its receipt is of another place or time" },
        { "another result", "version 6: its receipt does not verify: the Merkle path does not lead to the attested root" },
        { "another order", "version 2: it does not stand where its version and height belong" },
        { "the same twice", "version 6: it does not stand where its version and height belong" },
        { "a version that is not there yet", "version 7: it does not stand where its version and height belong" },
        { "an old version at a new height", "version 6: it does not stand where its version and height belong" },
        { "a timer that was not armed", "version 5: the receipt of version 4 shows no timer 'ring' armed for that time" },
        { "a timer armed for another time", "version 5: the receipt of version 4 shows no timer 'back' armed for that time" },
        { "a timer that is armed still", "version 3: its timer 'back' is still armed after it" },
        { "a timer before it is due", "version 5: a timer does not fire before it is due" },
        { "a timer that creates", "version 1: a timer creates nothing" },
        { "another asset", "the page answers another question than was asked" },
        { "an old state", "the page answers another question than was asked" },
        { "a page that goes on elsewhere", "the page answers another question than was asked" },
        { "a page without end", "the page answers another question than was asked" },
        { "more gone than there was", "the page answers another question than was asked" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void ALieIsFoundOut(string lie, string sentence)
    {
        var history = ToldHistory.Check(Tell(lie));

        Assert.True(history.IsFalse);
        Assert.Contains(sentence, history.Faults);
    }

    /// <summary>A step that time is said to have taken, in place of a request that is hidden: nothing contradicts it, so it stays what it is, one merchant's word.</summary>
    [Fact]
    public void ATimerThatFitsIsOneMerchantsWordAndNeverVerified()
    {
        var hidden = ToldHistory.True.SetItem(4, new AssetHistoryEntry(2, 12, 12_000, -1, new AssetHistoryTimer(ToldHistory.Other, "tick", 11_000, true), default));
        var history = ToldHistory.Check(ToldHistory.Page(hidden));

        Assert.False(history.IsFalse);
        Assert.Equal(HistoryProof.Timer, history.Entries[4].Proof);
        Assert.False(history.Entries[4].WasArmed);
    }

    [Fact]
    public void WhatAnotherMerchantTellsAlikeIsCountedWhereNoReceiptProvesIt()
    {
        var history = ToldHistory.Check(ToldHistory.Page(ToldHistory.True));
        var other = ToldHistory.Check(ToldHistory.Page(ToldHistory.True.SetItem(1, ToldHistory.True[1] with { Height = 22 })));

        Assert.Equal([1, 2, 1, 1, 1, 1], history.ToldAlsoBy(history).Entries.Select(entry => entry.Merchants));
        Assert.Equal([1, 1, 1, 1, 1, 1], history.ToldAlsoBy(other).Entries.Select(entry => entry.Merchants));
        Assert.True(history.NeedsMore(2));
        Assert.False(history.ToldAlsoBy(history).NeedsMore(2));
        // Another one's receipt proves what this one had none for.
        var lacking = ToldHistory.Check(ToldHistory.Page(ToldHistory.True.SetItem(0, ToldHistory.True[0] with { Receipt = default })));
        Assert.Equal(HistoryProof.Verified, lacking.ToldAlsoBy(history).Entries[0].Proof);
    }

    [Fact]
    public void ARequestWithoutAReceiptIsOneMerchantsWord()
    {
        var history = ToldHistory.Check(ToldHistory.Page(ToldHistory.True.SetItem(0, ToldHistory.True[0] with { Receipt = default })));

        Assert.False(history.IsFalse);
        Assert.Equal(HistoryProof.Unattested, history.Entries[0].Proof);
    }

    [Fact]
    public void TheRegisterThatIsArmedStillContradictsItsTimer()
    {
        var check = new AssetHistoryCheck(
            ToldHistory.Tool, ToldHistory.Now, new ReceiptVerifier(SignedGroup.Genesis), ImmutableSortedDictionary<string, long>.Empty.Add("back", 24_000));
        check.Add(ToldHistory.Page(ToldHistory.True.SetItem(0, new AssetHistoryEntry(6, 25, 25_000, -1, ToldHistory.Timer with { DueMs = 24_000 }, default))));

        Assert.Contains("version 6: its timer 'back' is still armed after it", check.Finish(0).Faults);
    }

    /// <summary>Versions fall from page to page, so without this a merchant could keep whoever asks for 2^53 of them.</summary>
    [Fact]
    public void WhoIsFoundOutIsAskedForNoMorePages()
    {
        var check = new AssetHistoryCheck(ToldHistory.Tool, ToldHistory.Now, new ReceiptVerifier(SignedGroup.Genesis));
        check.Add(ToldHistory.Page([ToldHistory.Refused], 6));

        Assert.Null(check.Next);
        Assert.True(check.Finish(0).IsFalse);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"appliedHeight":1,"completeAbove":0,"entries":[],"id":"tool","pageVersion":2}""")]
    [InlineData("""{"appliedHeight":1,"completeAbove":0,"entries":[{"height":1,"timeMs":1,"version":1}],"id":"tool","pageVersion":1}""")]
    [InlineData("""{"appliedHeight":1,"completeAbove":0,"entries":[{"height":1,"place":-1,"timeMs":1,"version":1}],"id":"tool","pageVersion":1}""")]
    [InlineData("""{"appliedHeight":1,"completeAbove":0,"entries":[],"id":"tool","next":null,"pageVersion":1}""")]
    [InlineData("""{"appliedHeight":1,"completeAbove":0, "entries":[],"id":"tool","pageVersion":1}""")]
    public void WhatIsNoPageIsNone(string json) => Assert.Null(AssetHistoryPage.Parse(Encoding.UTF8.GetBytes(json)));

    private static AssetHistoryPage Tell(string lie)
    {
        var (all, timer) = (ToldHistory.True, ToldHistory.Timer);
        return lie switch
        {
            "another asset's request" => ToldHistory.Page(all.SetItem(4, ToldHistory.Foreign)),
            "a refused request" => ToldHistory.Page(all.SetItem(0, ToldHistory.Refused)),
            "a request under another version" => ToldHistory.Page(all.SetItem(1, ToldHistory.True[2] with { Version = 5 })),
            "a request at another height" => ToldHistory.Page(all.SetItem(0, all[0] with { Height = 26 })),
            "a request at another time" => ToldHistory.Page(all.SetItem(0, all[0] with { TimeMs = 1 })),
            "another result" => ToldHistory.Page(all.SetItem(0, all[0] with { Receipt = Replace(all[0].Receipt, "Broken", "Ready!") })),
            "another order" => ToldHistory.Page([.. all[..4], all[5], all[4]]),
            "the same twice" => ToldHistory.Page(all.Insert(0, all[0])),
            "a version that is not there yet" => ToldHistory.Page(all.Insert(0, all[0] with { Version = 7 })),
            "an old version at a new height" => ToldHistory.Page(all.SetItem(0, all[0] with { Height = 31 })) with { AppliedHeight = 40 },
            "a timer that was not armed" => ToldHistory.Page(all.SetItem(1, all[1] with { Timer = timer with { Transition = "ring" } })),
            "a timer armed for another time" => ToldHistory.Page(all.SetItem(1, all[1] with { Timer = timer with { DueMs = 19_000 } })),
            "a timer that is armed still" => ToldHistory.Page(all.SetItem(3, new AssetHistoryEntry(3, 14, 21_000, -1, timer, default))),
            "a timer before it is due" => ToldHistory.Page(all.SetItem(1, all[1] with { TimeMs = 19_999 })),
            "a timer that creates" => ToldHistory.Page(all.SetItem(5, new AssetHistoryEntry(1, 10, 30_000, -1, timer, default))),
            "another asset" => ToldHistory.Page(all) with { Id = ToldHistory.Other },
            "an old state" => ToldHistory.Page(all) with { AppliedHeight = 29 },
            "a page that goes on elsewhere" => ToldHistory.Page(all[..2], 4),
            "a page without end" => ToldHistory.Page([], 4),
            _ => ToldHistory.Page(all, complete: 31),
        };
    }

    private static byte[] Replace(ReadOnlyMemory<byte> receipt, string old, string other) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(receipt.Span).Replace(old, other, StringComparison.Ordinal));
}
