using System.Text;

namespace Scew.Simulation.Oracles;

/// <summary>
/// After healing: everything still valid is executed everywhere and certified within a bound, new requests are too, and then the group falls silent.
/// </summary>
internal sealed class ProgressOracle(World world)
{
    /// <summary>
    /// Some views may end by advance timers that grew to 16 times 2 s before the faults stopped; f leaders may still be down or lie after that.
    /// </summary>
    public const long BoundMs = 240_000;

    private const long StepMs = 250;
    private const long SettleMs = 16_000;

    /// <summary>What a gray disk may still have to write, one commit after the other.</summary>
    private const long GrayBacklogMs = 80_000;
    private const long SilenceMs = 12_000;

    /// <summary>As members send statuses (ReplicaConfig).</summary>
    private const long StatusIntervalMs = 5_000;

    public long ConvergedAfterMs { get; private set; }

    /// <summary>Heights that fewer than n-f members who are up executed themselves.</summary>
    public int Unattested { get; private set; }

    public void Require()
    {
        Converge("after healing", SlowMs, probes: true);
        if (world.Scenario.Timers)
        {
            new RingingOracle(world).Require(SlowMs);
            Converge("after the last timer", SlowMs, probes: false);
        }
        Silence();
        if (world.Scenario.IdleMinutes)
        {
            world.RunUntil(world.Now + 600_000);
            Converge("after ten idle minutes", QuickMs, probes: true);
        }
    }

    /// <summary>Beyond the base timers a liar's floors excuse 64 views from making the timers grow; the more members, the longer each takes.</summary>
    private long SlowMs => world.Scenario.LastingDelayMs == 0 ? BoundMs : world.Scenario.Liars.IsEmpty ? 3 * BoundMs : (world.Scenario.Members == 10 ? 10 : 6) * BoundMs;

    /// <summary>With everybody up and correct on a quick network a request takes moments.</summary>
    private long QuickMs =>
        world.Scenario is { Liars.IsEmpty: true, StayDead: 0, BadClocks.IsEmpty: true, GrayMember: null, LastingDelayMs: 0, BlockRequests: >= 1000, PoolRequests: >= 1000 } ? 10_000 : SlowMs;

    private void Converge(string when, long boundMs, bool probes)
    {
        var start = world.Now;
        if (probes)
        {
            foreach (var host in world.HonestUp.Where(host => !world.Scenario.BadClocks.ContainsKey(host.Member)).ToList())
            {
                world.Clients.Probe(host);
            }
        }
        while (Unfinished() is not null || world.Now < start + StepMs)
        {
            if (world.Now - start > boundMs)
            {
                throw new ViolationException("progress", $"{when}, {boundMs} ms later: {Unfinished()}\n{Describe()}");
            }
            world.RunUntil(world.Now + StepMs);
        }
        ConvergedAfterMs = Math.Max(ConvergedAfterMs, world.Now - start);
    }

    private string? Unfinished()
    {
        var up = world.HonestUp.ToList();
        if (up.Count < world.Scenario.Members - world.Scenario.Liars.Count - world.Scenario.StayDead)
        {
            return "not everybody is up again";
        }
        var height = world.Oracle.Chain.Count;
        // Who skipped the last heights by installing a state above them cannot attest them.
        var attested = Enumerable.Range(0, height).Select(below => height - below).FirstOrDefault(at => up.Count(host => host.IsToAttest(at)) >= world.Group.Quorum);
        foreach (var host in up)
        {
            if (host.FinalHeight < height || host.ExecutedHeightNow < height || host.CertifiedHeight < attested)
            {
                return $"member {host.Name} is at final {host.FinalHeight}, executed {host.ExecutedHeightNow}, certified {host.CertifiedHeight} of {height}";
            }
        }
        foreach (var host in up)
        {
            if (host.Unattested() is { } unattested)
            {
                return $"member {host.Name} executed height {unattested} and does not attest it";
            }
        }
        foreach (var errand in world.Clients.Errands)
        {
            var request = errand.Request;
            var over = World.EpochMs + world.Now + world.Scenario.MaxClockErrorMs >= request.ValidUntilMs;
            if (over ? !(errand.Ended || errand.Answered) : up.Any(host => !host.HasExecuted(request.Id)))
            {
                return $"request {request.Id.Short} (valid until {request.ValidUntilMs - World.EpochMs}) is {(over ? "not ended" : "not executed everywhere")}";
            }
        }
        return null;
    }

