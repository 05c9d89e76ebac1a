using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Simulation;

namespace Scew.Benchmarks.Scale;

/// <summary>
/// Counts messages and their encoded bytes, and follows each request from its submission until the member that brought it holds a quorum's attestations of a state with it: the
/// moment from which its client could have the receipt.
/// </summary>
internal sealed class ScaleObserver(World world) : ISimulationObserver
{
    private readonly Dictionary<Digest, (int BroughtTo, long AtMs)> _open = [];
    private readonly Dictionary<int, Queue<(long Height, long SubmittedMs)>> _executed = [];
    private PeerMessage? _sized;
    private int _sizeBytes;

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>When each request was submitted, simulated milliseconds.</summary>
    public List<long> Submitted { get; } = [];

    /// <summary>When each finished request was submitted and certified, simulated milliseconds.</summary>
    public List<(long SubmittedMs, long CertifiedMs)> Finished { get; } = [];

    public void Submit(MemberHost host, SimulatedRequest request)
    {
        _open[request.Id] = (host.Index, world.Now);
        Submitted.Add(world.Now);
        host.Submit(request);
    }

    public void Sent(MemberHost from, MemberHost to, PeerMessage message)
    {
        // What goes to everybody is one object.
        if (!ReferenceEquals(message, _sized))
        {
            _sized = message;
            _sizeBytes = MessageCodec.Encode(message).Length;
        }
        Messages++;
        Bytes += _sizeBytes;
    }

    public void Executed(MemberHost host, ExecutedHeight height)
    {
        foreach (var (id, _) in height.Requests)
        {
            if (_open.TryGetValue(id, out var open) && open.BroughtTo == host.Index && _open.Remove(id))
            {
                (_executed.TryGetValue(host.Index, out var queue) ? queue : _executed[host.Index] = new()).Enqueue((height.State.Height, open.AtMs));
            }
        }
    }

    public void Certified(MemberHost host, long height)
    {
        while (_executed.TryGetValue(host.Index, out var queue) && queue.TryPeek(out var first) && first.Height <= height)
        {
            queue.Dequeue();
            Finished.Add((first.SubmittedMs, world.Now));
        }
    }
}
