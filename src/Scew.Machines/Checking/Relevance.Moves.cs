using Scew.Machines.Language.Syntax;

namespace Scew.Machines.Checking;

/// <summary>What counts of an asset because it will move to a newer machine.</summary>
internal sealed partial class Relevance
{
    /// <summary>Values that come into what counts there, or that the move calculates with or who may move hangs on, and the constants of the newer text.</summary>
    private void TakeOver(Machine machine, Relevance newer, MigrationSyntax migration)
    {
        _numbers.UnionWith(newer.Numbers);
        _durations.UnionWith(newer.DurationsMs);
        _texts.UnionWith(newer.Texts);
        _sums = newer._sums || newer._looks.Values.Any(static one => one.Sums);
        (Members, Assets, Height, Sizes) = (newer.Members, newer.Assets, newer.Height, newer.Sizes);
        if (newer.IsRelevant("owner"))
        {
            _values.Add("owner");
        }
        foreach (var effect in migration.Effects)
        {
            if (newer.IsRelevant(effect.Name) || HasCalculation(effect.Value))
            {
                Read(effect.Value, null);
                Olds(effect.Value);
            }
        }
        foreach (var (from, _, _) in migration.States)
        {
            foreach (var value in machine.ValuesOf(from))
            {
                if (newer.IsRelevant(value.Name) && migration.Effects.All(one => one.Name != value.Name))
                {
                    _values.Add(value.Name);
                }
            }
        }
        foreach (var account in machine.Syntax?.Parts.OfType<MovableSyntax>().SelectMany(static one => Accounts(one.Role)) ?? [])
        {
            Read(account, null);
        }
    }

    private void Olds(Expression expression)
    {
        if (expression is MemberExpression { Target: NameExpression { Name: "old" }, Member: var value })
        {
            _values.Add(value);
        }
        foreach (var child in expression.Children())
        {
            Olds(child);
        }
    }
}
