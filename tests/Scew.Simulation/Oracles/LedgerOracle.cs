using Scew.Machines;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;

namespace Scew.Simulation.Oracles;

/// <summary>
/// A naive ledger run over the agreed chain, each request once: every honest member's wallets must end with these owners and balances, its encrypted integers with these values, and its tools and alarms in these states
/// after as many steps, and nothing is made but by the issuer.
/// </summary>
internal sealed class LedgerOracle(World world, TimerOracle timers)
{
    private readonly List<NaiveLedger> _heights = [];
    private NaiveLedger _now = NaiveLedger.Empty;

    public long? NextDueMs => _now.NextDueMs;

    /// <summary>Requests on encrypted integers or their keys that changed something.</summary>
    public int SealedWrites { get; private set; }

    public void Apply(Block block)
    {
        _heights.Add(_now);
        var due = _now.Due(block.Header.TimeMs);
        timers.Expect(block, due);
        _now = _now.Fired(due, block.Header.TimeMs);
        foreach (var id in block.RequestIds)
        {
            if (world.Clients.Find(id) is { } request)
            {
                var next = _now.After(request, block.Header.TimeMs);
                SealedWrites += request.Meaning is not null && next != _now ? 1 : 0;
                _now = next;
            }
        }
        if (!_now.Conserves)
        {
            throw new ViolationException("conservation", "the naive ledger itself does not conserve");
        }
    }

    /// <summary>The member's wallets and tools are those of the chain up to this height.</summary>
    public void Compare(MemberHost host, long height)
    {
        var expected = height < _heights.Count ? _heights[(int)height] : _now;
        var wallets = Of(host, RegisterKind.Wallet).Select(held => (held.Key.Id, held.Owner, WalletValue.Decode(held.Value)?.Balance ?? -1));
        Equal(host, wallets, expected.Wallets.Select(wallet => (wallet.Key, wallet.Value.Owner, wallet.Value.Balance)));
        var variables = Of(host, RegisterKind.Variable).Select(held => (held.Key.Id, held.Owner, held.Version, world.Seals.ValueOf(held)));
        Equal(host, variables, expected.Sealed.Select(one => (one.Key, one.Value.Owner, one.Value.Version, one.Value.Value)));
        Equal(host, Of(host, RegisterKind.PaillierKey).Select(held => held.Key.Id), expected.Keys);
        var assets = Of(host, RegisterKind.Asset).Select(held => (held.Key.Id, held.Owner, held.State, held.Version, AssetRegister.ToState(held)?.Timers.DueMs("ring")));
        var tools = expected.Tools.Select(tool => (tool.Key, tool.Value.Owner, tool.Value.State, tool.Value.Version, (long?)null));
        var alarms = expected.Alarms.Select(alarm => (alarm.Key, alarm.Value.Owner, alarm.Value.State, alarm.Value.Version, alarm.Value.DueMs));
        Equal(host, assets, tools.Concat(alarms).OrderBy(asset => asset.Key, StringComparer.Ordinal));
    }

    private static IEnumerable<Register> Of(MemberHost host, RegisterKind kind) => host.Registers.Values.Where(register => register.Key.Kind == kind);

    private static void Equal<T>(MemberHost host, IEnumerable<T> held, IEnumerable<T> expected)
    {
        if (!held.SequenceEqual(expected))
        {
            throw new ViolationException("conservation", $"member {host.Name} holds [{string.Join(", ", held)}], the chain gives [{string.Join(", ", expected)}]");
        }
    }
}
