using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;

namespace Scew.Protocol.Tests.Agents;

/// <summary>What may run is what the offline key signed last.</summary>
public sealed class ReleaseListTests
{
    private static readonly AccountKeyCache Verifier = new(16);

    [Fact]
    [Trait("row", "I5")]
    public void OnlyTheOfflineKeysNewestListCountsAndOnlyInItsTime()
    {
        var signed = SignedReleaseList.Parse(SampleOrders.SignedReleases().Encode())!;
        ReleaseFault Check(SignedReleaseList list, long nowMs = SampleOrders.NowMs, ReleaseList? last = null, TestKey? key = null) => list.Check((key ?? SampleOrders.Offline).Public, Verifier, nowMs, last);
        Assert.Equal(ReleaseFault.None, Check(signed));
        Assert.Equal(ReleaseFault.Signature, Check(signed, key: SampleOrders.Operator));
        Assert.Equal(ReleaseFault.Signature, Check(signed with { List = signed.List with { ExpiresMs = signed.List.ExpiresMs + 1 } }));
        Assert.Equal(ReleaseFault.Signature, Check(signed with { Signature = [] }));
        Assert.Equal(ReleaseFault.Expired, Check(signed, signed.List.ExpiresMs));
        Assert.Equal(ReleaseFault.None, Check(signed, last: signed.List));
        Assert.Equal(ReleaseFault.Older, Check(signed, last: SampleOrders.Releases(8)));
        Assert.Equal(ReleaseFault.Older, Check(signed, last: signed.List with { Releases = [] }));
        Assert.Equal(ReleaseFault.None, Check(SampleOrders.SignedReleases(8), last: signed.List));
        Assert.Equal("1.0.0", signed.List.Find(SampleOrders.Program)!.Name);
        Assert.Null(signed.List.Find(SampleOrders.Agent));
    }

    [Fact]
    public void OnlyTheCanonicalTextOfSortedNamesIsAList()
    {
        var list = SampleOrders.Releases();
        Assert.Equal(list.Encode(), ReleaseList.Parse(list.Encode())!.Encode());
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[1], list.Releases[0]] }).Encode()));
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[0], list.Releases[0]] }).Encode()));
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[0] with { SizeBytes = 0 }] }).Encode()));
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[0] with { SizeBytes = ReleaseList.MaxProgramBytes + 1 }] }).Encode()));
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[0] with { Name = "../silo" }] }).Encode()));
        Assert.Null(ReleaseList.Parse((list with { Releases = [list.Releases[0] with { Name = "" }] }).Encode()));
        ReleaseList Many(int count) => list with { Releases = [.. Enumerable.Range(0, count).Select(i => list.Releases[0] with { Name = $"{i:D4}" })] };
        Assert.NotNull(ReleaseList.Parse(Many(ReleaseList.MaxReleases).Encode()));
        Assert.Null(ReleaseList.Parse(Many(ReleaseList.MaxReleases + 1).Encode()));
        Assert.Null(ReleaseList.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(list.Encode()) + "\n")));
    }
}
