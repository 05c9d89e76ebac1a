using System.Text.RegularExpressions;

namespace Scew.Client.Tests.Group;

/// <summary>What a running group is shown as fits a terminal of 80 columns: every list and every table of a show. Only a line that holds one value, to be copied whole, may be longer.</summary>
[Collection(GroupCollection.Name)]
public sealed partial class WidthTests(RunningGroup group)
{
    private static readonly string[] Tables =
    [
        "status", "wallet list", "wallet history ~/points", "variable list", "request list", "evidence list", "key list", "profile list", "doc codes", "doc environment", "doc exit-codes", "doc files", "doc output",
        "explain asset", "doctor", "asset history ~/saw", "uninstall --show",
    ];

    private static readonly string[] Shows =
    [
        "group show", "replica show a", "wallet show ~/points", "balance ~/points", "asset show ~/saw", "asset explain ~/saw", "explain ~/saw", "variable get ~/stock", "profile show", "profile show --origin",
    ];

    [Fact]
    public void EveryListAndShowFits()
    {
        Prepare();
        foreach (var line in Tables.Concat(Shows))
        {
            string[] key = line.Contains("~/", StringComparison.Ordinal) || line == "variable list" ? ["--key", "wide-customer"] : [];
            var (exit, stdout, stderr) = group.Console.Run([.. line.Split(' '), .. key]);
            Assert.True(exit is 0 or 1 or 9, line + stderr);
            Assert.NotEmpty(stdout);
            var wide = stdout.Split('\n').Where(one => one.Length > 80 && !IsOneValue(one, Tables.Contains(line))).ToList();
            Assert.True(wide.Count == 0, $"{line}\n{string.Join('\n', wide)}");
        }
    }

    /// <summary>What is shortened in a table is whole for a script.</summary>
    [Fact]
    public void IdsAreWholeInJsonAndForPipes()
    {
        Prepare();
        var ids = group.Console.Run("variable", "list", "--key", "wide-customer", "-o", "id").Out.Trim().Split('\n');
        Assert.All(ids, static id => Assert.Matches("^[a-z2-7]{26}:", id));
        var table = group.Console.Run("variable", "list", "--key", "wide-customer").Out;
        Assert.Contains("..", table, StringComparison.Ordinal);
        Assert.DoesNotContain("..", group.Console.Run("variable", "list", "--key", "wide-customer", "--json").Out, StringComparison.Ordinal);
        Assert.Contains(ids[0], group.Console.Run("variable", "list", "--key", "wide-customer", "--fields", "id,owner,key").Out, StringComparison.Ordinal);
    }

    private void Prepare()
    {
        if (group.Console.Run("wallet", "show", "~/points", "--key", "wide-customer").Exit == 0)
        {
            return;
        }
        string[][] calls =
        [
            ["wallet", "create", "~/points"], ["asset", "create", "~/saw", "--set", "title=Saw", "--set", "deposit=1"], ["variable", "create", "~/stock-2", "--type", "ordered", "--value", "7"],
            ["variable", "create", "~/stock", "--type", "ordered", "--value", "7"],
        ];
        Assert.All(calls, call => Assert.Equal(0, group.Console.Run([.. call, "--key", "wide-customer"]).Exit));
    }

    // A table's row has more than one gap, a sentence around it has none, nor has the next line of a fact; in a list only a path stands alone.
    private static bool IsOneValue(string line, bool isList) => !(isList ? line : line.TrimStart()).Contains("  ", StringComparison.Ordinal) || (isList ? PathLine().IsMatch(line) : FactLine().IsMatch(line));

    [GeneratedRegex(@"^[a-z ]+  +/\S+$")]
    private static partial Regex PathLine();

    [GeneratedRegex(@"^[a-z][a-z -]*  +(?!.*  ).+$")]
    private static partial Regex FactLine();
}
