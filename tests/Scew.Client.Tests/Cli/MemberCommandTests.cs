using System.Text;
using System.Text.Json;
using Scew.Homomorphic.Hybrid;
using Scew.Keys.Files;
using Scew.Client.Tests.Support;
using Scew.Protocol;
using Scew.Protocol.Groups;

namespace Scew.Client.Tests.Cli;

/// <summary>Members of a group change it at the console, with the real execution behind them.</summary>
[Trait("row", "A18")]
[Trait("row", "E11")]
public sealed class MemberCommandTests : IDisposable
{
    private readonly VariableGroup _here = new();

    public MemberCommandTests()
    {
        Card("m5");
        var key = HybridPrivateKey.Derive(LedgerGroup.Keys.Secret(KeyKind.Module, "next").Bytes).PublicKey.ToArray();
        File.WriteAllText(At("modules.json"), JsonSerializer.Serialize(new { key = Base64Url.Encode(key), maker = "a" }));
    }

    public void Dispose() => _here.Dispose();

    [Fact]
    public void AMerchantIsReplacedByPlanConsentAndThreeApprovals()
    {
        var plan = At("plan.json");
        var draft = _here.Run("group", "propose", "--replace", "d=" + At("m5.card.json"), "--modules", At("modules.json"), "--out", plan);
        var hash = draft.GetProperty("plan").GetString()!;
        Assert.Equal(["leaves", "comes", "modules"], Kinds(draft));
        Assert.Equal("m5", draft.GetProperty("missing")[0].GetString());

        // Not before the newcomer signed.
        Refused(_here.Seeded.Run("group", "propose", "--plan", plan, "--key", "merchant-a"), 2, "m5 has not consented");
        var agreed = At("agreed.json");
        var asked = _here.Seeded.RunWithInput(hash[..12] + "\n", "group", "agree", plan, "--folder", At("m5"), "--password-file", _here.PassphraseFile, "--out", agreed);
        Assert.True(asked.Exit == 0, asked.Error);
        Assert.Contains("https://m5.example", asked.Error, StringComparison.Ordinal);

        var proposed = _here.Run("group", "propose", "--plan", plan, "--plan", agreed, "--key", "merchant-a");
        Assert.Equal(1, proposed.GetProperty("approvals").GetInt64());
        var shown = _here.Run("group", "show").GetProperty("plans")[0];
        Assert.Equal((hash, "a"), (shown.GetProperty("plan").GetString(), shown.GetProperty("approvedBy")[0].GetString()));

        // What is approved is shown, and typed.
        var typo = _here.Seeded.RunWithInput("no\n", "group", "approve", hash, "--key", "merchant-b");
        Refused(typo, 2, "nothing was signed", "leaves", "comes", "new key");
        Assert.Single(_here.Run("group", "show").GetProperty("plans")[0].GetProperty("approvedBy").EnumerateArray());
        var typed = _here.Seeded.RunWithInput(hash[..12] + "\n", "group", "approve", hash, "--key", "merchant-b", "--json");
        Assert.Equal(2, VariableGroup.Data(typed).GetProperty("approvals").GetInt64());
        Assert.Equal(JsonValueKind.Null, VariableGroup.Data(typed).GetProperty("lastHeight").ValueKind);
        var last = _here.Run("group", "approve", hash, "--yes", "--key", "merchant-c").GetProperty("lastHeight").GetInt64();

        var end = _here.Run("group", "show");
        Assert.Equal(last, end.GetProperty("lastHeight").GetInt64());
        Assert.True(end.GetProperty("plans")[0].GetProperty("decided").GetBoolean());
        var text = _here.Seeded.Run("group", "show").Out;
        Assert.Contains($"at height {last}, by plan {hash}; then a, b, c, m5", text, StringComparison.Ordinal);
        var late = _here.Seeded.Run("group", "approve", hash, "--yes", "--key", "merchant-d");
        Refused(late, 5, "epoch-ending");
    }

