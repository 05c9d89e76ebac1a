using System.Web;
using Scew.Client.Eras;
using Scew.Client.Submission;
using Scew.Client.Tests.Support;

namespace Scew.Client.Tests.Eras;

/// <summary>A client that knows the first era only, or none of the turn that is under way.</summary>
[Trait("row", "H3")]
[Trait("row", "A18")]
public sealed class FollowingTests : IDisposable
{
    private readonly EraGroup _group = new();

    public void Dispose() => _group.Dispose();

    [Fact]
    public async Task ASubmissionAcrossTheTurnSettlesWithTheSameBytesAtTheNewMerchants()
    {
        var request = _group.Request();
        // d left; a, b and c restart and then know the next era; only e, who came, has the receipt.
        var turned = 0;
        _group.Answer = (name, path) => (name, path) switch
        {
            ("d", _) => null,
            (_, "GET /v1/group/handovers?from=0") when Volatile.Read(ref turned) > 5 => (200, _group.Served(0, 0)),
            ("e", "POST /v1/requests") => (200, _group.Receipt(request, 1, 44)),
            (_, "POST /v1/requests") when Interlocked.Increment(ref turned) > 0 => null,
            _ => (503, ScriptedMerchants.Problem("unavailable")),
        };
        using var client = _group.Client(keeps: true);

        var settled = Assert.IsType<SubmitOutcome.Settled>(await client.SubmitAsync(request));

        Assert.Equal(1, settled.Receipt.Epoch);
        Assert.Equal(["a", "b", "c", "e"], client.Merchants.Select(static one => one.Name));
        Assert.Equal(1, client.Present.Epoch);
        Assert.Equal(_group.Served(0, 0), File.ReadAllBytes(Path.Combine(_group.Folder, "handovers.json")));
        Assert.Empty(settled.Complaints);
    }

    [Fact]
    public async Task AReceiptOfAnUnknownEraMakesTheClientFollowAndCountsThen()
    {
        var request = _group.Request();
        _group.Answer = (name, path) => path switch
        {
            "POST /v1/requests" => (200, _group.Receipt(request, 2, 99)),
            "GET /v1/group/handovers?from=0" when name == "b" => (200, _group.Served(0)),
            _ => (200, "[]"u8.ToArray()),
        };
        using var client = _group.Client();

        var settled = Assert.IsType<SubmitOutcome.Settled>(await client.SubmitAsync(request));

        Assert.Equal(2, settled.Receipt.Epoch);
        Assert.Equal(2, client.Eras.Present.Epoch);
    }

    [Fact]
    public async Task AReadAcrossTheTurnIsStateOfTheNewEra()
    {
        var asked = 0;
        // Everybody answers for the next era; nobody has the whole handover until some questions later.
        _group.Answer = (_, path) =>
            path.StartsWith("GET /v1/wallets/", StringComparison.Ordinal) ? (200, _group.Read(1, 45))
            : path.StartsWith("GET /v1/group/handovers", StringComparison.Ordinal) ? (200, Interlocked.Increment(ref asked) > 6 ? _group.Served(0, 0) : "[]"u8.ToArray())
            : (404, ScriptedMerchants.Problem("not-found"));
        using var client = _group.Client();

        var read = await client.ReadCertifiedAsync(EraGroup.Wallet);

        Assert.Equal(45, read.Value!.Height);
        Assert.Equal(1, read.Value.Proof.Certified.State.Epoch);
    }

    [Fact]
    public async Task ALinearizableReadAsksTheHeadsOfTheNewMembers()
    {
        _group.Answer = (name, path) =>
            path.StartsWith("GET /v1/head", StringComparison.Ordinal) ? Head(name, path)
            : path.StartsWith("GET /v1/wallets/", StringComparison.Ordinal) ? (200, _group.Read(2, 99))
            : path.StartsWith("GET /v1/group/handovers?from=0", StringComparison.Ordinal) && name == "a" ? (200, _group.Served(0))
            : (404, ScriptedMerchants.Problem("not-found"));
        using var client = _group.Client();

        var read = await client.ReadLinearizableAsync(EraGroup.Wallet);

        Assert.Equal(99, read.Value!.Height);
        Assert.Equal(["a", "b", "e", "f"], client.Merchants.Select(static one => one.Name));
    }

    [Fact]
    public async Task AMerchantThatLeftCannotShowStateOfItsEndedEra()
    {
        // d and its friends of old sign on, far above the end; the honest merchants of today know nothing of the wallet for a while.
        _group.Answer = (name, path) =>
            path.StartsWith("GET /v1/group/handovers?from=0", StringComparison.Ordinal) && name == "c" ? (200, _group.Served(0, 0))
            : path.StartsWith("GET /v1/wallets/", StringComparison.Ordinal) ? (name == "e" ? (200, _group.Read(1, 50)) : (200, _group.Read(0, 900)))
            : (404, ScriptedMerchants.Problem("not-found"));
        using var client = _group.Client(check: TimeSpan.FromHours(1));

        var read = await client.ReadCertifiedAsync(EraGroup.Wallet, first: 3);

        Assert.Equal((50, 1), (read.Value!.Height, read.Value.Proof.Certified.State.Epoch));
    }

    [Fact]
    public async Task ASecondEndOfAKnownEpochStopsEverything()
    {
        new HandoverStore(_group.Folder).Keep(_group.Handovers);
        _group.Answer = (name, path) => path == "GET /v1/group/handovers?from=1" && name == "f"
            ? (200, Protocol.Groups.HandoverFile.Encode([_group.Fork(1).Encode()]))
            : (404, ScriptedMerchants.Problem("not-found"));
        using var client = _group.Client(keeps: true);
        Assert.Equal(2, client.Present.Epoch);

        var fork = await Assert.ThrowsAsync<GroupForkException>(() => client.ReadCertifiedAsync(EraGroup.Wallet));

        Assert.Equal((80, 81), (fork.Known.Height, fork.Other.Height));
        Assert.Single(Directory.EnumerateFiles(_group.Folder, "handover-fork-1-*.json"));
    }

    private (int, byte[])? Head(string name, string path)
    {
        var nonce = HttpUtility.ParseQueryString(path[path.IndexOf('?', StringComparison.Ordinal)..])["nonce"]!;
        return "abef".Contains(name, StringComparison.Ordinal) ? (200, _group.Head(nonce, name, 2, 90 + name[0] - 'a')) : (404, ScriptedMerchants.Problem("not-found"));
    }
}
