using System.Collections.Immutable;
using Scew.Machines.Language.Syntax;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Machines.Checking;

/// <summary>
/// Lives that begin with a move: assets of older machines in every situation that an exploration of those machines meets, their own older ones included, and the first signers who may move
/// them. What a state that nobody can bring about would come to is not asked.
/// </summary>
internal sealed class Beginnings
{
    /// <summary>The part of a check's operations and situations that goes to older machines.</summary>
    private const int Share = 4;

    /// <summary>Fewer operations than this show nothing.</summary>
    private const int LeastOperations = 1000;

    private const int MostMoments = 6;
    private const int MostCallers = 3;

    private readonly List<ScriptStep> _steps = [];
    private readonly List<string> _notes = [];
    private readonly Dictionary<(string Machine, string State), string> _why = [];

    /// <summary>Moves to try, those after the shortest lives first; the machine may still refuse them.</summary>
    public ImmutableArray<ScriptStep> Steps { get; private set; } = [];

    /// <summary>What was not looked at.</summary>
    public ImmutableArray<string> Notes { get; private set; } = [];

    /// <summary>No asset comes from elsewhere, as far as small domains show.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>What exploring the older machines cost.</summary>
    public long Operations { get; private set; }

    public static Beginnings Of(Machine machine, Relevance relevance, PropertyWatch watch, CheckBounds bounds, Func<string, Machine?>? known)
    {
        var beginnings = new Beginnings();
        var migrations = machine.Syntax?.Parts.OfType<MigrationSyntax>().ToArray() ?? [];
        foreach (var syntax in migrations)
        {
            var among = Share * migrations.Length;
            var part = bounds with
            {
                Operations = PartOf(bounds.Operations, migrations),
                Situations = bounds.Situations / among,
                ScoutOperations = bounds.ScoutOperations / among,
                WalkOperations = 0,
            };
            if (part.Operations < LeastOperations)
            {
                beginnings.Miss($"assets that come from '{syntax.From}' were not looked at: too many machines lead here");
                continue;
            }
            var migration = machine.Migrations.FirstOrDefault(one => one.From == syntax.From);
            if (migration is null || known?.Invoke(syntax.From) is not { } older)
            {
                beginnings.Miss($"assets that come from '{syntax.From}' were not looked at: its text was not at hand");
                continue;
            }
            beginnings.Explore(older, syntax, migration, relevance, watch, part, known);
        }
        (beginnings.Steps, beginnings.Notes) = ([.. beginnings._steps], [.. beginnings._notes.Distinct(StringComparer.Ordinal)]);
        return beginnings;
    }

    /// <summary>Asks for every older machine that <see cref="Of"/> asks for, those of older ones included.</summary>
    public static void Ask(Machine machine, long operations, Func<string, Machine?> known)
    {
        var migrations = machine.Syntax?.Parts.OfType<MigrationSyntax>().ToArray() ?? [];
        if (migrations.Length == 0 || PartOf(operations, migrations) is not (>= LeastOperations and var part))
        {
            return;
        }
        foreach (var syntax in migrations)
        {
            if (known(syntax.From) is { } older)
            {
                Ask(older, part, known);
            }
        }
    }

    /// <summary>Why no move from this state is tried at all, or null.</summary>
    public string? Why(string machine, string state) => _why.GetValueOrDefault((machine, state));

    private static long PartOf(long operations, MigrationSyntax[] migrations) => operations / (Share * migrations.Length);

    private void Miss(string note)
    {
        IsComplete = false;
        _notes.Add(note);
    }

    private void Explore(Machine older, MigrationSyntax syntax, Migration migration, Relevance newer, PropertyWatch watch, CheckBounds bounds, Func<string, Machine?> known)
    {
        var relevance = new Relevance(older, newer, syntax);
        var before = Of(older, relevance, watch, bounds, known);
        _notes.AddRange(before.Notes);
        var explorer = new Explorer(older, relevance, watch, bounds, before);
        explorer.Run();
        // Deep where breadth had to stop, as for the newer machine; what is wrong with the older one is not asked.
        var scout = new Scout(older, explorer, new Shortener(older, watch, bounds), explorer.IsExhaustive ? 0 : bounds.ScoutOperations);
        scout.Run(bounds);
        Operations += explorer.Operations + scout.Operations;
        var (begin, most) = (_steps.Count, Operations + bounds.Operations);
        foreach (var state in migration.States.Keys)
        {
            _why[(older.Name, state)] = $"no asset of that machine came to be {state}";
        }
        var isAll = true;
        foreach (var situation in explorer.Situations.Skip(1).Concat(scout.Reached).Where(one => migration.States.ContainsKey(one.Asset.State.Name)))
        {
            isAll = _steps.Count - begin < bounds.Situations && Operations < most;
            if (!isAll)
            {
                break;
            }
            var count = _steps.Count;
            _steps.AddRange(Moves(situation, syntax, migration, relevance, most));
            Explain((older.Name, situation.Asset.State.Name), _steps.Count > count);
        }
        if (!isAll || !explorer.IsExhaustive || !before.IsComplete || !relevance.IsLinear)
        {
            var unseen = string.Join(", ", migration.States.Keys.Where(state => _why.ContainsKey((older.Name, state))));
            Miss($"not all assets that can come from '{older.Name}' were looked at{(unseen.Length == 0 ? string.Empty : ", and none that is " + unseen)}");
        }
    }

