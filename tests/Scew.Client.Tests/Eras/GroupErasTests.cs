using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Protocol.Groups;

namespace Scew.Client.Tests.Eras;

/// <summary>What old keys are worth, and what is kept of the eras that were seen.</summary>
[Trait("row", "H3")]
[Trait("row", "A18")]
public sealed class GroupErasTests : IDisposable
{
    private readonly EraGroup _group = new();

    public void Dispose() => _group.Dispose();

    [Fact]
    public void AReceiptIsCheckedWithTheMembersOfItsEra()
    {
        var request = _group.Request();
        var eras = Known(2);
        var verifier = new ReceiptVerifier(eras);

        Assert.Equal(0, verifier.Verify(_group.Receipt(request, 0, 12)).Receipt!.Epoch);
        Assert.Equal(1, verifier.Verify(_group.Receipt(request, 1, 41), request).Receipt!.Epoch);
        Assert.Equal(2, verifier.Verify(_group.Receipt(request, 2, 4000)).Receipt!.Epoch);
        Assert.Equal(["a", "b", "e"], verifier.Verify(_group.Receipt(request, 2, 4000)).Receipt!.Signers.Select(eras.Present.NameOf));
        Assert.NotNull(verifier.Verify(_group.Receipt(request, 0, 40)).Receipt);
        Assert.NotNull(verifier.Verify(_group.Receipt(request, 1, 40)).Receipt);
    }

    [Fact]
    public void AboveItsLastHeightAnEndedEraProvesNothing()
    {
        var request = _group.Request();
        var late = _group.Receipt(request, 0, 41);

        Assert.NotNull(new ReceiptVerifier(_group.Genesis).Verify(late).Receipt);
        var (receipt, reason) = new ReceiptVerifier(Known(1)).Verify(late);
        Assert.Null(receipt);
        Assert.Contains("ended at height 40", reason, StringComparison.Ordinal);
        Assert.Contains("began at height 40", new ReceiptVerifier(Known(1)).Verify(_group.Receipt(request, 1, 39)).Reason, StringComparison.Ordinal);
        Assert.Contains("epoch 0 is the newest", new ReceiptVerifier(_group.Genesis).Verify(_group.Receipt(request, 1, 41)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhoKnowsOneEraFromElsewhereChecksWithThatOne()
    {
        var request = _group.Request();
        var verifier = new ReceiptVerifier(_group.Eras[1]);

        Assert.NotNull(verifier.Verify(_group.Receipt(request, 1, 41)).Receipt);
        Assert.Null(verifier.Verify(_group.Receipt(request, 0, 12)).Receipt);
        Assert.True(verifier.Eras.Take(_group.Handovers));
        Assert.NotNull(verifier.Verify(_group.Receipt(request, 2, 99)).Receipt);
        Assert.Null(verifier.Verify(_group.Receipt(request, 1, 99)).Receipt);
    }

    [Fact]
    public void AHandoverWithoutTheNewQuorumOrOfAnotherPlaceLeadsNowhere()
    {
        var eras = new GroupEras(_group.Genesis);
        var first = _group.Handovers[0];

        Assert.False(eras.Take([_group.Handovers[1]]));
        Assert.False(eras.Take([first with { Begun = first.Begun[..2] }]));
        Assert.False(eras.Take([first with { Header = first.Header with { View = 7 } }]));
        Assert.False(eras.Take([first with { Ended = first.Ended with { Register = null } }]));
        Assert.True(eras.Take(_group.Handovers));
        Assert.Equal(2, eras.Present.Epoch);
        Assert.False(eras.Take([]));
        Assert.False(eras.Take([first]));
        Assert.Equal(2, eras.Present.Epoch);
    }

    [Fact]
    public void AnotherEndOfAKnownEpochIsAForkAndBothAreKept()
    {
        var store = new HandoverStore(_group.Folder);
        var eras = new GroupEras(_group.Genesis);
        eras.Take(_group.Handovers, store.Keep);
        var kept = File.ReadAllBytes(store.Path);

        var fork = Assert.Throws<GroupForkException>(() => eras.Take([_group.Fork(0)]));
        Assert.Equal(0, fork.Known.Epoch);
        Assert.Equal(41, fork.Other.Height);
        Assert.Throws<GroupForkException>(() => store.Keep([_group.Fork(0)]));
        var other = store.KeepFork(fork.Other);

        Assert.Equal(41, Assert.Single(HandoverFile.Parse(File.ReadAllBytes(other))!.Value).Height);
        Assert.Equal(kept, File.ReadAllBytes(store.Path));
        Assert.Equal(2, eras.Present.Epoch);
        // What nobody signed is a lie of whoever shows it, and no fork.
        Assert.False(eras.Take([_group.Fork(0) with { Begun = [] }]));
    }

    [Fact]
    public void TheFileIsOnlyEverExtended()
    {
        var store = new HandoverStore(_group.Folder);
        Known(1, store);
        var (one, longer) = (File.ReadAllBytes(store.Path), Known(2, store));
        var two = File.ReadAllBytes(store.Path);
        store.Keep(_group.Handovers[..1]);
        store.Keep([]);

        Assert.Equal(2, longer.Present.Epoch);
        Assert.True(two.Length > one.Length);
        Assert.Equal(two, File.ReadAllBytes(store.Path));
        var again = new GroupEras(_group.Genesis);
        store.LoadInto(again);
        Assert.Equal(2, again.Present.Epoch);
        Assert.Equal("f", again.Present.Document.Merchants[3].Name);
    }

    [Fact]
    public void AFileThatWasChangedIsRefused()
    {
        var store = new HandoverStore(_group.Folder);
        File.WriteAllBytes(store.Path, HandoverFile.Encode([_group.Handovers[0].Encode(), (_group.Handovers[1] with { Begun = [] }).Encode()]));
        Assert.Throws<InvalidDataException>(() => store.LoadInto(new GroupEras(_group.Genesis)));
        File.WriteAllText(store.Path, "[");
        Assert.Throws<InvalidDataException>(() => store.LoadInto(new GroupEras(_group.Genesis)));
    }

    private GroupEras Known(int handovers, HandoverStore? store = null)
    {
        var eras = new GroupEras(_group.Genesis);
        eras.Take(_group.Handovers.Take(handovers), store is null ? null : store.Keep);
        Assert.Equal(handovers, eras.Present.Epoch);
        return eras;
    }
}
