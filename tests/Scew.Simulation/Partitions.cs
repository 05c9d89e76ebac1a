namespace Scew.Simulation;

/// <summary>Which links a partition cuts.</summary>
public enum PartitionShape
{
    /// <summary>Nobody hears one member and it hears nobody.</summary>
    Isolated,

    /// <summary>One member is not heard, but hears.</summary>
    Mute,

    /// <summary>One member is heard, but hears nothing.</summary>
    Deaf,

    /// <summary>Two sides.</summary>
    Halves,

    /// <summary>Everything from one side to the other is lost, nothing the other way.</summary>
    OneWayHalves,

    /// <summary>Neighbours only, in a circle.</summary>
    Ring,

    /// <summary>Neighbours only, in a circle, and messages go round it one way.</summary>
    OneWayRing,

    /// <summary>Neighbours only, with two ends.</summary>
    Line,

    /// <summary>Each direction of each link by the toss of a coin.</summary>
    Random,
}

/// <summary>Cuts links in named shapes, and one by one (swizzle-clogging), and heals them.</summary>
public sealed class Partitions(World world, Prng random)
{
    private long _number;

    /// <summary>Cuts the links of a shape; half of the time the ends notice.</summary>
    public void Cut(PartitionShape shape, long forMs)
    {
        var victim = random.Pick(world.Hosts);
        var side = random.Next();
        var noticed = random.OneIn(2);
        var count = world.Hosts.Length;
        foreach (var (from, to) in Links())
        {
            var step = (to.Index - from.Index + count) % count;
            var cut = shape switch
            {
                PartitionShape.Isolated => from == victim || to == victim,
                PartitionShape.Mute => from == victim,
                PartitionShape.Deaf => to == victim,
                PartitionShape.Halves => Side(from) != Side(to),
                PartitionShape.OneWayHalves => Side(from) && !Side(to),
                PartitionShape.Ring => step != 1 && step != count - 1,
                PartitionShape.OneWayRing => step != 1,
                PartitionShape.Line => Math.Abs(from.Index - to.Index) > 1,
                _ => random.OneIn(2),
            };
            world.Network.Block(from, to, cut);
            if (cut && noticed)
            {
                world.Schedule(random.Between(200, 2000), () => world.Network.Break(from, to));
            }
        }
        var number = ++_number;
        world.Schedule(forMs, () =>
        {
            if (_number == number)
            {
                world.Network.Heal();
            }
        });

        bool Side(MemberHost host) => ((side >> (host.Index & 63)) & 1) != 0;
    }

    /// <summary>The links of a random few members clog one after the other, and come back one after the other in another order.</summary>
    public void Swizzle()
    {
        var number = ++_number;
        var few = world.Hosts.Where(_ => random.OneIn(2)).ToHashSet();
        var links = Links().Where(link => few.Contains(link.From) || few.Contains(link.To)).ToList();
        var at = 0L;
        foreach (var (from, to) in Shuffled(links))
        {
            at += random.Between(1, 60);
            Later(number, at, from, to, clogged: true);
        }
        at += random.Between(100, 2000);
        foreach (var (from, to) in Shuffled(links))
        {
            at += random.Between(1, 60);
            Later(number, at, from, to, clogged: false);
        }
    }

    public void HealAll()
    {
        _number++;
        world.Network.Heal();
    }

    private void Later(long number, long delayMs, MemberHost from, MemberHost to, bool clogged) => world.Schedule(delayMs, () =>
    {
        if (_number == number)
        {
            world.Network.Block(from, to, clogged);
        }
    });

    private IEnumerable<(MemberHost From, MemberHost To)> Links() =>
        world.Hosts.SelectMany(from => world.Hosts.Where(to => to != from).Select(to => (from, to)));

    private List<(MemberHost From, MemberHost To)> Shuffled(IEnumerable<(MemberHost From, MemberHost To)> links)
    {
        var shuffled = links.ToList();
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        return shuffled;
    }
}