    private void Explain((string Machine, string State) from, bool mayMove)
    {
        if (mayMove)
        {
            _why.Remove(from);
        }
        else if (_why.ContainsKey(from))
        {
            _why[from] = "whoever signs, its machine does not let it go";
        }
    }

    private IEnumerable<ScriptStep> Moves(Situation situation, MigrationSyntax syntax, Migration migration, Relevance relevance, long most)
    {
        var asset = situation.Asset;
        var look = new SituationLook(relevance, asset, true);
        var old = new OlderAsset(migration.From, asset.State with { Timers = ArmedTimers.None }, asset.Purse) { Reached = situation };
        // Where nobody asks for it, a file begins at the first height.
        var height = relevance.Height ? asset.Height + 1 : 1;
        var asksWho = syntax.Effects.Any(static one => AsksWho(one.Value));
        foreach (var now in Moments(asset, look))
        {
            var callers = 0;
            foreach (var (caller, coSigners) in Signers(asset).TakeWhile(_ => Operations < most))
            {
                Operations += Explorer.AttemptCost + migration.LeaveCost / Coverage.OperationsPerUnit;
                var context = new MachineContext(caller, coSigners, now, height, CheckCast.AssetId, default) { Members = CheckCast.Members };
                if (!migration.MayLeave(old.State, context))
                {
                    continue;
                }
                yield return new ScriptStep(now, height, caller, coSigners, string.Empty, MachineValues.Empty, new StepOutcome(string.Empty)) { Older = old };
                if (++callers == MostCallers || !asksWho)
                {
                    break;
                }
            }
        }
    }

    /// <summary>At once, and where times turn; before time's next step.</summary>
    private static IEnumerable<long> Moments(CheckedAsset asset, SituationLook look) => look.TimesMs.SelectMany(static time => new[] { time, time + 1 })
        .Where(time => time > asset.NowMs && time < CheckCast.EndMs).Prepend(asset.NowMs).Distinct().Order()
        .Where(time => asset.NextDueMs is not { } due || time < due).Take(MostMoments);

    /// <summary>Everybody whom the asset knows, the members and a stranger: each alone, then each with all others.</summary>
    private IEnumerable<(Account Caller, ImmutableArray<Account> CoSigners)> Signers(CheckedAsset asset)
    {
        var known = new List<Account> { asset.State.Owner };
        foreach (var (_, value) in asset.State.Values.Items)
        {
            Collect(value, known);
        }
        Operations += known.Count;
        Account[] all = [.. known.Concat(CheckCast.Members).Append(CheckCast.People[0]).Distinct().Take(2 * RequestLimits.MaxSigners)];
        foreach (var caller in all)
        {
            yield return (caller, []);
        }
        foreach (var caller in all)
        {
            yield return (caller, [.. all.Where(one => one != caller).Take(RequestLimits.MaxSigners - 1)]);
        }
    }

    private static void Collect(MachineValue value, List<Account> accounts)
    {
        switch (value)
        {
            case MachineValue.AccountRef account:
                accounts.Add(account.Value);
                break;
            case MachineValue.List list:
                foreach (var item in list.Items)
                {
                    Collect(item, accounts);
                }
                break;
            case MachineValue.Map map:
                foreach (var (key, held) in map.Pairs)
                {
                    Collect(key, accounts);
                    Collect(held, accounts);
                }
                break;
            case MachineValue.Record record:
                foreach (var (_, held) in record.Fields)
                {
                    Collect(held, accounts);
                }
                break;
            default:
                break;
        }
    }

    private static bool AsksWho(Expression expression) => expression is NameExpression { Name: "caller" or "signers" } || expression.Children().Any(AsksWho);
}
