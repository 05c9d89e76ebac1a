using System.Text.Json;
using Scew.Client.Tests.Support;
using Scew.Homomorphic.Ordered;
using Scew.Keys;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Cli;

public sealed class VariableCommandTests : IDisposable
{
    private readonly VariableGroup _group = new();

    [Fact]
    public void WhatGoesInOnStdinComesOutDecrypted()
    {
        var created = _group.Seeded.RunWithInput("-17\n", "variable", "create", "~/o", "--type", "ordered", "--value", "-", "-q");
        Assert.Equal((0, ""), (created.Exit, created.Error));
        Assert.DoesNotContain("17", created.Out.Split("request")[0], StringComparison.Ordinal);
        _group.Run("variable", "sum", "~/o", "-3");
        var view = _group.Run("variable", "get", "~/o");
        Assert.Equal(("-20", "ordered", 2), (view.GetProperty("value").GetString(), view.GetProperty("type").GetString(), view.GetProperty("version").GetInt32()));
        Assert.Equal("value\n-20\n", _group.Seeded.Run("variable", "get", "~/o", "--fields", "value").Out);
    }

    [Fact]
    public void AListNeverShowsAZeroForWhatItCannotRead()
    {
        _group.Run("variable", "create", "~/n", "--type", "additive", "--value", "9223372036854775807");
        _group.Run("variable", "create", "~/o", "--type", "ordered");
        _group.Run("variable", "sum", "~/n", "1");
        var rows = _group.Run("variable", "list").EnumerateArray().ToArray();
        Assert.Equal([(null, "out of range"), ("0", "value")], rows.Select(static row => (row.GetProperty("value").GetString(), row.GetProperty("reading").GetString())));
        foreach (var arguments in new[] { new[] { "--no-values" }, ["--all", "--key", "bob"] })
        {
            rows = [.. _group.Run(["variable", "list", .. arguments]).EnumerateArray()];
            Assert.Equal([(null, "encrypted"), (null, "encrypted")], rows.Select(static row => (row.GetProperty("value").GetString(), row.GetProperty("reading").GetString())));
        }
    }

