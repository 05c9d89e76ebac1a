using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;

namespace Scew.Ledger.Tests;

/// <summary>
/// The invariant: an armed timer fires in the first block whose time has come, at most 64 a block in the order (due, asset, transition), once, on every member alike whether it
/// executed everything, restarted or was given the state.
/// </summary>
public class TimerTests
{
    private static readonly string One = Alarm.Id(1);

    [Fact]
    public void A_timer_fires_in_the_first_block_whose_time_has_come_and_never_again()
    {
        var ledger = WithAlarms(1, 100_000);
        Assert.Equal(100_000, ledger.State.NextDueMs);
        Assert.Empty(ledger.BlockAt(99_999).Changes);
        var fired = ledger.BlockAt(100_000);
        Assert.Equal(new ChangeCause.TimerFired(Alarm.Name, "ring", 100_000, 100_000, ledger.State.Head.Height), Assert.Single(fired.Changes.Single().Causes));
        Assert.Empty(fired.Results);
        Assert.Null(fired.NextDueMs);
        Assert.Empty(ledger.BlockAt(100_001).Changes);
        Assert.Equal(1, ledger.Asset(One).Values.Int("rings"));
    }

    [Fact]
    public void Of_65_due_at_once_64_fire_and_the_last_in_the_next_block()
    {
        var ledger = WithAlarms(65, 100_000);
        var first = ledger.BlockAt(200_000);
        Assert.Equal(64, first.Changes.Length);
        Assert.Equal(100_000, first.NextDueMs);
        Assert.Equal([Alarm.Id(65)], ledger.BlockAt(200_001).Changes.Select(change => change.Key.Id));
        Assert.Null(ledger.State.NextDueMs);
    }

    [Fact]
    public void Heavy_timers_wait_for_the_next_block_before_64_fired()
    {
        const string Heavy = """
            machine Heavy
            value l: list(int, 35), at: time
            states Start, On, Off
            final Off
            transition create: Start -> On (at: time)
              effect at := input.at
            transition end: On -> Off
              automatic when now >= at
              guard not (any a in l: any b in l: a + b < 0)

            """;
        var ledger = WithAlarms(0, 0);
        var (code, json) = ledger.Run(new MachineDeploy(Heavy), Alice);
        Assert.True(code == "ok", json);
        var cost = MachineText.Compile(Heavy).Machine!.Find("end")!.Cost;
        var at = ledger.NowMs + 1_000_000;
        ledger.Block([.. Enumerable.Range(0, 20).Select(i => ledger.Signed(
            new AssetCreate(Own(Alice, $"h{i:d2}"), MachineText.NameOf(Heavy), AssetTests.Input(("at", new MachineValue.Time(at)))), Alice))]);
        var perBlock = (50_000 + cost - 1) / cost;
        Assert.InRange(perBlock, 2, 19);
        var first = ledger.BlockAt(at + 5, Now(ledger, at + 5, new AssetCreate(Alarm.Id(7), Alarm.Name, AssetTests.Input())));
        Assert.Equal((perBlock + 1, at), (first.Changes.Length, first.NextDueMs));
        var second = ledger.BlockAt(at + 6);
        Assert.Equal(Math.Min(perBlock, 20 - perBlock), second.Changes.Length);
    }

    [Fact]
    public void The_first_timer_of_each_asset_fires_first_then_the_earlier_due_then_the_smaller_id_then_the_name()
    {
        var ledger = WithAlarms(0, 0);
        ledger.Block([.. Enumerable.Range(1, 40).Select(number => ledger.Signed(Alarm.New(Alarm.Id(number)), Alice))]);
        var now = ledger.NowMs + 10;
        // "wake" of every alarm is due with its "ring"; the higher half earlier.
        ledger.Block([.. Enumerable.Range(1, 40).Select(number => ledger.Signed(Alarm.SetAt(Alarm.Id(number), now + (number > 20 ? 70_000 : 80_000), number > 20 ? 70_000 : 80_000), Alice))]);
        var first = ledger.BlockAt(now + 90_000);
        Assert.Equal(Enumerable.Range(1, 40), first.Changes.Select(change => int.Parse(change.Key.Id[^3..], null)));
        foreach (var change in first.Changes)
        {
            var fired = change.Causes.Select(cause => ((ChangeCause.TimerFired)cause).Transition);
            Assert.Equal(int.Parse(change.Key.Id[^3..], null) is <= 4 or > 20 ? ["ring", "wake"] : ["ring"], fired);
        }
        Assert.Equal(now + 80_000, first.NextDueMs);
    }

