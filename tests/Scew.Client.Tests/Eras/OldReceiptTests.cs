using Scew.Client.Eras;
using Scew.Client.Tests.Cli;
using Scew.Client.Tests.Support;
using Scew.Protocol;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;
using Scew.Protocol.Trees;

namespace Scew.Client.Tests.Eras;

/// <summary>A receipt whose era is over, at the console: what it proves alone, and what the merchants of today say.</summary>
[Trait("row", "H3")]
[Trait("row", "A18")]
public sealed class OldReceiptTests : IDisposable
{
    private readonly EraGroup _group = new();
    private readonly ConsoleRun _console = new();
    private readonly SignedRequest _request;
    private readonly string _file;

    public OldReceiptTests()
    {
        var hash = _group.Genesis.Hash().ToString();
        Assert.Equal(0, _console.Run(["profile", "add", "here", "--genesis", hash, .. _group.Genesis.Merchants.SelectMany(static one => new[] { "--merchant", one.Url })]).Exit);
        var folder = Directory.CreateDirectory(Path.Combine(_console.Home, "groups", hash)).FullName;
        File.WriteAllBytes(Path.Combine(folder, "genesis.json"), _group.File.Encode());
        Store = new HandoverStore(folder);
        Store.Keep(_group.Handovers);
        _request = _group.Request();
        _file = Path.Combine(_console.Home, "receipt.json");
        File.WriteAllBytes(_file, _group.Receipt(_request, 0, 12));
    }

    private HandoverStore Store { get; }

    public void Dispose()
    {
        _console.Dispose();
        _group.Dispose();
    }