    [Fact]
    public void AListSaysAsOfWhen()
    {
        _group.Run("variable", "create", "~/o", "--type", "ordered");
        foreach (var arguments in new[] { new[] { "--no-values" }, [] })
        {
            var row = Assert.Single(_group.Run(["variable", "list", .. arguments]).EnumerateArray());
            Assert.EndsWith(
                $"\nas of {row.GetProperty("asOf").GetString()}, height {row.GetProperty("height").GetInt64()}, or later (verified here)\n",
                _group.Seeded.Run(["variable", "list", .. arguments]).Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AHalfDoneRekeySaysWhatIsDoneAndWhatIsNot()
    {
        var mallory = LedgerGroup.Keys.Signing("customer/mallory");
        var id = IdRules.OwnPrefix(LedgerGroup.Keys.Signing("customer/alice").Account) + ":o";
        _group.Run("variable", "create", "~/o", "--type", "ordered", "--writer", mallory.Account.ToString());
        VariableValue Stored() => VariableValue.Decode(VariableType.Ordered, _group.Group.Find(RegisterKind.Variable, id)!.Value)!;
        _group.Group.Before = request =>
        {
            using var other = new OrderedKey([.. Enumerable.Repeat((byte)7, 32)], id);
            var salt = new byte[OrderedRecord.SaltBytes];
            Randomness.Fill(salt);
            _group.Group.Run(new SetRecord(id, VariableType.Ordered, Stored().Key, other.Seal(1, salt), null), mallory);
            _group.Group.LosesAnswers = request.Payload.Operation is Rekey { Record.Length: 0 };
            return Task.CompletedTask;
        };

        var half = _group.Seeded.Run("variable", "rekey", "~/o", "--value", "3", "--timeout", "5");

        _group.Group.Before = null;
        _group.Group.LosesAnswers = false;
        Assert.NotEqual(0, half.Exit);
        Assert.Contains("half done", half.Error, StringComparison.Ordinal);
        Assert.Contains("the value may still lie under the key that they had", half.Error, StringComparison.Ordinal);
        Assert.Contains("run the same rekey again", half.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("every balance", half.Error, StringComparison.Ordinal);
        Assert.Equal((0, id), (Stored().Writers.Length, Stored().Key));
        _group.Run("variable", "rekey", "~/o", "--value", "3");
        Assert.Equal(("3", id + ".k2"), (_group.Run("variable", "get", "~/o").GetProperty("value").GetString(), Stored().Key));
    }

    [Theory]
    [InlineData("variable", "between", "77001", "~/", "5")]
    [InlineData("variable", "set", "~/o", "5", "-77001")]
    [InlineData("variable", "compare", "~/o", "=", "5", "77001")]
    [InlineData("variable", "get", "~/o", "77001")]
    [InlineData("variable", "get", "~/o", "77001.50")]
    [InlineData("variable", "get", "~/o", "-77,001,77001")]
    [InlineData("variable", "set", "~/o", "--value=77001")]
    [InlineData("variable", "rekey", "~/o", "--valu=-77001")]
    [InlineData("variable", "set", "~/o", "5", "-n77001")]
    [InlineData("variable", "77001")]
    public void AMisplacedValueIsNotRepeated(params string[] arguments)
    {
        var refused = _group.Seeded.Run([.. arguments, "6"]);
        Assert.Equal(2, refused.Exit);
        Assert.DoesNotContain("77001", refused.Out + refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCommandDoesWhatItSays()
    {
        _group.Run("variable", "create", "~/n", "--type", "additive", "--value", "5");
        _group.Run("variable", "create", "~/o", "--type", "ordered", "--value", "5");
        _group.Run("wallet", "create", "~/points");
        _group.Run("wallet", "create", "~/o");
        Assert.True(_group.Run("variable", "compare", "~/n", "=", "5").GetProperty("holds").GetBoolean());
        Assert.False(_group.Run("variable", "compare", "~/o", "gt", "5").GetProperty("holds").GetBoolean());
        Assert.Equal(2, _group.Run("variable", "between", "~/", "5", "5").GetProperty("ids").GetArrayLength());
        Assert.Equal(1, _group.Run("variable", "between", "~/o,", "5", "5").GetProperty("ids").GetArrayLength());
        _group.Run("variable", "update", "--if", "~/n>=5", "--set", "variable:~/o=-7", "--sum", "~/n=-2", "--sum", "~/n=-1");
        Assert.Equal((5, "condition-false"), Fails("variable", "update", "--if", "~/n gt 2", "--set", "variable:~/o=1"));
        Assert.Equal((5, "insufficient-balance"), Fails("variable", "update", "--if", "~/points = 0", "--transfer", "~/points", "~/o", "1", "--sum", "~/n=1"));
        _group.Run("variable", "set", "~/o", "8", "--unchanged-since", "2");
        _group.Run("variable", "rekey", "~/o");
        Assert.Equal(("2", "8"), (_group.Run("variable", "get", "~/n").GetProperty("value").GetString(), _group.Run("variable", "get", "~/o").GetProperty("value").GetString()));
    }

    [Fact]
    public void AHandOverGoesFromHomeToHome()
    {
        using var bob = _group.Home(isSeeded: true);
        var account = LedgerGroup.Keys.Signing("customer/bob").Account.ToString();
        var id = IdRules.OwnPrefix(LedgerGroup.Keys.Signing("customer/alice").Account) + ":n";
        var file = Path.Combine(bob.Home, "n.handover");
        _group.Run("variable", "create", id, "--type", "additive", "--value", "3", "--reader", account);
        var (exit, _, error) = _group.Seeded.Run("variable", "hand", id, account, "--out", file);
        Assert.Equal(3, exit);
        Assert.Equal(
            $"error: account {account} has not published a key to which anything could be sealed [not-found]\n  unchanged: every balance, asset and variable\n" +
            "  next: ask its holder to publish one: scew key publish (exit code 3)\n",
            error);
        Assert.False(File.Exists(file));
        VariableGroup.Data(bob.Run("key", "publish", "--key", "bob", "--json"));
        _group.Run("variable", "hand", id, account, "--out", file);
        Assert.Equal((2, "usage"), Fails("variable", "hand", id, account, "--out", file));
        Assert.Equal("3", VariableGroup.Data(bob.Run("variable", "take", file, "--key", "bob", "--json")).GetProperty("value").GetString());
        Assert.Equal("3", VariableGroup.Data(bob.Run("variable", "get", id, "--key", "bob", "--json")).GetProperty("value").GetString());
        Assert.Equal((3, "not-found"), Fails("variable", "take", "nothing"));
        Assert.Equal((1, "bad-file"), Fails("variable", "take", _group.PassphraseFile));
    }

    [Theory]
    [InlineData(2, "usage", "variable", "create", "~/x")]
    [InlineData(2, "usage", "variable", "create", "~/x", "--type", "decimal")]
    [InlineData(2, "usage", "variable", "create", "~/x", "--type", "ordered", "--value", "1.5")]
    [InlineData(2, "usage", "variable", "create", "~/x", "--type", "ordered", "--value", "9223372036854775808")]
    [InlineData(2, "usage", "variable", "create", "~/x", "--type", "ordered", "--value", "-")]
    [InlineData(2, "usage", "variable", "create", "~/X", "--type", "ordered")]
    [InlineData(2, "usage", "variable", "create", "~/x", "--type", "ordered", "--writer", "bob")]
    [InlineData(5, "outside-prefix", "variable", "create", "aaaaaaaaaaaaaaaaaaaaaaaaaa:x", "--type", "ordered")]
    [InlineData(5, "outside-prefix", "variable", "create", "x", "--type", "ordered")]
    [InlineData(3, "unknown-variable", "variable", "get", "~/x")]
    [InlineData(3, "unknown-variable", "variable", "sum", "~/x", "1")]
    [InlineData(3, "unknown-variable", "variable", "between", "~/x,~/y", "1", "2")]
    [InlineData(2, "usage", "variable", "between", "~/", "2", "1")]
    [InlineData(2, "usage", "variable", "compare", "~/x", "=>", "1")]
    [InlineData(2, "usage", "variable", "compare", "~/x", "=", "one")]
    [InlineData(2, "usage", "variable", "update", "--if", "~/x", "--set", "~/x=1")]
    [InlineData(2, "usage", "variable", "update", "--if", "~/x = 1")]
    [InlineData(2, "usage", "variable", "update", "--if", "~/x = 1", "--set", "~/x")]
    [InlineData(2, "usage", "variable", "update", "--if", "~/x = 1", "--transfer", "a", "b", "c")]
    [InlineData(2, "usage", "variable", "update", "--if", "~/x = 1", "--transfer", "a", "b", "1", "c")]
    [InlineData(3, "not-found", "variable", "update", "--if", "~/x = 1", "--set", "~/x=1")]
    [InlineData(2, "usage", "variable", "list", "~/", "--all")]
    [InlineData(2, "usage", "variable", "hand", "~/x", "bob", "--out", "never-written")]
    [InlineData(2, "usage", "key", "export", "alice", "--master")]
    public void EveryMistakeHasItsCodeAndAWayOn(int exit, string code, params string[] arguments)
    {
        Assert.Equal((exit, code), Fails(arguments));
        var error = _group.Seeded.Run([.. arguments, "-q"]).Error;
        Assert.Contains("\n  next: ", error, StringComparison.Ordinal);
        Assert.InRange(error.Split('\n').Length, 3, 5);
        Assert.DoesNotContain("xception", error, StringComparison.Ordinal);
    }

    public void Dispose() => _group.Dispose();

    private (int Exit, string? Code) Fails(params string[] arguments)
    {
        var (exit, stdout, _) = _group.Seeded.Run([.. arguments, "--json"]);
        return (exit, exit == 0 ? "ok" : JsonDocument.Parse(stdout).RootElement.GetProperty("error").GetProperty("code").GetString());
    }
}
