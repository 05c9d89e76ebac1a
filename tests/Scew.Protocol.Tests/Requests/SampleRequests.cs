using System.Collections.Immutable;
using Scew.Protocol.Requests;

namespace Scew.Protocol.Tests.Requests;

/// <summary>One payload of every operation, with fixed values, and an envelope where one is needed.</summary>
internal static class SampleRequests
{
    public const string Nonce = "AAECAwQFBgcICQoLDA0ODw";
    public const long ValidUntil = 1_790_000_000_000;

    public static readonly Digest Group = Digest.Of("group"u8);
    public static readonly TestKey Ann = new(1);
    public static readonly TestKey Bob = new(2);

    public static RequestPayload Payload(Operation operation, params TestKey[] others) =>
        new([Ann.Account, .. others.Select(key => key.Account)], Group, Nonce, operation, ValidUntil) { Envelope = Delegation.IsNeeded(operation) ? SampleVariables.Envelope : [] };

    public static Transfer Transfer(long amount = 5) => new("a:main", "b:main", amount, null);

    public static IEnumerable<(string Name, Operation Operation)> All()
    {
        var transfer = Transfer();
        var compare = new Compare("a:main", Comparison.GreaterOrEqual, -7);
        yield return ("create", new CreateWallet("a:main", 0));
        yield return ("transfer", transfer);
        yield return ("transfer-owner", new Transfer("a:main", "b:main", long.MaxValue, Bob.Account) { As = 0 });
        yield return ("atomic-transfer", new AtomicTransfer([new("a", "b", 1, null), new("c", "d", 2, Bob.Account)]) { As = 0 });
        yield return ("balance", new Balance("a:main") { As = 0 });
        yield return ("ledger", new LedgerPage(null, 100) { As = 0 });
        yield return ("ledger-after", new LedgerPage("a:main", 1) { As = 0 });
        yield return ("get", new Get("a:main") { As = 0 });
        yield return ("get-range", new GetRange(["a", "b"], long.MinValue, long.MaxValue) { As = 0 });
        yield return ("set", new SetValue("a", 12) { As = 0 });
        yield return ("sum", new Sum("a", -12) { As = 0 });
        foreach (var comparison in Enum.GetValues<Comparison>())
        {
            yield return ("compare-" + comparison, compare with { Operator = comparison, As = 0 });
        }
        yield return ("conditional-update", new ConditionalUpdate(compare, [transfer, new Sum("x", 1), new SetValue("y", 2)]) { As = 0 });
        yield return ("asset.create", new AssetCreate("drill", "builtin/eshare/1", Inputs()) { As = 0 });
        yield return ("asset.transition", new AssetTransition("drill", "offer", Inputs()) { As = 0 });
        yield return ("asset.transition with calls", new AssetTransition("drill", "lend", Inputs())
        {
            Allow = [new Allowance("points", false, 20), new Allowance("a", true, long.MaxValue)],
            As = 0,
            Calls = RequestLimits.MaxCalls,
        });
        yield return ("asset.migrate", new AssetMigrate("drill", new string('A', 43)) { As = 0 });
        yield return ("machine.deploy", new MachineDeploy("machine Tool # \"größer\"\nstates Start, Ready\n") { As = 0 });
        yield return ("transaction", new Transaction([transfer, new ConditionalUpdate(compare, [transfer]), new Get("z")]));
        foreach (var sample in SampleVariables.All())
        {
            yield return sample;
        }
    }

    private static ImmutableSortedDictionary<string, MachineValue> Inputs() =>
        new Dictionary<string, MachineValue>
        {
            ["title"] = new MachineValue.Text("Bohrmaschine \"Größe 3\"\n\u0001\U0001F527"),
            ["deposit"] = new MachineValue.Int(-3),
            ["Flag"] = new MachineValue.Bool(true),
            ["no"] = new MachineValue.Bool(false),
            ["to"] = new MachineValue.AccountRef(Bob.Account),
            ["until"] = new MachineValue.Time(ValidUntil),
            ["dueBack"] = new MachineValue.None(),
            ["keep"] = new MachineValue.Duration(-5),
            ["photo"] = new MachineValue.Bytes("00ff"),
            ["state"] = new MachineValue.Choice("Good"),
            ["lots"] = new MachineValue.List([new MachineValue.Record([new("left", new MachineValue.Int(4)), new("of", new MachineValue.Map([new(new MachineValue.Int(1), MachineValue.None.Value)]))])]),
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
