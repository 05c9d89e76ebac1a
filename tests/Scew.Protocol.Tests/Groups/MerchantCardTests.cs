using System.Text;
using Scew.Protocol.Groups;

namespace Scew.Protocol.Tests.Groups;

public sealed class MerchantCardTests
{
    [Fact]
    public void ACardComesBack()
    {
        var (card, fault) = MerchantCard.Parse([.. SampleGroup.Card(2).Encode(), (byte)'\n']);
        Assert.Equal("", fault);
        Assert.Equal(SampleGroup.Document.Merchants[2], card!.Merchant);
    }

    [Fact]
    [Trait("row", "E12")]
    public void NoPartOfACardStandsInAnother()
    {
        var (one, other) = (SampleGroup.Card(0), SampleGroup.Card(1));
        MerchantCard[] mixed =
        [
            one with { Signature = other.Signature },
            one with { Merchant = one.Merchant with { Name = other.Merchant.Name } },
            one with { Merchant = one.Merchant with { Url = other.Merchant.Url } },
            one with { Merchant = one.Merchant with { Peer = other.Merchant.Peer } },
            one with { Merchant = one.Merchant with { Key = other.Merchant.Key } },
            one with { Merchant = one.Merchant with { LinkKeyPin = other.Merchant.LinkKeyPin } },
            one with { Signature = [] },
            one with { Signature = SampleGroup.Keys[0].Sign(SampleGroup.Document.ConsentBytes()) },
        ];
        foreach (var card in mixed)
        {
            var (read, fault) = MerchantCard.Parse(card.Encode());
            Assert.Null(read);
            Assert.Contains("does not belong to what it says", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ABadMerchantIsNamedBeforeItsSignature()
    {
        var merchant = SampleGroup.Document.Merchants[0];
        foreach (var (bad, words) in new[] { (merchant with { Name = "A b" }, "merchant name"), (merchant with { Peer = "here" }, "peer address"), (merchant with { Url = "https://a/b" }, "public URL") })
        {
            var card = new MerchantCard(bad, SampleGroup.Keys[0].Sign(MerchantCard.SigningBytes(bad)));
            Assert.Contains(words, MerchantCard.Parse(card.Encode()).Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OnlyTheCanonicalTextIsACard()
    {
        var bytes = SampleGroup.Card(0).Encode();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(MerchantCard.Parse(bytes.AsSpan(0, length)).Card);
        }
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Null(MerchantCard.Parse(Encoding.UTF8.GetBytes(text.Replace(",", ", ", StringComparison.Ordinal))).Card);
        Assert.Null(MerchantCard.Parse(new byte[MerchantCard.MaxBytes + 2]).Card);
    }
}
