using System.Collections.Immutable;
using Scew.Protocol;

namespace Scew.Machines.Tests.Applications;

/// <summary>
/// Assets, wallets and a clock in memory: a step and all that it calls happens, or nothing does; time fires what is due. As in the ledger a called asset sees the calling asset as
/// caller, and the signers only where they allow it, up to what it takes.
/// </summary>
internal sealed class Town
{
    public static readonly Digest Group = Digest.Of([99]);

    private ImmutableSortedDictionary<string, (Machine Machine, MachineState State)> _assets = ImmutableSortedDictionary.Create<string, (Machine, MachineState)>(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, long> _wallets = ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    public required ImmutableArray<Account> Members { get; init; }

    public long NowMs { get; private set; } = 1_790_000_000_000;

    /// <summary>Events of all steps, oldest first.</summary>
    public List<(string Asset, MachineEvent Event)> Events { get; } = [];

    public MachineState this[string asset] => _assets[asset].State;

    public long Balance(string wallet) => _wallets.GetValueOrDefault(wallet);

    public void Fill(string wallet, long balance) => _wallets = _wallets.SetItem(wallet, balance);

    public static Account Actor(string asset) => AssetActor.Account(Group, asset);

    public static string Purse(string asset) => AssetActor.Purse(Group, asset);

    /// <summary>Why not, or null when it happened. The first signer calls.</summary>
    public string? Do(string asset, string transition, MachineValues input, Account[] signers, params (string Asset, long Most)[] allow)
    {
        var (assets, wallets, events) = (_assets, _wallets, Events.Count);
        var left = allow.ToDictionary(static one => one.Asset, static one => one.Most);
        var reason = Step(asset, transition, input, signers[0], [.. signers[1..]], string.Empty, signers, left);
        if (reason is not null)
        {
            (_assets, _wallets) = (assets, wallets);
            Events.RemoveRange(events, Events.Count - events);
        }
        return reason;
    }

    public string? Create(string asset, Machine machine, MachineValues input, Account[] signers)
    {
        var before = _assets;
        _assets = _assets.Add(asset, (machine, new MachineState(machine.States[0], signers[0], MachineValues.Empty)));
        var reason = Do(asset, machine.Creating.Name, input, signers);
        _assets = reason is null ? _assets : before;
        return reason;
    }

    /// <summary>Lets time pass; what is due in between happens in its order.</summary>
    public void Pass(TimeSpan time)
    {
        var end = NowMs + (long)time.TotalMilliseconds;
        while (NextDue(end) is { } due)
        {
            NowMs = Math.Max(NowMs, due.DueMs);
            var (machine, state) = _assets[due.Asset];
            var (assets, wallets, events) = (_assets, _wallets, Events.Count);
            var fired = machine.Fire(state, due.Transition, Context(due.Asset, default, [], string.Empty));
            _assets = _assets.SetItem(due.Asset, (machine, fired.State));
            if (Follow(due.Asset, fired.Calls, fired.Events, [], []) is not null)
            {
                (_assets, _wallets) = (assets.SetItem(due.Asset, (machine, Machine.Spend(state, due.Transition))), wallets);
                Events.RemoveRange(events, Events.Count - events);
            }
        }
        NowMs = end;
    }

    private (string Asset, string Transition, long DueMs)? NextDue(long endMs)
    {
        (string Asset, string Transition, long DueMs)? next = null;
        foreach (var (id, (_, state)) in _assets)
        {
            foreach (var (transition, due) in state.Timers.Items)
            {
                if (due <= endMs && (next is null || due < next.Value.DueMs))
                {
                    next = (id, transition, due);
                }
            }
        }
        return next;
    }

    private MachineContext Context(string asset, Account caller, ImmutableArray<Account> beside, string callerMachine) =>
        new(caller, beside, NowMs, 1, asset, Group) { Members = Members, CallerMachine = callerMachine };

    private string? Step(
        string asset, string transition, MachineValues input, Account caller, ImmutableArray<Account> beside, string callerMachine, Account[] signers, Dictionary<string, long> left)
    {
        if (!_assets.TryGetValue(asset, out var found))
        {
            return $"there is no asset '{asset}'";
        }
        var result = found.Machine.Step(found.State, transition, input, Context(asset, caller, beside, callerMachine));
        if (result is StepResult.Refused refused)
        {
            return refused.Refusal.Message;
        }
        var next = (StepResult.Next)result;
        if (callerMachine.Length > 0 && next.Takes > 0)
        {
            if (left.GetValueOrDefault(asset) < next.Takes)
            {
                return "the step takes more than the request allows";
            }
            left[asset] -= next.Takes;
        }
        _assets = _assets.SetItem(asset, (found.Machine, next.State));
        return Follow(asset, next.Calls, next.Events, signers, left);
    }

    private string? Follow(string asset, ImmutableArray<MachineCall> calls, ImmutableArray<MachineEvent> events, Account[] signers, Dictionary<string, long> left)
    {
        Events.AddRange(events.Select(one => (asset, one)));
        foreach (var call in calls)
        {
            var reason = call switch
            {
                MachineCall.Asset step => Step(
                    step.Id, step.Transition, step.Input, Actor(asset), left.ContainsKey(step.Id) ? [.. signers] : [], _assets[asset].Machine.Name, signers, left),
                MachineCall.Payment payment => Pay(payment),
                _ => "unknown",
            };
            if (reason is not null)
            {
                return reason;
            }
        }
        return null;
    }

    private string? Pay(MachineCall.Payment payment)
    {
        if (Balance(payment.From) < payment.Amount)
        {
            return "the wallet holds less";
        }
        _wallets = _wallets.SetItem(payment.From, Balance(payment.From) - payment.Amount);
        _wallets = _wallets.SetItem(payment.To, Balance(payment.To) + payment.Amount);
        return null;
    }
}