    [Fact]
    public void WhatTheGroupCannotFollowIsSaidBeforeAnythingIsSent()
    {
        var (card, modules) = (At("m5.card.json"), At("modules.json"));
        Propose(2, "at least four", "--remove", "d", "--modules", modules);
        Propose(2, "the same merchant name", "--add", card, "--add", card);
        Propose(2, "the same merchant name", "--add", card, "--replace", "d=" + card, "--modules", modules);
        Propose(2, "changed twice", "--remove", "d", "--replace", "d=" + card);
        Propose(3, "there is no merchant 'z'", "--remove", "z");
        Propose(2, "secure modules keep theirs", "--replace", "d=" + card);
        Propose(2, "replaces nobody", "--replace", "d");
        Propose(2, "no merchant's card", "--add", modules);
        Propose(2, "members now with the same key", "--replace", "d=" + card, "--replace", "c=" + Card("m6"), "--modules", modules);
        Propose(2, "has not consented", "--add", card);

        // Another group's plan, another epoch's, another plan's consent.
        var present = _here.Group.Genesis;
        var merchants = present.Merchants.Add(MerchantCard.Parse(File.ReadAllBytes(card)).Card!.Merchant);
        var plan = GroupPlan.Unsigned(present.Hash(), 0, merchants, present.Modules);
        Submit(2, "the plan ends epoch 1", plan with { Epoch = 1 });
        Submit(2, "the plan is for group", plan with { Genesis = Digest.Of("other"u8) });
        Submit(2, "the consent of m5 does not verify", plan.With(4, new byte[64]));
        Write("one.json", plan);
        Write("two.json", plan with { Epoch = 1 });
        Refused(_here.Seeded.Run("group", "propose", "--plan", At("one.json"), "--plan", At("two.json")), 8, "two different plans");
        Refused(_here.Seeded.Run("group", "agree", At("one.json"), "--key", "alice"), 2, "no merchant's of this plan");
        Refused(_here.Seeded.Run("group", "approve", plan.Hash().ToString(), "--key", "merchant-a"), 3, "nobody proposed the plan");
        Refused(_here.Seeded.Run("group", "handovers", "--out", At("handovers.json")), 3, "there are no handovers");
        Assert.Empty(_here.Group.Executed);
    }

    [Fact]
    public void OnlyAMembersKeyProposes()
    {
        var key = _here.Group.Genesis.Modules;
        var moved = _here.Group.Genesis.Merchants[1] with { Url = "https://b.example" };
        Write("move.json", GroupPlan.Unsigned(_here.Group.Genesis.Hash(), 0, _here.Group.Genesis.Merchants.SetItem(1, moved), key));
        Refused(_here.Seeded.Run("group", "propose", "--plan", At("move.json"), "--key", "alice"), 2, "only a merchant of the group");
        Assert.Empty(_here.Group.Executed);
        var proposed = _here.Run("group", "propose", "--plan", At("move.json"), "--key", "merchant-b");
        Assert.Equal(["moves"], Kinds(proposed));
    }

    private static string[] Kinds(JsonElement data) => [.. data.GetProperty("changes").EnumerateArray().Select(static change => change.GetProperty("kind").GetString()!)];

    private static void Refused((int Exit, string Out, string Error) run, int exit, params string[] words)
    {
        Assert.True(run.Exit == exit, $"exit {run.Exit}: {run.Error}");
        Assert.All(words, word => Assert.Contains(word, run.Error, StringComparison.Ordinal));
    }

    private void Propose(int exit, string word, params string[] changes)
    {
        Refused(_here.Seeded.Run(["group", "propose", .. changes, "--key", "merchant-a"]), exit, word);
    }

    private void Submit(int exit, string word, GroupPlan plan)
    {
        Write("bad.json", plan);
        Refused(_here.Seeded.Run("group", "propose", "--plan", At("bad.json"), "--key", "merchant-a"), exit, word);
    }

    private string At(string name) => Path.Combine(_here.Seeded.Home, name);

    private void Write(string name, GroupPlan plan) => File.WriteAllBytes(At(name), Encoding.UTF8.GetBytes(plan.Text));

    private string Card(string name)
    {
        var run = _here.Seeded.Run(
            "group", "card", name, "--url", $"https://{name}.example", "--peer", $"{name}.example:7001", "--folder", At(name), "--password-file", _here.PassphraseFile, "--out", At(name + ".card.json"));
        Assert.True(run.Exit == 0, run.Error);
        return At(name + ".card.json");
    }
}