    /// <summary>The worst schedule: hundreds of heavy timers, all due before the honest one, of assets that paid for one firing each.</summary>
    [Fact]
    public void Whoever_arms_many_heavy_timers_delays_nobody_who_paid_for_as_many()
    {
        var text = "machine Heavy\nvalue l: list(int, 35), at: time\nstates Start, On, Off\nfinal Off\ntransition create: Start -> On (at: time)\n  effect at := input.at\ntransition end: On -> Off\n"
            + string.Concat(Enumerable.Range(0, 12).Select(static i => $"transition t{i}: On -> On\n  automatic when now >= at + {i} ms\n  guard not (any a in l: any b in l: a + b < 0)\n"));
        var ledger = WithAlarms(1, 0);
        var (code, json) = ledger.Run(new MachineDeploy(text), Alice);
        Assert.True(code == "ok", json);
        var at = ledger.NowMs + 1_000_000;
        ledger.Block([.. Enumerable.Range(0, 30).Select(i => ledger.Signed(
            new AssetCreate(Own(Alice, $"h{i:d2}"), MachineText.NameOf(text), AssetTests.Input(("at", new MachineValue.Time(at)))), Alice))]);
        Assert.Equal("ok", ledger.Run(Alarm.SetAt(One, at + 500), Alice).Code);
        var blocks = 0;
        while (ledger.Asset(One).Values.Int("rings") == 0)
        {
            ledger.BlockAt(at + 1000 + blocks++);
        }
        // Thirty firings, six a block, and the honest one; not all 360.
        Assert.InRange(blocks, 1, 6);
    }

    [Fact]
    public void The_timer_comes_before_a_request_of_the_same_block()
    {
        var ledger = WithAlarms(1, 100_000);
        var outcome = ledger.BlockAt(100_000, Now(ledger, 100_000, Alarm.ClearIt(One)), Now(ledger, 100_000, Alarm.SetAt(One, 110_000)));
        Assert.Equal(["ok", "ok"], outcome.Results.Select(result => result.Result.Code));
        Assert.Equal(["TimerFired", "MachineStep", "MachineStep"], outcome.Changes.Single().Causes.Select(cause => cause.GetType().Name));
        Assert.Equal((1, 160_000), (ledger.Asset(One).Values.Int("rings"), ledger.State.NextDueMs));
    }

    [Fact]
    public void A_refused_firing_is_consumed_and_still_changes_the_register()
    {
        var ledger = WithAlarms(1, 100_000, muted: true);
        var before = ledger.Registers.Values.Single();
        ledger.BlockAt(100_000);
        var after = ledger.Registers.Values.Single();
        Assert.Equal((before.Version + 1, 0L), (after.Version, ledger.Asset(One).Values.Int("rings")));
        Assert.Null(ledger.State.NextDueMs);
        Assert.Equal((0, 1), (ledger.Asset(One).Timers.Items.Count, ledger.Asset(One).Timers.Firings));
        Assert.Empty(ledger.BlockAt(200_000).Changes);
    }

    [Fact]
    public void A_timer_that_an_earlier_one_of_the_block_moved_does_not_fire()
    {
        var ledger = WithAlarms(1, 0);
        var now = ledger.NowMs + 10;
        ledger.Block(ledger.Signed(Alarm.SetAt(One, now + 90_000, 80_000), Alice));
        var outcome = ledger.BlockAt(now + 100_000);
        Assert.Equal(["wake"], outcome.Changes.Single().Causes.Select(cause => ((ChangeCause.TimerFired)cause).Transition));
        // Both conditions changed their values: armed again, the one that lies in the past at the floor.
        Assert.Equal((now + 160_000, now + 180_000), (ledger.Asset(One).Timers.DueMs("ring"), ledger.Asset(One).Timers.DueMs("wake")));
    }

