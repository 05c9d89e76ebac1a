using Scew.Client.Tests.Histories;
using Scew.Client.Tests.Support;
using Scew.Protocol.Receipts;
using Scew.Protocol.Tests.Fuzz;

namespace Scew.WebTests.Proof;

/// <summary>What a merchant tells of an asset, true and changed in every way: the page finds what the console finds, word for word.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task The_page_finds_what_the_console_finds()
    {
        var random = new Prng(21);
        AssetHistoryEntry[][] told =
        [
            [.. ToldHistory.True],
            .. Enumerable.Range(0, 6).Select(i => (AssetHistoryEntry[])[.. ToldHistory.True.RemoveAt(i)]),
            .. Enumerable.Range(0, 250).Select(_ => Changed(random)),
        ];
        var pages = told.Select((entries, i) => ToldHistory.Page(entries, i % 7 == 3 ? entries[^1].Version : null, i % 5 == 2 ? random.Below(40) : 0)).ToList();
        await using var page = await ProofPage.OpenAsync();
        var found = await page.CallAsync<Found[]>(
            ProofPage.Checks, "histories", SignedGroup.File.Encode(), new { kind = "asset", id = ToldHistory.Tool, height = ToldHistory.Height, register = new { version = ToldHistory.Version } },
            pages.Select(one => one.Encode()));
        for (var i = 0; i < pages.Count; i++)
        {
            var expected = ToldHistory.Check(pages[i]);
            Assert.Equal(expected.Faults, found[i].Faults);
            Assert.Equal(expected.Gaps.Select(gap => $"{gap.From} {gap.To} {gap.IsPruned}".ToLowerInvariant()), found[i].Gaps);
            Assert.Equal(
                expected.Entries.Select(entry => $"{entry.Version} {entry.Proof} {entry.Step?.Step ?? ""} {entry.Step?.CalledBy ?? ""} {entry.WasArmed}".ToLowerInvariant()), found[i].Entries);
            Assert.Equal((expected.IsFalse, expected.HasOlder), (found[i].IsFalse, found[i].HasOlder));
        }
        Assert.False(found[0].IsFalse);
        Assert.True(found.Count(one => one.IsFalse) > 100 && found.SelectMany(one => one.Faults).Distinct().Count() > 10);
    }

    private static AssetHistoryEntry[] Changed(Prng random)
    {
        var entries = ToldHistory.True.Add(ToldHistory.Foreign).Add(ToldHistory.Refused).RemoveAt(random.Below(6)).ToList();
        entries = [.. entries.Take(ToldHistory.True.Length - random.Below(2))];
        for (var changes = random.Below(3); changes >= 0; changes--)
        {
            var at = random.Below(entries.Count);
            var one = entries[at];
            entries[at] = random.Below(10) switch
            {
                0 => one with { Version = random.Below(9) },
                1 => one with { Height = random.Below(40) },
                2 => one with { TimeMs = one.TimeMs + random.Below(3) - 1 },
                3 when one.Timer is null => one with { Place = random.Below(3) },
                4 => one with { Receipt = entries[random.Below(entries.Count)].Receipt, Timer = null, Place = Math.Max(0, one.Place) },
                5 => one with { Receipt = default, Timer = null, Place = Math.Max(0, one.Place) },
                6 => one with { Timer = ToldHistory.Timer with { DueMs = ToldHistory.DueMs + random.Below(3) - 1 }, Receipt = default, Place = -1 },
                7 => one with { Timer = ToldHistory.Timer with { AssetId = random.Pick(ToldHistory.Tool, ToldHistory.Other), Transition = random.Pick("back", "mark") }, Receipt = default, Place = -1 },
                8 => random.Pick(ToldHistory.Foreign, ToldHistory.Refused),
                _ => entries[random.Below(entries.Count)],
            };
        }
        return [.. entries];
    }

    private sealed record Found(string[] Faults, string[] Gaps, string[] Entries, bool IsFalse, bool HasOlder);
}
