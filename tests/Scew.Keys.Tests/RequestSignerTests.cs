using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Requests;

namespace Scew.Keys.Tests;

public class RequestSignerTests
{
    private static readonly Digest Group = Digest.Of("group"u8);
    private static readonly DevKeys Dev = DevKeys.FromNumber(7);
    private static readonly SigningKey Alice = Dev.Signing("alice");
    private static readonly SigningKey Bob = Dev.Signing("bob");
    private static readonly Transfer Pay = new("shop-1", "shop-2", 5, null);

    [Fact]
    public void A_signed_request_is_what_a_merchant_accepts()
    {
        var signed = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, Alice).Request!;
        var read = RequestParser.Parse(signed.Wire, Group, new AccountKeyCache());
        Assert.Equal(RequestFault.None, read.Fault);
        Assert.Equal(signed.Id, read.Request!.Id);
        Assert.Equal(signed.Cost, read.Request.Cost);
        Assert.Equal(Alice.Account, read.Request.Payload.Submitter);
        Assert.Equal(Pay, read.Request.Payload.Operation);
    }

    [Fact]
    public void Several_signers_sign_in_their_order()
    {
        var signed = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, Bob, Alice).Request!;
        var read = RequestParser.Parse(signed.Wire, Group, new AccountKeyCache()).Request!;
        Assert.Equal((Account[])[Bob.Account, Alice.Account], read.Payload.By.AsEnumerable());
    }

    [Fact]
    public void Signers_in_different_places_make_the_same_request()
    {
        var whole = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, Alice, Bob).Request!;
        var payload = PayloadCodec.Encode(whole.Payload);
        var wire = RequestBuilder.Assemble(
            payload, [(Alice.PublicKey, RequestSigner.SignPayload(Alice, payload)), (Bob.PublicKey, RequestSigner.SignPayload(Bob, payload))]);
        Assert.Equal(whole.Id, RequestParser.Parse(wire, Group, new AccountKeyCache()).Request!.Id);
    }

    [Fact]
    public void The_id_depends_on_the_nonce_and_not_on_the_signature()
    {
        var nonce = Nonce.Create();
        var one = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, nonce, Alice).Request!;
        var again = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, nonce, Alice).Request!;
        var other = RequestSigner.Sign(Group, Pay, 1_790_000_000_000, Alice).Request!;
        Assert.Equal(one.Id, again.Id);
        Assert.False(one.Wire.Span.SequenceEqual(again.Wire.Span));
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public void What_every_merchant_would_refuse_is_refused_here()
    {
        Assert.Equal(RequestFault.BadId, RequestSigner.Sign(Group, new Transfer("Not An Id", "b", 5, null), 1_790_000_000_000, Alice).Fault);
        Assert.Equal(RequestFault.Payload, RequestSigner.Sign(Group, Pay, 1_790_000_000_000, "short", Alice).Fault);
        Assert.Equal(RequestFault.Payload, RequestSigner.Sign(Group, Pay, 1_790_000_000_000, Alice, Alice).Fault);
    }

    [Fact]
    public void A_nonce_is_22_characters_and_new_each_time()
    {
        var nonces = Enumerable.Range(0, 1000).Select(_ => Nonce.Create()).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(1000, nonces.Count);
        Assert.All(nonces, nonce => Assert.True(PayloadCodec.IsNonce(nonce)));
    }
}
