using System.Collections.Immutable;
using Scew.Cli.Output;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;

namespace Scew.Cli.Ceremony;

/// <summary>What is to be different: cards of newcomers, names of those who leave, NAME=CARD for new keys or addresses, a file with the modules' new public key.</summary>
internal sealed record PlanChanges(string[] Add, string[] Remove, string[] Replace, string? Modules)
{
    public bool IsEmpty => Add.Length == 0 && Remove.Length == 0 && Replace.Length == 0 && Modules is null;
}

/// <summary>Makes a plan from the group as it is now and what is to be different.</summary>
internal static class PlanDraft
{
    public static GroupPlan Make(GenesisDocument present, PlanChanges changes)
    {
        var merchants = present.Merchants.ToList();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in changes.Remove)
        {
            Once(named, name);
            merchants.RemoveAt(Find(present, merchants, name));
        }
        foreach (var text in changes.Replace)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 1 || at == text.Length - 1)
            {
                throw CliFault.Usage($"'{PlainText.Clean(text)}' replaces nobody", "--replace NAME=CARD");
            }
            Once(named, text[..at]);
            merchants[Find(present, merchants, text[..at])] = GenesisFiles.ReadCard(text[(at + 1)..]);
        }
        foreach (var path in changes.Add)
        {
            merchants.Add(GenesisFiles.ReadCard(path));
        }
        RequireDistinct(merchants);
        var all = merchants.ToImmutableArray();
        var plan = GroupPlan.Unsigned(present.Hash(), present.Epoch, all, changes.Modules is null ? present.Modules : GenesisDraft.Modules(changes.Modules, all));
        PlanFiles.Require(plan, present, isDraft: true);
        return plan;
    }

    private static void Once(HashSet<string> named, string name)
    {
        if (!named.Add(name))
        {
            throw new CliFault(Codes.Usage, ExitCodes.Usage, $"'{PlainText.Clean(name)}' is changed twice") { Why = "each merchant is removed or replaced once", Unchanged = PlanFiles.Unchanged, Next = "leave one of the two out" };
        }
    }

    private static int Find(GenesisDocument present, List<Merchant> merchants, string name) => merchants.FindIndex(one => one.Name == name) is >= 0 and var place
        ? place
        : throw new CliFault(Codes.NotFound, ExitCodes.NotFound, $"there is no merchant '{PlainText.Clean(name)}' in the group")
        {
            Why = "it has " + string.Join(", ", present.Merchants.Select(static one => one.Name)),
            Unchanged = PlanFiles.Unchanged,
            Next = "scew group show",
        };

    private static void RequireDistinct(List<Merchant> merchants)
    {
        for (var i = 0; i < merchants.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (GenesisDraft.Shared(merchants[j], merchants[i]) is { } what)
                {
                    throw new CliFault(Codes.BadPlan, ExitCodes.Usage, "a merchant would be in the group twice")
                    {
                        Why = $"two of the next merchants have the same {what}",
                        Unchanged = PlanFiles.Unchanged,
                        Next = "for new keys or addresses of a member: --replace NAME=CARD; else ask for another card",
                    };
                }
            }
        }
    }
}
