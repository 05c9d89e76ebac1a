using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>
/// The ledger written a second time in the plainest way: dictionaries, big integers, a whole copy per request, JSON by concatenation. It shares no code with what it
/// judges but the records of operations.
/// </summary>
internal sealed partial class NaiveModel
{
    private sealed class Refused(string code) : Exception
    {
        public string Code { get; } = code;
    }

    private sealed record Wallet(Account Owner, BigInteger Balance, ImmutableDictionary<Account, BigInteger> Issued);

    private sealed record Tool(string State, Account Owner, Account Holder, long? Due, int Version);

    private sealed record World(
        ImmutableDictionary<string, Wallet> Wallets, ImmutableDictionary<Account, (BigInteger Minted, BigInteger Burned)> Issuers,
        ImmutableDictionary<string, Tool> Tools, ImmutableDictionary<string, Integer> Integers, ImmutableDictionary<string, PublicKey> Keys);

    private static readonly Dictionary<Account, BigInteger> Limits = new() { [Bank] = IssuerLimit, [Mint] = 500, [Boundless] = long.MaxValue };
    private World _world = new(
        ImmutableDictionary<string, Wallet>.Empty, ImmutableDictionary<Account, (BigInteger Minted, BigInteger Burned)>.Empty,
        ImmutableDictionary<string, Tool>.Empty, ImmutableDictionary<string, Integer>.Empty, ImmutableDictionary<string, PublicKey>.Empty);

    public IEnumerable<(string Id, Account Owner, BigInteger Balance)> Wallets =>
        _world.Wallets.Select(pair => (pair.Key, pair.Value.Owner, pair.Value.Balance)).OrderBy(wallet => wallet.Key, StringComparer.Ordinal);

    public IEnumerable<(string Id, string State, Account Holder)> Tools =>
        _world.Tools.Select(pair => (pair.Key, pair.Value.State, pair.Value.Holder)).OrderBy(tool => tool.Key, StringComparer.Ordinal);

    public BigInteger Supply => _world.Issuers.Values.Aggregate(BigInteger.Zero, (sum, issuer) => sum + issuer.Minted - issuer.Burned);

    /// <summary>Code, and the JSON of a success.</summary>
    public (string Code, string? Json) Run(RequestPayload payload, long nowMs)
    {
        var before = _world;
        try
        {
            _envelope = Hex(payload.Envelope);
            return ("ok", Run(payload.Operation, [.. payload.By], [.. payload.By], nowMs, string.Empty));
        }
        catch (Refused refused)
        {
            _world = before;
            return (refused.Code, null);
        }
    }

    private static void Check(bool holds, string code)
    {
        if (!holds)
        {
            throw new Refused(code);
        }
    }

    private static string Text(string name, object value) => $"\"{name}\":\"{value}\"";

    private static string Brief(string id, BigInteger balance) => "{" + Text("balance", balance) + "," + Text("id", id) + "}";

    private static string Full(string id, Wallet wallet) => "{" + Text("balance", wallet.Balance) + "," + Text("id", id) + "," + Text("owner", wallet.Owner) + "}";

    private static bool MayCreate(string id, List<Account> rights) => rights.Exists(
        right => id.StartsWith(IdRules.OwnPrefix(right) + ":", StringComparison.Ordinal)
            || (!id.Contains(':', StringComparison.Ordinal) && (right == Member || Limits.ContainsKey(right))));

