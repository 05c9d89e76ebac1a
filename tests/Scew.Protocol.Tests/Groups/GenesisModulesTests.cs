using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;

namespace Scew.Protocol.Tests.Groups;

public sealed class GenesisModulesTests
{
    private static readonly GenesisDocument Valid = SampleGroup.WithModules;
    private static readonly string Text = Encoding.UTF8.GetString(Valid.Encode());
    private static readonly byte[] Key = Valid.Modules!.Key;

    private static GenesisFault Fault(string text) => GenesisDocument.Parse(Encoding.UTF8.GetBytes(text)).Fault;

    [Fact]
    public void TheyComeBackAndBelongToTheHash()
    {
        var parsed = GenesisDocument.Parse(Valid.Encode()).Document!;
        Assert.Equal("m2", parsed.Modules!.Maker);
        Assert.Equal(Key, parsed.Modules.Key);
        Assert.Equal(Valid.Hash(), parsed.Hash());
        Assert.NotEqual(SampleGroup.Document.Hash(), Valid.Hash());
        Assert.Null(GenesisDocument.Parse(SampleGroup.Document.Encode()).Document!.Modules);
        Assert.NotNull(GenesisFile.Parse(GenesisFile.Unsigned(Valid).Encode(), requireConsents: false).File!.Document.Modules);
    }

    [Fact]
    public void TheyHaveOneForm()
    {
        var modules = Text[Text.IndexOf("\"modules\"", StringComparison.Ordinal)..(Text.IndexOf(",\"name\":\"high street\"", StringComparison.Ordinal) + 1)];
        var (key, maker) = ($"\"key\":\"{Base64Url.Encode(Key)}\"", "\"maker\":\"m2\"");
        Assert.Equal($"\"modules\":{{{key},{maker}}},", modules);
        string[] others =
        [
            modules + modules, "\"modules\":{},", "\"modules\":null,", $"\"modules\":{{{key}}},", $"\"modules\":{{{maker},{key}}},", $"\"modules\":{{{key},{maker},\"x\":1}},", $"\"modules\":{{{key}, {maker}}},",
            $"\"modules\":{{{key[..^1]}=\",{maker}}},", $"\"Modules\":{{{key},{maker}}},",
        ];
        Assert.Equal(GenesisFault.None, Fault(Text));
        Assert.All(others, other => Assert.Equal(GenesisFault.Malformed, Fault(Text.Replace(modules, other, StringComparison.Ordinal))));
        var behind = Text.Replace(modules, "", StringComparison.Ordinal).Replace(",\"parameters\"", "," + modules + "\"parameters\"", StringComparison.Ordinal);
        Assert.Equal(GenesisFault.Malformed, Fault(behind));
    }

    public static TheoryData<string, GroupModules> Broken => new()
    {
        { "point of P-256", new GroupModules([], "m2") },
        { "point of P-256", new GroupModules(Key[..64], "m2") },
        { "point of P-256", new GroupModules([2, .. Key[1..]], "m2") },
        { "point of P-256", new GroupModules([6, .. Key[1..]], "m2") },
        { "point of P-256", new GroupModules([.. Key[..64], (byte)(Key[64] ^ 1)], "m2") },
        { "point of P-256", new GroupModules([4, .. P256.FieldPrime, .. Key[33..]], "m2") },
        { "point of P-256", new GroupModules([4, .. new byte[64]], "m2") },
        { "no merchant", new GroupModules(Key, "m9") },
        { "no merchant", new GroupModules(Key, "") },
        { "no merchant", new GroupModules(Key, "M2") },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void ABrokenRuleIsNamed(string words, GroupModules modules)
    {
        var parsed = GenesisDocument.Parse((Valid with { Modules = modules }).Encode());
        Assert.Equal(GenesisFault.Rule, parsed.Fault);
        Assert.Contains(words, parsed.Message, StringComparison.Ordinal);
    }

    // A block holds the largest request that there is, in cost and in bytes.
    [Fact]
    public void ABlockHoldsTheCostliestAndTheLargestRequest()
    {
        bool IsValid(GroupParameters parameters) => GenesisDocument.Parse((Valid with { Parameters = parameters }).Encode()).Fault == GenesisFault.None;
        Assert.True(IsValid(GroupParameters.Default with { MaxBlockCost = 1 << 16, MaxBlockBytes = 192 * 1024 }));
        Assert.False(IsValid(GroupParameters.Default with { MaxBlockCost = (1 << 16) - 1 }));
        Assert.False(IsValid(GroupParameters.Default with { MaxBlockBytes = (192 * 1024) - 1 }));
    }
}
