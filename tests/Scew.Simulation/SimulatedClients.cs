using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Simulation.Sealed;

namespace Scew.Simulation;

/// <summary>
/// Customers: each request goes to a random merchant, and to another one when no result shows in time. Requests that expired without a result are
/// ended by asking.
/// </summary>
public sealed class SimulatedClients(World world, Prng random)
{
    private const int Customers = 12;
    private const long StartedMs = 1000;

    private readonly List<Errand> _errands = [];
    private readonly Dictionary<Digest, SimulatedRequest> _known = [];
    private readonly Dictionary<Digest, long> _made = [];
    private readonly Dictionary<Digest, long> _first = [];

    /// <summary>Shown to a liar at some time.</summary>
    private readonly HashSet<Digest> _hidden = [];

    public IReadOnlyList<Errand> Errands => _errands;

    public int Submitted => _errands.Count;

    /// <summary>Over requests that were valid when they were made, after everybody had started.</summary>
    public long SlowestMs { get; private set; }

    /// <summary>The same over requests that only honest merchants were shown.</summary>
    public long SlowestHonestMs { get; private set; }

    /// <summary>From submission until the first honest member executed it.</summary>
    public long MedianMs => _first.Count == 0 ? 0 : _first.Values.Order().ElementAt(_first.Count / 2);

    /// <summary>An honest member executed the request.</summary>
    public void Executed(Digest id)
    {
        if (_made.TryGetValue(id, out var madeMs) && _known[id].ValidAt(World.EpochMs + madeMs, world.Scenario.WindowMs, world.Scenario.LongWindowMs))
        {
            _first.TryAdd(id, world.Now - madeMs);
            SlowestMs = Math.Max(SlowestMs, world.Now - madeMs);
            SlowestHonestMs = _hidden.Contains(id) ? SlowestHonestMs : Math.Max(SlowestHonestMs, world.Now - madeMs);
        }
    }

    public SimulatedRequest? Find(Digest id) => _known.GetValueOrDefault(id);

    public void Begin() => world.Schedule(random.Between(0, world.Scenario.RequestEveryMs), Next);

    /// <summary>A request that stays valid for long, first shown to one given merchant.</summary>
    public Errand Probe(MemberHost at)
    {
        var window = world.Scenario.WindowMs;
        var errand = Make(World.EpochMs + world.Now + window - Math.Min(5000, window / 4));
        Show(errand, at);
        return errand;
    }

    private void Next()
    {
        if (world.Healed)
        {
            return;
        }
        var count = random.OneIn(8) ? 1 + random.Below(8) : 1;
        for (var i = 0; i < count; i++)
        {
            Show(Make(World.EpochMs + world.Now + Validity()), Merchant());
        }
        world.Schedule(random.Between(1, 2 * world.Scenario.RequestEveryMs), Next);
    }

    /// <summary>Mostly long; some soon over, some already over, some not yet valid.</summary>
    private long Validity()
    {
        var window = world.Scenario.WindowMs;
        return random.Below(12) switch
        {
            0 => random.Between(-500, 2000),
            1 => random.Between(500, 8000),
            2 => window + random.Between(0, 4000),
            _ => window / 2,
        };
    }

    private Errand Make(long validUntilMs)
    {
        var customer = random.OneIn(4) ? random.Below(Customers) : 0;
        var request = world.Scenario.Timers && !random.OneIn(4)
            ? SimulatedRequest.CreateAlarm(random, customer, validUntilMs, AlarmTime())
            : SimulatedRequest.Create(random, customer, validUntilMs, severalSigners: random.OneIn(10));
        request = Sealed(request, customer) ?? request;
        var errand = new Errand(request);
        _errands.Add(errand);
        _known[request.Id] = request;
        if (world.Now > StartedMs)
        {
            _made[request.Id] = world.Now;
        }
        return errand;
    }

    /// <summary>
    /// One on an encrypted integer instead, from a source of its own, so that all other requests stay as they were. It is made from what some member shows now; where the group may fork, of
    /// nothing.
    /// </summary>
    private SimulatedRequest? Sealed(SimulatedRequest request, int customer)
    {
        var choice = new Prng(request.Number ^ 0xE_9C0DE);
        if (!choice.Chance(world.Scenario.SealedPermille) || world.Scenario.TwinsDivide)
        {
            return null;
        }
        var variable = SealedRequests.Variable(choice, world.Scenario.SealsAdditive);
        var members = world.HonestUp.ToList();
        var read = members.Count == 0 ? null : choice.Pick(members).Registers.GetValueOrDefault(new RegisterKey(RegisterKind.Variable, variable));
        return SimulatedRequest.CreateSealed(request, customer, variable, read, world.Seals);
    }

    /// <summary>Around now and the next minutes, on a few moments that many share.</summary>
    private long AlarmTime()
    {
        var at = World.EpochMs + world.Now + random.Between(-20_000, 150_000);
        return random.OneIn(3) ? at : at / 20_000 * 20_000;
    }

    private MemberHost Merchant() => world.Hosts[random.Below(world.Scenario.Members)];

    private void Show(Errand errand, MemberHost merchant)
    {
        if (!merchant.Honest)
        {
            _hidden.Add(errand.Request.Id);
        }
        merchant.Submit(errand.Request);
        world.Schedule(random.Between(1500, 3000), () => Follow(errand, merchant));
    }

    private void Follow(Errand errand, MemberHost merchant)
    {
        if (merchant.Up && merchant.Honest && merchant.HasExecuted(errand.Request.Id))
        {
            errand.Answered = true;
            return;
        }
        var over = World.EpochMs + world.Now > errand.Request.ValidUntilMs + 4000;
        if (!over)
        {
            Show(errand, Merchant());
        }
        else if (merchant.Up && merchant.Honest && merchant.ChainTimeMs >= errand.Request.ValidUntilMs)
        {
            errand.Ended = true;
        }
        else
        {
            // A question to one merchant gives work to that one only; f+1 of them make the others follow.
            foreach (var asked in world.Hosts)
            {
                asked.AskEnd(errand.Request.ValidUntilMs);
            }
            var next = Merchant();
            world.Schedule(random.Between(1500, 3000), () => Follow(errand, next));
        }
    }
}

/// <summary>One request and what its customer knows.</summary>
public sealed class Errand(SimulatedRequest request)
{
    public SimulatedRequest Request { get; } = request;

    /// <summary>An honest merchant showed it executed.</summary>
    public bool Answered { get; set; }

    /// <summary>An honest merchant's chain has passed its validity without it.</summary>
    public bool Ended { get; set; }
}