    private string Run(Operation operation, List<Account> by, List<Account> rights, long nowMs, string path)
    {
        if (operation.As is { } index)
        {
            Check(index >= 0 && index < by.Count, "bad-operation");
            rights = [by[index]];
        }
        switch (operation)
        {
            case CreateWallet create:
                return Create(create, rights);
            case Transfer transfer:
                return Move(new(transfer.From, transfer.To, transfer.Amount, transfer.ToOwner), rights);
            case AtomicTransfer transfer:
                return "{\"legs\":[" + string.Join(',', transfer.Legs.Select(leg => Move(leg, rights))) + "]}";
            case Balance balance:
                return Brief(balance.Id, _world.Wallets.TryGetValue(balance.Id, out var wallet) ? wallet.Balance : 0);
            case Get get:
                return Full(get.Id, Find(get.Id));
            case GetRange range:
                var found = range.Ids.Where(id => _world.Wallets.TryGetValue(id, out var one) && range.Low <= one.Balance && one.Balance <= range.High);
                return "{\"ids\":[" + string.Join(',', found.Select(id => $"\"{id}\"")) + "]}";
            case LedgerPage page:
                return Page(page);
            case Compare compare:
                return "{\"holds\":" + (Holds(compare) ? "true" : "false") + "," + Text("id", compare.Id) + "," + Text("value", Find(compare.Id).Balance) + "}";
            case SetValue set:
                Check(set.Value >= 0, "negative-amount");
                return Sum(set.Id, wallet => set.Value - wallet.Balance, rights);
            case Sum sum:
                return Sum(sum.Id, _ => sum.Delta, rights);
            case ConditionalUpdate update:
                Check(Holds(update.Condition, rights, Below(path, "c")), "condition-false");
                return "{\"results\":[" + string.Join(',', update.Updates.Select((part, i) => Run(part, by, rights, nowMs, Below(path, "u" + i)))) + "]}";
            case Transaction transaction:
                return "{\"results\":[" + string.Join(',', transaction.Operations.Select((part, i) => Run(part, by, rights, nowMs, Below(path, i.ToString(CultureInfo.InvariantCulture))))) + "]}";
            case AssetCreate create:
                Check(MayCreate(create.Id, rights), "outside-prefix");
                Check(!_world.Tools.ContainsKey(create.Id), "already-exists");
                return Put(create.Id, new Tool("Ready", rights[0], rights[0], null, 1));
            case AssetTransition step:
                return Step(step, rights[0], nowMs);
            default:
                return RunSealed(operation, rights, path);
        }
    }

    private Wallet Find(string id)
    {
        Check(_world.Wallets.ContainsKey(id), "unknown-wallet");
        return _world.Wallets[id];
    }

    private void Put(string id, Wallet wallet) => _world = _world with { Wallets = _world.Wallets.SetItem(id, wallet) };

    private string Create(CreateWallet create, List<Account> rights)
    {
        Check(create.Initial >= 0, "negative-amount");
        Check(MayCreate(create.Id, rights), "outside-prefix");
        Check(create.Initial == 0 || rights.Exists(Limits.ContainsKey), "not-issuer");
        Check(!_world.Wallets.ContainsKey(create.Id), "already-exists");
        Put(create.Id, new Wallet(rights[0], 0, ImmutableDictionary<Account, BigInteger>.Empty));
        if (create.Initial > 0)
        {
            Sum(create.Id, _ => create.Initial, rights);
        }
        return Full(create.Id, Find(create.Id));
    }

    private string Move(TransferLeg leg, List<Account> rights)
    {
        Check(leg.Amount != 0, "zero-amount");
        Check(leg.Amount > 0, "negative-amount");
        Check(leg.From != leg.To, "same-wallet");
        var payer = Find(leg.From);
        Check(rights.Contains(payer.Owner), "not-owner");
        var payee = Find(leg.To);
        Check(leg.ToOwner is null || leg.ToOwner == payee.Owner, "wrong-owner");
        Check(payer.Balance >= leg.Amount, "insufficient-balance");
        Check(payee.Balance + leg.Amount <= long.MaxValue, "overflow");
        Put(leg.From, payer with { Balance = payer.Balance - leg.Amount });
        Put(leg.To, payee with { Balance = payee.Balance + leg.Amount });
        return "{\"from\":" + Brief(leg.From, Find(leg.From).Balance) + ",\"to\":" + Brief(leg.To, Find(leg.To).Balance) + "}";
    }

