using System.Collections.Immutable;
using System.Text.Json;
using Scew.Client.Submission;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Liars;

/// <summary>One merchant equivocates as leader and hands out wrong receipts.</summary>
[Trait("row", "A1")]
[Trait("row", "B5")]
[Collection(ThreeOfFour.Name)]
public sealed class LyingMerchantTests(ThreeOfFour three)
{
    private readonly RunningGroup _group = three.Group;

    [Fact]
    public async Task NothingWrongIsAcceptedAndEvidenceNamesTheLiar()
    {
        const int Liar = ThreeOfFour.Down;
        await _group.Net.RestartAsync(Liar, ["equivocate", "wrong-receipt"]);
        try
        {
            var (alice, from) = await _group.NewWalletAsync(1000);
            var (_, to) = await _group.NewWalletAsync(0);
            var sent = 0;
            var complaints = 0;
            await RunningGroup.UntilAsync("a wrong receipt and evidence at an honest merchant", async () =>
            {
                // Asked first, the liar answers with a wrong receipt; the client must come back with a good one from somebody else.
                var outcome = await _group.Client.SubmitAsync(_group.Sign(new Transfer(from, to, 1, null), alice), Liar);
                var settled = Assert.IsType<SubmitOutcome.Settled>(outcome);
                Assert.Equal(Codes.Ok, settled.Receipt.Code);
                sent++;
                complaints += settled.Complaints.Count(complaint => complaint.Merchant == Liar);
                Assert.All(settled.Complaints, complaint => Assert.Equal(Liar, complaint.Merchant));
                return complaints > 0 && await NamedAsync(0, Liar);
            });

            Assert.Equal(sent, await _group.BalanceAsync(to));
            Assert.Equal(1000 - sent, await _group.BalanceAsync(from, Liar));
            var (evidence, answered) = await _group.Client.FetchEvidenceAsync();
            Assert.True(answered >= 3);
            Assert.NotEmpty(evidence);
            Assert.All(evidence, one => Assert.Equal(Liar, one.Accused));
            await TheConsoleShowsAndVerifiesItAsync(Liar);
            await AHistoryThatItTellsIsFoundOutAsync(Liar);
            await ItOutlivesARestartAsync(0, Liar);

            // Started again without lies it stands where the others stand: lies change nobody's state, not even its own.
            await _group.Net.RestartAsync(Liar);
            var honest = await _group.SettleAsync(_group.Sign(new Transfer(from, to, 1, null), alice), Liar);
            await _group.UntilEqualAsync(honest.Height, [0, 1, 2, Liar]);
        }
        finally
        {
            await _group.Net.StopAsync(Liar);
        }
    }

    private async Task TheConsoleShowsAndVerifiesItAsync(int liar)
    {
        const int EvidenceFound = 9;
        var name = _group.Net.Merchants[liar].Name;
        using var console = await ConsoleProcess.ForAsync(_group);
        var list = await console.RunAsync("evidence", "list", "-o", "id");
        Assert.True(list.ExitCode == EvidenceFound, list.Error);
        var shown = await console.RunAsync("evidence", "show", list.Output.Split('\n')[0], "--json");
        Assert.True(shown.ExitCode == EvidenceFound, shown.Error);
        Assert.Equal(name, JsonSerializer.Deserialize<JsonElement>(shown.Output).GetProperty("data").GetProperty("merchant").GetString());

        await File.WriteAllTextAsync(console.File("piece.json"), shown.Output);
        var verified = await console.RunAsync("evidence", "verify", console.File("piece.json"));
        Assert.True(verified.ExitCode == EvidenceFound, verified.Error);
        Assert.Matches($"(?m)^merchant +{name}$", verified.Output);
        Assert.Matches("(?m)^what +(signed both|attested two different states)", verified.Output);
    }

    private async Task AHistoryThatItTellsIsFoundOutAsync(int liar)
    {
        const int VerificationFailed = 8;
        using var owner = SigningKey.Create();
        var nothing = ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal);
        var id = IdRules.OwnPrefix(owner.Account) + ":drill";
        var create = new AssetCreate(id, "builtin/eshare/1", nothing.Add("deposit", new MachineValue.Int(5)).Add("title", new MachineValue.Text("drill")));
        Assert.Equal(Codes.Ok, (await _group.SettleAsync(create, owner)).Code);
        var retired = await _group.SettleAsync(new AssetTransition(id, "retire", nothing), owner);
        Assert.Equal(Codes.Ok, retired.Code);
        // It tells what others attested, with results of its own.
        await RunningGroup.UntilAsync("the liar stands there too", async () => (await _group.StatusAsync(liar)).CertifiedHeight >= retired.Height);
        using var console = await ConsoleProcess.ForAsync(_group);
        var (exit, output, error) = await console.RunAsync("asset", "history", id, "--from", _group.Net.Merchants[liar].Name);
        Assert.True(exit == VerificationFailed, output + error);
        Assert.Contains($"what {_group.Net.Merchants[liar].Name} tells is false: version 2: its receipt does not verify", error, StringComparison.Ordinal);
        Assert.DoesNotContain("verified here\n", output.Split("told by")[0], StringComparison.Ordinal);
        (exit, output, error) = await console.RunAsync("asset", "history", id, "--from", _group.Net.Merchants[0].Name);
        Assert.True(exit == 0, error);
        Assert.Contains("2 of 2 entries verified here", output, StringComparison.Ordinal);
    }

    private async Task ItOutlivesARestartAsync(int merchant, int liar)
    {
        var before = (await _group.StatusAsync(merchant)).EvidenceCount;
        Assert.True(before > 0);
        await _group.Net.RestartAsync(merchant);
        Assert.True(await NamedAsync(merchant, liar));
        Assert.True((await _group.StatusAsync(merchant)).EvidenceCount >= before);
    }

    private async Task<bool> NamedAsync(int merchant, int liar) =>
        _group.Client.Evidence.VerifyList((await _group.GetAsync("/v1/evidence", merchant)).IsOk().Body).Any(evidence => evidence.Accused == liar);
}