    [Fact]
    public void OfflineItSaysItsEraAndThatItIsOver()
    {
        var (exit, output, error) = _console.Run("receipt", "verify", _file);

        Assert.Equal(0, exit);
        Assert.Contains("epoch 0, which ended at height 40", output, StringComparison.Ordinal);
        Assert.Contains("the era of this receipt is over", error, StringComparison.Ordinal);
        Assert.Contains("--fresh", error + output, StringComparison.Ordinal);
        Assert.Empty(_group.Asked);

        File.WriteAllBytes(_file, _group.Receipt(_request, 0, 41));
        Assert.Equal(8, _console.Run("receipt", "verify", _file).Exit);
        File.WriteAllBytes(_file, _group.Receipt(_request, 2, 99));
        Assert.Contains("the newest that is known here", _console.Run("receipt", "verify", _file).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ItSaysWhoseSignaturesWereNeededAndHowOldItIs()
    {
        var timeMs = Receipt.Parse(File.ReadAllBytes(_file))!.Certified.State.TimeMs;
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var (exit, output, _) = _console.Run("receipt", "verify", _file, "--json");

        Assert.Equal(0, exit);
        var data = GoodCallTests.AssertEnvelope(output);
        Assert.Equal($$"""{"genesis":"{{_group.Genesis.Hash()}}","epoch":0,"merchants":["a","b","c","d"],"quorum":3}""", data["set"]!.ToJsonString());
        Assert.InRange(data["ageSeconds"]!.GetValue<long>(), (before - timeMs) / 1000, (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - timeMs) / 1000);
        Assert.Contains("\nsigning set  a, b, c, d (epoch 0); 3 of 4 are needed\n", _console.Run("receipt", "verify", _file).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMerchantsOfTodayStandByIt()
    {
        Serve(Answer(_group.Block(12)), _group.Attest(Receipt.Parse(_group.Receipt(_request, 0, 12))!.Certified.State), "ef");

        var (exit, output, error) = _console.Run("receipt", "verify", _file, "--fresh");

        Assert.True(exit == 0, error);
        Assert.Contains("part of the history that merchants of epoch 2 attest at height 90", output, StringComparison.Ordinal);
        Assert.Contains("shown today by e, f", output, StringComparison.Ordinal);
        Assert.DoesNotContain("the era of this receipt is over", error, StringComparison.Ordinal);
    }

    [Fact]
    public void OldKeysAloneMakeNoFreshReceipt()
    {
        // Its results were never attested while the era lasted: one merchant of today is not enough to say so.
        Serve(Answer(_group.Block(12)), _group.Attest(Receipt.Parse(_group.Receipt(_request, 0, 12))!.Certified.State), "e");
        Refused(7, "1 merchants show the results");

        // Another block stands at that height, or the proof is by the members of before.
        Serve(Answer(Digest.Of("another"u8)), null, "");
        Refused(8, "the block of height 12 is another one");
        Serve(Answer(_group.Block(12), epoch: 1), null, "");
        Refused(7, "attested in another epoch");

        // Other results of that height, as well signed: whoever signed both is named.
        var state = Receipt.Parse(_group.Receipt(_request, 0, 12))!.Certified.State;
        Serve(Answer(_group.Block(12)), _group.Attest(state with { StateRoot = Digest.Of("other"u8) }), "abef");
        Refused(9, "shows another state of height 12");
    }

    [Fact]
    public void APrunedHeightIsSaid()
    {
        _group.Answer = static (_, path) => path.EndsWith("/proof", StringComparison.Ordinal) ? (410, ScriptedMerchants.Problem("pruned")) : (404, ScriptedMerchants.Problem("not-found"));
        Refused(3, "keep blocks of that height no more");
    }

    [Fact]
    public void AForkEndsEveryCommandAndBothSidesAreKept()
    {
        _group.Answer = (_, path) => path == "GET /v1/group/handovers?from=1" ? (200, Protocol.Groups.HandoverFile.Encode([_group.Fork(1).Encode()])) : (404, ScriptedMerchants.Problem("not-found"));
        var before = File.ReadAllBytes(Store.Path);

        var (exit, _, error) = _console.Run("wallet", "show", "points");

        Assert.Equal(9, exit);
        Assert.Contains("the group has split", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Store.Path));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(Store.Path)!, "handover-fork-*.json"));
    }

    [Fact]
    public void HandoversAreWrittenForWhoeverJoins()
    {
        _group.Answer = static (_, _) => (200, "[]"u8.ToArray());
        var file = Path.Combine(_console.Home, "handovers.json");
        Assert.Equal(0, _console.Run("group", "handovers", "--out", file).Exit);
        Assert.Equal(2, Protocol.Groups.HandoverFile.Parse(File.ReadAllBytes(file))!.Value.Length);

        // And whoever has only the files checks with them.
        using var other = new ConsoleRun();
        var genesis = Path.Combine(Path.GetDirectoryName(Store.Path)!, "genesis.json");
        File.WriteAllBytes(_file, _group.Receipt(_request, 1, 50));
        var pin = _group.Genesis.Hash().ToString();
        Assert.Equal(8, other.Run("receipt", "verify", _file, "--genesis", genesis, "--pin", pin).Exit);
        Assert.Equal(0, other.Run("receipt", "verify", _file, "--genesis", genesis, "--pin", pin, "--handovers", file).Exit);
    }

    private void Refused(int exit, string word)
    {
        var run = _console.Run("receipt", "verify", _file, "--fresh");
        Assert.True(run.Exit == exit, $"exit {run.Exit}: {run.Error}");
        Assert.Contains(word, run.Error, StringComparison.Ordinal);
    }

    private void Serve(BlockProof proof, CertifiedState? state, string showing) => _group.Answer = (name, path) =>
        path == "GET /v1/blocks/12/proof" && name == "a" ? (200, proof.Encode())
        : path == "GET /v1/states/12" && state is not null && showing.Contains(name, StringComparison.Ordinal) ? (200, state.Encode())
        : path.StartsWith("POST /v1/evidence", StringComparison.Ordinal) ? (200, "{}"u8.ToArray())
        : (404, ScriptedMerchants.Problem("not-found"));

    private BlockProof Answer(Digest block, int epoch = 2)
    {
        var blocks = Enumerable.Range(0, 91).Select(height => height == 12 ? block : _group.Block(height)).ToArray();
        var root = blocks.Aggregate(HistoryTree.Empty, static (tree, one) => tree.Append(one)).Root;
        var trie = StateTrie.Empty.Root;
        var state = new AttestedState(epoch, 90, _group.Block(90), 1_700_000_000_090, StateRoot.Of(trie, root), ResultsTree.Of(_group.Genesis.Hash(), 90, []).Root, 0);
        return new BlockProof(12, block, HistoryTree.Prove(blocks, 12), root, trie, _group.Attest(state));
    }
}
