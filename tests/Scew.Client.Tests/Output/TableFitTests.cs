using Scew.Cli.Output;

namespace Scew.Client.Tests.Output;

public sealed class TableFitTests
{
    private const string Id = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    private const string Own = "abcdefghijklmnopqrstuvwxyz:points";

    [Fact]
    public void WhatFitsStaysWhole() => Assert.Equal($"key   account\nshop  {Id}\n", new TableView("key", "account").Row("shop", Id).Render());

    [Fact]
    public void IdsGetShorterFromTheRightAndNoShorterThanTheyMust()
    {
        var text = new TableView("wallet", "balance", "owner") { RightAligned = new HashSet<int> { 1 } }.Row(Own, "1000", Id).Render();
        Assert.Equal($"wallet                             balance  owner\n{Own}     1000  {Id[..34]}..\n", text);
        Assert.Equal(80, text.Split('\n').Max(static line => line.Length));
        text = new TableView("wallet", "wallet", "owner", "owner").Row(Own, Own, Id, Id).Render();
        Assert.True(text.Split('\n').All(static line => line.Length <= 80), text);
        Assert.Contains(":points", text, StringComparison.Ordinal);
        Assert.Contains($"{Id[..8]}..\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void ALongSentenceIsBrokenAtBlanksUnderItsHeading()
    {
        var sentence = string.Join(' ', Enumerable.Repeat("word", 30));
        var lines = new TableView("state", "found").Row("ok", sentence).Row("failed", "no").Render().TrimEnd('\n').Split('\n');
        Assert.All(lines, static line => Assert.True(line.Length <= 80));
        Assert.Equal(("state   found", "ok      word word", "failed  no"), (lines[0], lines[1][..17], lines[^1]));
        Assert.Equal(sentence, string.Join(' ', lines[1..^1].Select(static line => line[8..])));
    }

    [Fact]
    public void WhatMayBeCutIsCut()
    {
        var text = new TableView("position", "operation") { Cut = 1 }.Row("1.0", new string('x', 200)).Render();
        Assert.Equal($"position  operation\n1.0       {new string('x', 67)}...\n", text);
    }

    [Fact]
    public void WhereNoColumnsFitEveryRowIsABlock() => Assert.Equal(
        $"file  /{new string('p', 90)}\nmade  yes\n\nfile  /short\n", new TableView("file", "made").Row("/" + new string('p', 90), "yes").Row("/short", "").Render());

    [Fact]
    public void NamedFieldsAreWhole() => Assert.Contains(Own + "  " + Id + "  " + Id, new TableView("id", "a", "b") { IsWhole = true }.Row(Own, Id, Id).Render(), StringComparison.Ordinal);

    [Fact]
    public void IdsThatAreComparedStayWhole() => Assert.Equal(
        $"wallet   {Own}\naccount  {Id}\nother    {Id}\n", new TableView("wallet", "account", "other") { KeepsIds = true }.Row(Own, Id, Id).Render());
}
