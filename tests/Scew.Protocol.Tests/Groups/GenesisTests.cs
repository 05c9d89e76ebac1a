using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;

namespace Scew.Protocol.Tests.Groups;

public sealed class GenesisTests
{
    private static readonly GenesisDocument Valid = SampleGroup.Document;

    [Fact]
    public void ASignedFileComesBack()
    {
        var (result, file) = GenesisFile.Parse(SampleGroup.File().Encode());
        Assert.Equal(GenesisFault.None, result.Fault);
        Assert.Equal(Valid.Hash(), file!.Document.Hash());
        Assert.Equal(4, file.Document.ToGroup().Size);
        Assert.Equal(2, file.Document.MemberOf(SampleGroup.Keys[2].Account));
        Assert.Null(file.Document.MemberOf(new TestKey(9).Account));
        Assert.Equal("bank", file.Document.IssuerOf(new TestKey(9).Account)!.Name);
        Assert.Equal(GenesisFault.None, GenesisFile.Parse([.. SampleGroup.File().Encode(), (byte)'\n']).Result.Fault);
    }

    [Fact]
    public void AMissingOrForeignConsentIsNamed()
    {
        var missing = SampleGroup.File().With(3, []);
        Assert.Equal(GenesisFault.ConsentMissing, GenesisFile.Parse(missing.Encode()).Result.Fault);
        Assert.Equal(GenesisFault.None, GenesisFile.Parse(missing.Encode(), requireConsents: false).Result.Fault);
        var foreign = SampleGroup.File().With(3, SampleGroup.Keys[2].Sign(Valid.ConsentBytes()));
        Assert.Equal(GenesisFault.ConsentInvalid, GenesisFile.Parse(foreign.Encode(), requireConsents: false).Result.Fault);
        Assert.Equal("the consent of m1, m3 is missing", GenesisFile.Parse(missing.With(1, []).Encode()).Result.Message);
        Assert.Equal("the consent of m3 does not verify", GenesisFile.Parse(foreign.With(1, []).Encode()).Result.Message);
        Assert.Equal("m1 m3", string.Join(" ", missing.With(1, []).Missing));
    }

    [Fact]
    public void ConsentsOfSeveralFilesComeTogether()
    {
        var all = SampleGroup.File();
        var first = all.With(0, []).With(2, []);
        var second = all.With(1, []).With(3, []);
        Assert.Equal(all.Encode(), first.With(second).Encode());
        Assert.Equal("m0 m2", string.Join(" ", first.With(first).Missing));
    }

    [Fact]
    public void EveryPrefixAndEveryBlankIsRefused()
    {
        var bytes = SampleGroup.File().Encode();
        for (var length = 0; length < bytes.Length; length += 7)
        {
            Assert.Null(GenesisFile.Parse(bytes.AsSpan(0, length)).File);
        }
        var text = Encoding.UTF8.GetString(bytes);
        Assert.Null(GenesisFile.Parse(Encoding.UTF8.GetBytes(text.Replace(",", ", ", StringComparison.Ordinal))).File);
        Assert.Null(GenesisFile.Parse(Encoding.UTF8.GetBytes(text + "\n\n")).File);
        Assert.Equal(GenesisFault.TooLarge, GenesisFile.Parse(new byte[GenesisDocument.MaxBytes + 1]).Result.Fault);
        Assert.Equal(GenesisFault.TooLarge, GenesisDocument.Parse(new byte[GenesisDocument.MaxBytes + 1]).Fault);
    }

    public static TheoryData<string, GenesisDocument> Broken => new()
    {
        { "has no name", Valid with { Name = "" } },
        { "salt", Valid with { Salt = "AAECAwQFBgcICQoLDA0ODx" } },
        { "4 to 100", Valid with { Merchants = Valid.Merchants.RemoveAt(0) } },
        { "share", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[0]) } },
        { "maxBlockCost", Valid with { Parameters = Valid.Parameters with { MaxBlockCost = 1 } } },
        { "windowMs", Valid with { Parameters = Valid.Parameters with { WindowMs = 0 } } },
        { "peer address", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Peer = "nowhere" }) } },
        { "peer address", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Peer = "host:70000" }) } },
        { "public URL", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Url = "ftp://a" }) } },
        { "public URL", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Url = "http://a/path" }) } },
        { "merchant name", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Name = "M 1" }) } },
        { "negative limit", Valid with { Issuers = [Valid.Issuers[0] with { Limit = -1 }] } },
        { "issuers share", Valid with { Issuers = [Valid.Issuers[0], Valid.Issuers[0]] } },
        { "not on the curve", Valid with { Merchants = Valid.Merchants.SetItem(1, Valid.Merchants[1] with { Key = PublicKey.Create(new byte[32], new byte[32])! }) } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void ABrokenRuleIsNamed(string words, GenesisDocument document)
    {
        var parsed = GenesisDocument.Parse(document.Encode());
        Assert.Equal(GenesisFault.Rule, parsed.Fault);
        Assert.Contains(words, parsed.Message, StringComparison.Ordinal);
    }
}
