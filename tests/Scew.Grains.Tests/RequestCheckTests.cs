using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests;

/// <summary>F5: garbage under a good body has the id of the real request and must not keep it out, whichever comes first.</summary>
public sealed class RequestCheckTests : IDisposable
{
    private readonly SigningKey[] _keys = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Create())];
    private readonly LinkKey _link = LinkKey.Create();
    private readonly MerchantContext _merchant;
    private readonly RequestBook _book = new(TimeProvider.System);
    private readonly RequestCheck _check;

    public RequestCheckTests()
    {
        var merchants = _keys.Select((key, i) => new Merchant($"m{i}", key.PublicKey, _link.Pin, $"127.0.0.1:{1000 + i}", $"http://127.0.0.1:{2000 + i}"));
        var document = new GenesisDocument("test", new string('A', 22), true, [.. merchants], [], GroupParameters.Default);
        _merchant = new MerchantContext(GenesisFile.Unsigned(document), _keys[0], _link.Certificate, Digest.Of([1]));
        _check = new RequestCheck(_merchant, _book);
    }

    private SignedRequest Request() => Sign(new Balance("a"));

    private static byte[] WithSignature(SignedRequest request, byte[] signature)
    {
        var wire = request.WireArray();
        return [.. wire.AsSpan(0, wire.AsSpan().LastIndexOf((byte)'.') + 1), .. System.Text.Encoding.ASCII.GetBytes(Base64Url.Encode(signature))];
    }

    [Fact, Trait("row", "F5")]
    public void Garbage_first_does_not_censor_the_real_request()
    {
        var request = Request();
        byte[][] garbage = [.. Enumerable.Range(1, 50).Select(i => WithSignature(request, [.. Digest.Of([(byte)i]).ToArray().AsSpan(1), 1, .. Digest.Of([(byte)i, 1]).ToArray().AsSpan(1), 1])), WithSignature(request, new byte[64])];
        Assert.All(garbage, bytes => Assert.Equal(RequestFault.BadSignature, _check.One(bytes).Fault));
        Assert.False(_book.TryGet(request.Id, out _));
        var parsed = _check.One(request.Wire);
        Assert.Equal(RequestFault.None, parsed.Fault);
        Assert.True(_book.AddFrom(2, parsed.Request!));
        // From now on the id gives the bytes that verified; later ones for it are dropped, true or not.
        Assert.All(garbage, bytes => Assert.True(_check.One(bytes).Request is not { } known || known.Wire.Span.SequenceEqual(request.Wire.Span)));
        Assert.Equal(request.WireArray(), Assert.Single(_book.Bodies([request.Id])));
    }

    [Fact, Trait("row", "F5")]
    public async Task Garbage_among_many_bodies_is_left_out_and_the_rest_is_taken()
    {
        var requests = Enumerable.Range(0, 20).Select(_ => Request()).ToArray();
        var bodies = requests.SelectMany(request => new[] { WithSignature(request, [.. new byte[31], 1, .. new byte[31], 1]), request.WireArray() });
        Assert.Equal(requests.Select(request => request.Id), (await _check.ManyAsync([.. bodies])).Select(request => request.Id));
    }

    [Fact]
    public void Whatever_makes_a_register_counts_against_the_quota_of_new_ones()
    {
        (Operation Operation, int New)[] all =
        [
            (new CreateWallet("a", 0), 1), (new CreateVariable("a", VariableType.Additive, "k", new byte[512], [], []), 1), (new PublishKey([4, .. new byte[64]]), 1),
            (new KeyCreate("k", [1, .. new byte[768]], new byte[2048], new byte[286]), 1), (new SumAdditive("a", "k", new byte[512]), 0),
        ];
        foreach (var (operation, count) in all)
        {
            Assert.Equal(count, RequestCheck.Meta(Sign(operation), 0).NewRegisters);
        }
        Assert.Equal(4, RequestCheck.Meta(Sign(new Transaction([.. all.Select(static one => one.Operation)])), 0).NewRegisters);
    }

    private SignedRequest Sign(Operation operation) => RequestSigner.Sign(_merchant.Group.Genesis, operation, 1_790_000_000_000, _keys[1]).Request!;

    public void Dispose()
    {
        _link.Dispose();
        Array.ForEach(_keys, key => key.Dispose());
    }
}