    [Fact]
    public void A_refused_request_arms_nothing_and_the_answer_of_one_that_does_tells_when()
    {
        var ledger = WithAlarms(1, 100_000);
        Assert.Equal("guard-refused", ledger.Run(new AssetTransition(One, "ring", AssetTests.Input()), Alice).Code);
        var parts = new Transaction([Alarm.SetAt(One, 500_000), Alarm.SetAt(Alarm.Id(2), 500_000)]);
        Assert.Equal("unknown-asset", ledger.Run(parts, Alice).Code);
        Assert.Equal(100_000, ledger.State.NextDueMs);
        Assert.Contains("\"state\":\"Set\",\"timers\":{\"ring\":500000},\"values\":", ledger.Run(Alarm.SetAt(One, 500_000), Alice).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_far_in_the_future_fires_each_timer_once()
    {
        // A leader who pushes time brings nothing forward but time itself: a timer that comes back does so 60 s after the block.
        var ledger = WithAlarms(1, 0);
        var now = ledger.NowMs + 10;
        ledger.Block(ledger.Signed(Alarm.SetAt(One, now + 1_000_000_000, 1), Alice));
        ledger.BlockAt(now + 500_000_000);
        Assert.Equal((1, now + 500_060_000), (ledger.Asset(One).Values.Int("wakes"), ledger.State.NextDueMs));
    }

    [Fact]
    public void A_damaged_register_is_left_to_whoever_compares_the_root()
    {
        var ledger = WithAlarms(2, 100_000);
        var key = new RegisterKey(RegisterKind.Asset, One);
        ledger.Registers[key] = ledger.Registers[key] with { Value = [1, 2, 3] };
        var restored = ledger.Restored();
        Assert.NotEqual(ledger.State.Trees.StateRoot, restored.State.Trees.StateRoot);
        Assert.Equal([Alarm.Id(2)], restored.State.ArmedTimers.Select(timer => timer.AssetId));
    }

    [Fact]
    public void An_asset_grain_takes_no_firing_that_did_not_happen()
    {
        var ledger = WithAlarms(1, 100_000);
        var change = ledger.Execute(ledger.Input(100_005)).Changes.Single();
        var fired = (ChangeCause.TimerFired)change.Causes.Single();
        Assert.Null(ledger.Rules.Validate(change.Before, change));
        Assert.All(
            new[]
            {
                fired with { DueMs = 99_999 }, fired with { DueMs = 100_001 }, fired with { TimeMs = 99_999 }, fired with { Transition = "wake" }, fired with { Transition = "clear" },
                fired with { Machine = "builtin/eshare/1" },
            },
            cause => Assert.NotNull(ledger.Rules.Validate(change.Before, change with { Causes = [cause] })));
        Assert.NotNull(ledger.Rules.Validate(change.Before, change with { Causes = [fired, fired] }));
        Assert.NotNull(ledger.Rules.Validate(change with { Before = null }));
        Assert.NotNull(ledger.Rules.Validate(change.Before, change with { After = change.Before! with { Version = change.After.Version } }));
        // Time judges the armed time alone; height and time reach a machine as its context.
        var bytes = RegisterChangeCodec.Encode(change);
        Assert.Equal(bytes, RegisterChangeCodec.Encode(RegisterChangeCodec.Decode(bytes)!));
    }

    [Fact]
    public void The_number_of_a_firing_is_frozen()
    {
        var ledger = WithAlarms(1, 100_000);
        var bytes = RegisterChangeCodec.Encode(ledger.Execute(ledger.Input(100_005)).Changes.Single());
        Assert.EndsWith(
            "09" + "0000000F6275696C74696E2F616C61726D2F31" + "0000000472696E67" + "00000000000186A0" + "00000000000186A5" + "0000000000000003", Convert.ToHexString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_alarms_do_what_the_naive_model_does_also_across_restarts()
    {
        var (most, floors) = (0, 0);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Steps().ToArbitrary(), steps =>
        {
            var ledger = new TestLedger();
            var model = new NaiveTimers();
            foreach (var (wait, requests, restart) in steps)
            {
                ledger = restart ? ledger.Restored() : ledger;
                var now = ledger.NowMs + wait;
                var outcome = ledger.BlockAt(now, [.. requests.Select(request => Now(ledger, now, request))]);
                var fired = model.Fire(now);
                foreach (var request in requests)
                {
                    Run(model, request, now);
                }
                Assert.Equal(
                    fired.Order(StringComparer.Ordinal),
                    outcome.Changes.SelectMany(change => change.Causes.OfType<ChangeCause.TimerFired>().Select(cause => $"{change.Key.Id} {cause.Transition}")).Order(StringComparer.Ordinal));
                AssertSame(model, ledger);
                most = Math.Max(most, fired.Count);
                floors += ledger.State.ArmedTimers.Count(timer => timer.DueMs == now + Machine.MinAheadMs);
            }
        }));
        // The generator is worth something only if it comes to the bounds.
        Assert.Equal(64, most);
        Assert.True(floors > 100);
    }

    private static void AssertSame(NaiveTimers model, TestLedger ledger)
    {
        Assert.Equal(model.Alarms, ledger.Registers.Values.ToDictionary(register => register.Key.Id, register => NaiveTimers.Of(ledger.Asset(register.Key.Id), register.Version)));
        var armed = model.Alarms.SelectMany(pair => new[] { (Due: pair.Value.Ring, pair.Key, "ring"), (Due: pair.Value.Wake, pair.Key, "wake") })
            .Where(timer => timer.Due is not null).Select(timer => new LedgerTimer(NaiveTimers.RankOf(model.Alarms[timer.Key], timer.Item3), timer.Due!.Value, timer.Key, timer.Item3)).ToImmutableSortedSet();
        Assert.Equal(armed, ledger.State.ArmedTimers);
        Assert.Equal(armed.IsEmpty ? null : armed.Min(timer => timer.DueMs), ledger.State.NextDueMs);
    }

    private static void Run(NaiveTimers model, Operation request, long now)
    {
        switch (request)
        {
            case AssetCreate create:
                model.Create(create.Id);
                break;
            case AssetTransition { Transition: "clear" } clear:
                model.Clear(clear.Id, now);
                break;
            case AssetTransition set:
                model.Set(
                    set.Id, ((MachineValue.Time)set.Input["at"]).UnixMs, ((MachineValue.Int)set.Input["every"]).Value, ((MachineValue.Bool)set.Input["muted"]).Value, now);
                break;
        }
    }

    private static Gen<List<(int Wait, ImmutableArray<Operation> Requests, bool Restart)>> Steps()
    {
        // Few alarms and few times, so that values meet, come back, and several are due at once; now and then 70 alarms of one moment.
        var id = Gen.Choose(1, 6).Select(Alarm.Id);
        var set = from alarm in id
                  from at in Gen.Elements(0L, 70_000, 100_000, 150_000, 200_000, 400_000)
                  from every in Gen.Elements(0L, 0, 30_000, 90_000)
                  from muted in Gen.Choose(0, 3)
                  select (Operation)Alarm.SetAt(alarm, at, every, muted == 0);
        var any = Gen.Frequency((3, id.Select(Operation (alarm) => Alarm.New(alarm))), (6, set), (2, id.Select(Operation (alarm) => Alarm.ClearIt(alarm))));
        var few = Gen.Choose(0, 4).SelectMany(count => any.ListOf(count)).Select(list => list.ToImmutableArray());
        var flood = Gen.Elements(150_000L, 200_000).Select(at => Enumerable.Range(10, 70).SelectMany(number => new Operation[] { Alarm.New(Alarm.Id(number)), Alarm.SetAt(Alarm.Id(number), at, 90_000) }).ToImmutableArray());
        var step = from wait in Gen.Elements(1, 10, 5_000, 20_000, 59_999, 60_000, 100_000)
                   from requests in Gen.Frequency((30, few), (1, flood))
                   from restart in Gen.Choose(0, 5)
                   select (wait, requests, restart == 0);
        return step.ListOf(40).Select(list => list.ToList());
    }

    private static SignedRequest Now(TestLedger ledger, long timeMs, Operation operation) =>
        ledger.Signed(operation, Alice) is var request ? request with { Payload = request.Payload with { ValidUntilMs = timeMs + 60_000 } } : request;

    private static TestLedger WithAlarms(int count, long atMs, bool muted = false)
    {
        var ledger = new TestLedger();
        var creates = Enumerable.Range(1, count).Select(number => ledger.Signed(Alarm.New(Alarm.Id(number)), Alice));
        ledger.Block([.. creates]);
        ledger.Block([.. Enumerable.Range(1, atMs == 0 ? 0 : count).Select(number => ledger.Signed(Alarm.SetAt(Alarm.Id(number), atMs, muted: muted), Alice))]);
        return ledger;
    }
}
