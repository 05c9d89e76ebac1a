using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Groups;

namespace Scew.Client.Tests.Ceremony;

/// <summary>From four cards to one signed genesis, and every way to get it wrong.</summary>
public sealed class CeremonyTests(CeremonyBench bench) : IClassFixture<CeremonyBench>
{
    private static int _files;

    private string New(string what) => bench.At($"{Interlocked.Increment(ref _files)}-{what}.json");

    [Fact]
    public void FourMerchantsMakeOneGenesisOverFiles()
    {
        File.WriteAllText(bench.At("modules.json"), new JsonObject { ["key"] = ModulesKey(), ["maker"] = "m2" }.ToJsonString());
        var (draft, hash) = bench.Draft("whole.json", "--issuer", "m0=1000000", "--issuer", $"bank=5={new Account(Digest.Of([1]))}", "--modules", bench.At("modules.json"), "--set", "leaderTimerMs=500");
        var consents = bench.Cards.Select((_, i) => bench.Consent(draft, hash, "m" + i, $"whole-m{i}.json")).ToArray();
        var merged = bench.Run(["group", "merge", bench.At("genesis.json"), .. consents]);
        Assert.True(merged.Exit == 0, merged.Error);

        var (result, file) = GenesisFile.Parse(File.ReadAllBytes(bench.At("genesis.json")));
        Assert.Equal(GenesisFault.None, result.Fault);
        var document = file!.Document;
        Assert.Equal(hash, document.Hash().ToString());
        Assert.Equal("m0 m1 m2 m3", string.Join(' ', document.Merchants.Select(merchant => merchant.Name)));
        Assert.Equal(new Issuer("m0", document.Merchants[0].Account, 1_000_000), document.Issuers[0]);
        Assert.Equal("m2", document.Modules!.Maker);
        Assert.Equal(500, document.Parameters.LeaderTimerMs);
        Assert.False(document.Dev);
        foreach (var i in Enumerable.Range(0, 4))
        {
            var link = new KeyStore(bench.At("m" + i)).Read("link");
            Assert.Equal(KeyKind.Link, link.Value!.Kind);
            Assert.Equal(document.Merchants[i].LinkKeyPin, link.Value.Identity);
        }
        var check = JsonDocument.Parse(bench.Run("group", "check", bench.At("genesis.json"), "--json").Out).RootElement.GetProperty("data");
        Assert.True(check.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public void ACardIsMadeAgainWithTheKeysThatAreThereAndNeverOver()
    {
        var again = bench.Card("m0", "moved.card.json", bench.At("m0"), "https://moved.example");
        Assert.Equal(Read(bench.Cards[0]).Account, Read(again).Account);
        Assert.Equal("https://moved.example", Read(again).Url);
        var before = File.ReadAllBytes(bench.Cards[0]);
        CeremonyBench.Refused(Card("m0", "https://other.example", bench.Cards[0]), 2, "is there already", "ever overwritten");
        Assert.Equal(before, File.ReadAllBytes(bench.Cards[0]));
        File.WriteAllText(bench.At("other-passphrase"), "another passphrase\n");
        CeremonyBench.Refused(bench.Run("group", "card", "m0", "--url", "https://a.example", "--peer", "a:1", "--folder", bench.At("m0"), "--password-file", bench.At("other-passphrase"), "--out", New("card")), 4, "passphrase");
    }

    [Theory]
    [InlineData("A b", "https://a.example", "a:1", "merchant name")]
    [InlineData("a", "http://a.example", "a:1", "plain HTTP")]
    [InlineData("a", "https://a.example/shop", "a:1", "public URL")]
    [InlineData("a", "https://a.example", "a", "peer address")]
    [InlineData("a", "https://a.example", "a:99999", "peer address")]
    public void ACardThatGenesisWouldRefuseMakesNoKeys(string name, string url, string peer, string word)
    {
        var folder = bench.At("none-" + Guid.NewGuid());
        CeremonyBench.Refused(bench.Run("group", "card", name, "--url", url, "--peer", peer, "--folder", folder, "--password-file", bench.PassphraseFile, "--out", New("card")), 2, word, "no key was made");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void ThreeMerchantsAreNoGroup() => NoDraft(["--member", bench.Cards[0], "--member", bench.Cards[1], "--member", bench.Cards[2]], 2, "3 cards are too few", "four");

    [Fact]
    public void WhatTwoMerchantsShareIsNamedWithBothFiles()
    {
        var cards = bench.Cards[..3];
        foreach (var (card, what) in new[]
        {
            (bench.Cards[0], "merchant name 'm0'"),
            (bench.Card("m9", "same-key.card.json", bench.At("m1")), "signing key"),
            (bench.Card("m8", "same-url.card.json", bench.At("m8"), "https://M1.example"), "public URL"),
            (bench.Card("m7", "same-peer.card.json", bench.At("m7"), peer: "m2.example:7001"), "peer address m2.example:7001"),
        })
        {
            NoDraft([.. cards.Append(card).SelectMany(one => new[] { "--member", one })], 2, "have the same " + what, Path.GetFileName(card));
        }
    }

    [Fact]
    public void ACardThatSomebodyChangedIsNoCard()
    {
        var file = New("changed");
        File.WriteAllText(file, File.ReadAllText(bench.Cards[3]).Replace("https://m3.example", "https://liar.example", StringComparison.Ordinal));
        NoDraft([.. bench.Cards[..3].Append(file).SelectMany(one => new[] { "--member", one })], 2, "is no merchant's card", "m3", "was changed");
        NoDraft([.. bench.Cards[..3].Append(bench.At("nowhere")).SelectMany(one => new[] { "--member", one })], 3, "there is no file");
    }

    public static TheoryData<string, string, string> BadDrafts => new()
    {
        { "--issuer", "m9=5", "no merchant of the cards" },
        { "--issuer", "m1", "is no issuer" },
        { "--issuer", "m1=-5", "is no issuer" },
        { "--issuer", "bank=5=xyz", "is no account" },
        { "--set", "leadertimer=5", "did you mean 'leaderTimerMs'" },
        { "--set", "leaderTimerMs=x", "is no parameter" },
        { "--set", "leaderTimerMs=1", "leaderTimerMs is out of its range" },
        { "--set", "leaderTimerMs=99999999999", "leaderTimerMs is out of its range" },
        { "--name", "", "has no name" },
    };

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public void WhatADraftCannotSayIsNamed(string option, string value, string word)
    {
        string[] name = option == "--name" ? [] : ["--name", "corner"];
        var to = New("draft");
        CeremonyBench.Refused(bench.Run(["group", "init", to, .. name, .. Members(), option, value]), 2, word);
        Assert.False(File.Exists(to));
    }

    [Fact]
    public void AnotherGroupsModulesAreRefused()
    {
        var file = New("modules");
        foreach (var (text, word) in new[] { ("{}", "members key and maker"), ("no json", "members key and maker"), (new JsonObject { ["key"] = ModulesKey(), ["maker"] = "somebody" }.ToJsonString(), "made by 'somebody'"), (new JsonObject { ["key"] = "AAAA", ["maker"] = "m0" }.ToJsonString(), "key") })
        {
            File.WriteAllText(file, text);
            NoDraft([.. Members(), "--modules", file], 2, word);
        }
    }

    [Fact]
    [Trait("row", "E12")]
    public void TwoCeremoniesAreNotMixed()
    {
        var (one, first) = bench.Draft("one.json");
        var (two, second) = bench.Draft("two.json");
        Assert.NotEqual(first, second);
        string[] mixed = [bench.Consent(one, first, "m0", "one-m0.json"), bench.Consent(one, first, "m1", "one-m1.json"), bench.Consent(two, second, "m2", "two-m2.json"), bench.Consent(one, first, "m3", "one-m3.json")];
        CeremonyBench.Refused(bench.Run(["group", "merge", bench.At("mixed.json"), .. mixed]), 8, "two different ceremonies", first, second, "one-m0.json", "two-m2.json");
        Assert.False(File.Exists(bench.At("mixed.json")));
        CeremonyBench.Refused(bench.Run("group", "consent", two, "--folder", bench.At("m3"), "--password-file", bench.PassphraseFile, "--expect", first, "--out", New("consent")), 8, first, second);
    }

    [Fact]
    [Trait("row", "E12")]
    public void AHalfSignedGenesisIsNoneAndWhoIsMissingIsNamed()
    {
        var (draft, hash) = bench.Draft("half.json");
        string[] two = [bench.Consent(draft, hash, "m0", "half-m0.json"), bench.Consent(draft, hash, "m2", "half-m2.json")];
        CeremonyBench.Refused(bench.Run(["group", "merge", bench.At("half-genesis.json"), .. two]), 2, "no genesis yet", "m1, m3 is missing");
        Assert.False(File.Exists(bench.At("half-genesis.json")));
        Assert.Contains("missing: m1, m2, m3", bench.Run("group", "check", two[0]).Out, StringComparison.Ordinal);
        // The consent of another draft under this one's text does not verify.
        var forged = File.ReadAllText(two[0]).Replace("\"corner\"", "\"corner2\"", StringComparison.Ordinal);
        File.WriteAllText(two[0], forged);
        CeremonyBench.Refused(bench.Run(["group", "merge", bench.At("half-genesis.json"), .. two]), 2, "the consent of m0 does not verify");
    }

    [Fact]
    public void NobodySignsWithoutComparingTheHash()
    {
        var (draft, hash) = bench.Draft("asked.json");
        var to = New("consent");
        string[] consent = ["group", "consent", draft, "--folder", bench.At("m1"), "--password-file", bench.PassphraseFile, "--out", to];
        foreach (var typed in new[] { "", "yes", hash[..11], new string('A', 12) })
        {
            var run = bench.RunWithInput(typed + "\n", consent);
            Assert.Equal((2, ""), (run.Exit, run.Out));
            Assert.Contains("m1.example:7001", run.Error, StringComparison.Ordinal);
            Assert.Contains("nothing was signed", run.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(to));
        }
        Assert.Equal(0, bench.RunWithInput(hash[..12] + "\n", consent).Exit);
        Assert.Equal("m0 m2 m3", string.Join(' ', GenesisFile.Parse(File.ReadAllBytes(to), requireConsents: false).File!.Missing));
        CeremonyBench.Refused(bench.Run("group", "consent", to, "--folder", bench.At("m1"), "--password-file", bench.PassphraseFile, "--expect", hash), 2, "has the consent of m1 already");
    }

    [Fact]
    public void AStrangersKeyAndAnotherLinkKeyConsentToNothing()
    {
        var (draft, hash) = bench.Draft("strange.json");
        bench.Card("stranger", folder: bench.At("stranger"));
        CeremonyBench.Refused(Consent(draft, hash, "stranger"), 2, "is no merchant's of this group");
        // The folder of m2 with the link key of another: somebody copied files about.
        Directory.CreateDirectory(bench.At("mixed"));
        File.Copy(Path.Combine(bench.At("m2"), "signing.key.json"), Path.Combine(bench.At("mixed"), "signing.key.json"));
        File.Copy(Path.Combine(bench.At("m3"), "link.key.json"), Path.Combine(bench.At("mixed"), "link.key.json"));
        CeremonyBench.Refused(Consent(draft, hash, "mixed"), 8, "another link key for m2");
    }

    private (int, string, string) Consent(string draft, string hash, string folder) =>
        bench.Run("group", "consent", draft, "--folder", bench.At(folder), "--password-file", bench.PassphraseFile, "--expect", hash, "--out", New("consent"));

    private (int, string, string) Card(string name, string url, string to) =>
        bench.Run("group", "card", name, "--url", url, "--peer", "a.example:1", "--folder", bench.At(name), "--password-file", bench.PassphraseFile, "--out", to);

    private void NoDraft(string[] arguments, int exit, params string[] words)
    {
        var to = New("draft");
        CeremonyBench.Refused(bench.Run(["group", "init", to, "--name", "corner", .. arguments]), exit, words);
        Assert.False(File.Exists(to));
        Assert.Empty(Directory.EnumerateFiles(bench.Folder, "*.tmp"));
    }

    private IEnumerable<string> Members() => bench.Cards.SelectMany(card => new[] { "--member", card });

    private static Merchant Read(string card) => MerchantCard.Parse(File.ReadAllBytes(card)).Card!.Merchant;

    private static string ModulesKey()
    {
        using var key = SigningKey.Create();
        return Base64Url.Encode([4, .. key.PublicKey.X, .. key.PublicKey.Y]);
    }
}