    /// <summary>With nothing to do honest members send nothing but statuses, and no block is made. Liars may make others talk, but never blocks.</summary>
    private void Silence()
    {
        world.RunUntil(world.Now + SettleMs + 60 * world.Scenario.LastingDelayMs + (world.Scenario.GrayMember is null ? 0 : GrayBacklogMs));
        foreach (var host in world.HonestUp)
        {
            Bounded(host);
            world.Oracle.CompareLedger(host);
        }
        CertifiedEverywhere();
        var height = world.Oracle.Chain.Count;
        var (words, attestations) = (world.Network.HonestWords, world.Network.HonestAttestations);
        world.RunUntil(world.Now + SilenceMs);
        if (!world.Scenario.BadClocks.IsEmpty)
        {
            // A block that a leader with a fast clock dated ahead may become acceptable at any later time.
            return;
        }
        if (world.Oracle.Chain.Count != height)
        {
            throw new ViolationException("silence", $"with nothing to do the chain grew from {height} to {world.Oracle.Chain.Count}\n{Describe()}");
        }
        Unattested = CountUnattested();
        if (Unattested > 0)
        {
            // Heights that too many members skipped by installing a state above them: who executed them asks for attestations that nobody can give.
            words += world.Network.HonestAttestations - attestations;
        }
        if (world.Network.HonestWords != words && world.Scenario.Liars.IsEmpty)
        {
            throw new ViolationException("silence", $"with nothing to do {world.Network.HonestWords - words} messages in {SilenceMs} ms\n{Describe()}");
        }
    }

    /// <summary>
    /// No height is left without a certificate at anybody. Who lost many attestations is sent them again by a peer that saw no progress for a status interval: at least one more
    /// peer every two intervals.
    /// </summary>
    private void CertifiedEverywhere()
    {
        Unattested = CountUnattested();
        var until = world.Now + 2 * world.Scenario.Members * StatusIntervalMs;
        while (Unattested == 0 && world.Scenario.BadClocks.IsEmpty && world.HonestUp.FirstOrDefault(host => host.Core!.CertifiedHeight < world.Oracle.Chain.Count) is { } behind)
        {
            if (world.Now >= until)
            {
                throw new ViolationException("progress", $"member {behind.Name} lacks those above height {behind.Core!.CertifiedHeight} of {world.Oracle.Chain.Count}\n{Describe()}");
            }
            world.RunUntil(world.Now + 1000);
        }
    }

    private int CountUnattested() =>
        Enumerable.Range(1, world.Oracle.Chain.Count).Count(at => world.HonestUp.Count(host => host.IsToAttest(at)) < world.Group.Quorum);

    /// <summary>What is kept hangs on how far the view is above the final one, and on constants; never on what a liar sends.</summary>
    private void Bounded(MemberHost host)
    {
        var core = host.Core!;
        var (views, blocks, heights) = core.Kept;
        var open = core.View - core.Final.View;
        if (views > open + 80 || blocks > 3 * (open + 80) || heights > 160 || core.PooledRequests > world.Scenario.PoolRequests)
        {
            throw new ViolationException("bounded buffers", $"member {host.Name} keeps {views} views, {blocks} blocks, {heights} attested heights, {core.PooledRequests} requests, {open} views above the final one");
        }
    }

    private string Describe()
    {
        var text = new StringBuilder();
        text.Append("at ").Append(world.Now).Append(" ms, leader order ").AppendJoin(' ', Enumerable.Range(0, world.Group.Size).Select(view => world.Group.Leader(view))).AppendLine();
        foreach (var host in world.Hosts)
        {
            var state = host.Up ? "up" : "down";
            var lie = world.Scenario.Liars.TryGetValue(host.Member, out var kind) ? kind.ToString() : "honest";
            text.Append("member ").Append(host.Name).Append(' ').Append(lie).Append(' ').Append(state).Append(" start ").Append(host.Incarnation)
                .Append(" floor ").Append(host.Floor).Append(" lease ").Append(host.Disk.Lease).Append(" final ").Append(host.FinalHeight)
                .Append(" executed ").Append(host.ExecutedHeightNow).Append(" certified ").Append(host.CertifiedHeight)
                .Append(" status ").Append(host.LastStatus).AppendLine();
        }
        return text.Append("last words:").AppendLine().AppendJoin('\n', world.Network.LastWords).ToString();
    }
}
