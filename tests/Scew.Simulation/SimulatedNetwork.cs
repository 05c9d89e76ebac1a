using Scew.Protocol.Messages;

namespace Scew.Simulation;

/// <summary>Links between hosts: lose, duplicate, delay, reorder, and fall silent with or without anybody noticing.</summary>
public sealed class SimulatedNetwork(World world, Prng random)
{
    private const long ReconnectEveryMs = 500;

    private const int MaxPassed = 2000;

    private readonly List<(MemberHost From, PeerMessage Message)> _passed = [];
    private readonly Queue<(long At, int From, int To, PeerMessage Message)> _lastWords = new();
    private bool[,] _linked = new bool[0, 0];
    private bool[,] _blocked = new bool[0, 0];

    /// <summary>
    /// Messages of honest members that are no status: an idle group sends none. Certificates do not count: a status is answered with those of views in which
    /// the sender may have a gap.
    /// </summary>
    public long HonestWords { get; private set; }

    /// <summary>Those of them that are attestations.</summary>
    public long HonestAttestations { get; private set; }

    public long Sent { get; private set; }

    /// <summary>What the last honest words were, for the report of a group that does not fall silent.</summary>
    public IEnumerable<string> LastWords => _lastWords.Select(word => $"{word.At} {word.From}->{word.To} {word.Message.GetType().Name}");

    public void Prepare()
    {
        _linked = new bool[world.Hosts.Length, world.Hosts.Length];
        _blocked = new bool[world.Hosts.Length, world.Hosts.Length];
        if (world.Scenario.TwinsDivide)
        {
            Divide();
        }
        world.Schedule(0, Maintain);
    }

    private void Divide()
    {
        var correct = world.Hosts.Where(host => host.Honest).ToList();
        foreach (var one in world.Hosts)
        {
            foreach (var other in world.Hosts.Where(other => Side(one) != Side(other)))
            {
                Block(one, other, true);
            }
        }

        int Side(MemberHost host) => host.Honest ? correct.IndexOf(host) % 2 : host.Half;
    }

    public bool Linked(MemberHost from, MemberHost to) => _linked[from.Index, to.Index];

    public void Send(MemberHost from, int to, PeerMessage message)
    {
        if (from.Honest && message is not Status)
        {
            HonestWords += message is CertificateMessage ? 0 : 1;
            HonestAttestations += message is AttestationMessage ? 1 : 0;
            _lastWords.Enqueue((world.Now, from.Member, to, message));
            if (_lastWords.Count > 20)
            {
                _lastWords.Dequeue();
            }
        }
        if (world.Scenario.Faults.HasFlag(Faults.Encoded))
        {
            if (Pass(from, MessageCodec.Encode(message)) is not { } decoded)
            {
                return;
            }
            message = decoded;
        }
        foreach (var target in world.Hosts)
        {
            if (target.Member == to && _linked[from.Index, target.Index])
            {
                Transmit(from, target, message);
            }
        }
    }

    /// <summary>Through bytes: of honest members everything arrives; liars also send bytes that mean the same and are written otherwise.</summary>
    private PeerMessage? Pass(MemberHost from, byte[] bytes)
    {
        if (!from.Honest && random.OneIn(8))
        {
            bytes = [.. bytes, 0];
        }
        var decoded = MessageCodec.Decode(bytes, world.Group.Genesis);
        if (decoded is null && world.Scenario.Defect == Defect.TolerantDecoder)
        {
            decoded = MessageCodec.Decode(bytes.AsSpan(0, bytes.Length - 1), world.Group.Genesis);
        }
        if (decoded is null && from.Honest)
        {
            throw new ViolationException("codec", $"member {from.Name} sends bytes that do not decode");
        }
        if (decoded is not null && !MessageCodec.Encode(decoded).AsSpan().SequenceEqual(bytes))
        {
            throw new ViolationException("codec", $"bytes of member {from.Name} are taken for a {decoded.GetType().Name} that is written otherwise");
        }
        return decoded;
    }

    public void Block(MemberHost from, MemberHost to, bool blocked) => _blocked[from.Index, to.Index] = blocked;

    /// <summary>Both ends notice that the link is gone.</summary>
    public void Break(MemberHost one, MemberHost other)
    {
        var was = _linked[one.Index, other.Index];
        _linked[one.Index, other.Index] = _linked[other.Index, one.Index] = false;
        if (was)
        {
            one.LinkDown(other);
            other.LinkDown(one);
        }
    }

    public void BreakAll(MemberHost host)
    {
        foreach (var other in world.Hosts.Where(other => other != host))
        {
            Break(host, other);
        }
    }

    public void Heal() => Array.Clear(_blocked);

    private void Transmit(MemberHost from, MemberHost target, PeerMessage message)
    {
        Sent++;
        world.Observer?.Sent(from, target, message);
        var scenario = world.Scenario;
        if (_blocked[from.Index, target.Index] || (!world.Healed && random.Chance(scenario.LossPermille)))
        {
            return;
        }
        var copies = !world.Healed && random.Chance(scenario.DuplicatePermille) ? 2 : 1;
        for (var copy = 0; copy < copies; copy++)
        {
            var delay = random.Between(scenario.MinDelayMs, world.Healed ? Math.Min(20, scenario.MaxDelayMs) : scenario.MaxDelayMs);
            if (!world.Healed && random.Chance(scenario.SpikePermille))
            {
                delay += random.Between(0, scenario.SpikeMs);
            }
            delay += scenario.LastingDelayMs;
            var incarnation = target.Incarnation;
            world.Schedule(delay, () =>
            {
                if (target.Up && target.Incarnation == incarnation && !_blocked[from.Index, target.Index])
                {
                    target.Receive(from, message);
                }
            });
        }
        Replay(from, target, message);
    }

    /// <summary>An attacker on the wire lets a message that passed at any earlier time, whoever its receiver was, come again.</summary>
    private void Replay(MemberHost from, MemberHost target, PeerMessage message)
    {
        if (world.Healed || world.Scenario.ReplayPermille == 0)
        {
            return;
        }
        if (_passed.Count < MaxPassed)
        {
            _passed.Add((from, message));
        }
        else if (random.OneIn(4))
        {
            _passed[random.Below(MaxPassed)] = (from, message);
        }
        if (random.Chance(world.Scenario.ReplayPermille))
        {
            var (sender, old) = random.Pick(_passed);
            world.Schedule(random.Between(1, 50), () =>
            {
                if (target.Up && target.Member != sender.Member)
                {
                    target.Receive(sender, old);
                }
            });
        }
    }

    private void Maintain()
    {
        foreach (var one in world.Hosts)
        {
            foreach (var other in world.Hosts.Where(other => other.Index > one.Index && other.Member != one.Member))
            {
                if (one.Up && other.Up && !_linked[one.Index, other.Index] && !_blocked[one.Index, other.Index] && !_blocked[other.Index, one.Index])
                {
                    _linked[one.Index, other.Index] = _linked[other.Index, one.Index] = true;
                    Greet(one, other);
                    Greet(other, one);
                }
            }
        }
        world.Schedule(ReconnectEveryMs, Maintain);
    }

    private void Greet(MemberHost host, MemberHost peer)
    {
        var incarnation = host.Incarnation;
        var activation = peer.Activation;
        world.Schedule(random.Between(0, 5), () =>
        {
            if (host.Up && host.Incarnation == incarnation && _linked[host.Index, peer.Index])
            {
                host.LinkUp(peer, activation);
            }
        });
    }
}