    private string Sum(string id, Func<Wallet, BigInteger> deltaOf, List<Account> rights)
    {
        Check(rights.Exists(Limits.ContainsKey), "not-issuer");
        var issuer = rights.First(Limits.ContainsKey);
        var wallet = Find(id);
        var delta = deltaOf(wallet);
        var (minted, burned) = _world.Issuers.GetValueOrDefault(issuer);
        var issued = wallet.Issued.GetValueOrDefault(issuer);
        if (delta > 0)
        {
            Check(wallet.Balance + delta <= long.MaxValue && issued + delta <= long.MaxValue && minted + delta <= long.MaxValue, "overflow");
            Check(minted + delta - burned <= Limits[issuer], "limit-exceeded");
            minted += delta;
            issued += delta;
        }
        else
        {
            Check(wallet.Balance + delta >= 0, "insufficient-balance");
            Check(wallet.Owner == issuer || rights.Contains(wallet.Owner) || issued >= -delta, "burn-refused");
            Check(burned - delta <= long.MaxValue, "overflow");
            burned -= delta;
            issued = BigInteger.Max(0, issued + delta);
        }
        _world = _world with { Issuers = _world.Issuers.SetItem(issuer, (minted, burned)) };
        Put(id, wallet with { Balance = wallet.Balance + delta, Issued = wallet.Issued.SetItem(issuer, issued) });
        return Brief(id, Find(id).Balance);
    }

    private bool Holds(Compare compare) => Holds(Find(compare.Id).Balance, compare.Operator, compare.Argument);

    private static bool Holds(BigInteger value, Comparison comparison, BigInteger argument) => comparison switch
    {
        Comparison.Equal => value == argument,
        Comparison.NotEqual => value != argument,
        Comparison.Less => value < argument,
        Comparison.LessOrEqual => value <= argument,
        Comparison.Greater => value > argument,
        _ => value >= argument,
    };

    private string Page(LedgerPage page)
    {
        var behind = _world.Wallets.Keys.Where(id => page.After is null || string.CompareOrdinal(id, page.After) > 0).Order(StringComparer.Ordinal).ToList();
        var json = new StringBuilder("{");
        if (behind.Count > page.Limit)
        {
            json.Append(Text("next", behind[page.Limit - 1])).Append(',');
        }
        return json.Append("\"wallets\":[").AppendJoin(',', behind.Take(page.Limit).Select(id => Full(id, Find(id)))).Append("]}").ToString();
    }

    private string Step(AssetTransition step, Account caller, long nowMs)
    {
        Check(_world.Tools.ContainsKey(step.Id), "unknown-asset");
        var tool = _world.Tools[step.Id];
        Check(step.Transition is "create" or "offer" or "giveBack" or "retire", "unknown-transition");
        Check(tool.State == (step.Transition switch { "create" => "Start", "giveBack" => "Offered", _ => "Ready" }), "wrong-state");
        Check(step.Transition == "offer" ? step.Input.Count == 2 : step.Input.IsEmpty, "bad-input");
        Check(caller == tool.Owner || (step.Transition == "giveBack" && caller == tool.Holder), "guard-refused");
        if (step.Transition != "offer")
        {
            var state = step.Transition == "retire" ? "Broken" : "Ready";
            return Put(step.Id, tool with { State = state, Holder = tool.Owner, Due = null, Version = tool.Version + 1 });
        }
        var until = ((MachineValue.Time)step.Input["until"]).UnixMs;
        Check(until > nowMs, "guard-refused");
        return Put(step.Id, tool with { State = "Offered", Holder = ((MachineValue.AccountRef)step.Input["to"]).Value, Due = until, Version = tool.Version + 1 });
    }

    private string Put(string id, Tool tool)
    {
        _world = _world with { Tools = _world.Tools.SetItem(id, tool) };
        var due = tool.Due is { } time ? $"{{\"time\":{time}}}" : "{\"none\":true}";
        return "{" + Text("id", id) + "," + Text("owner", tool.Owner) + "," + Text("state", tool.State)
            + ",\"values\":{\"deposit\":{\"int\":\"500\"},\"dueBack\":" + due + ",\"holder\":{" + Text("account", tool.Holder)
            + "},\"title\":{\"text\":\"drill\"}},\"version\":" + tool.Version + "}";
    }
}
