using Scew.Grains;

namespace Scew.Silo.Peers;

/// <summary>The live links, at most one for each member; a newer one replaces an older one.</summary>
internal sealed class PeerLinks(IPeerReceiver receiver, MerchantContext merchant, TimeProvider time, ILogger<PeerLinks> log) : IPeerLinks
{
    private readonly PeerLink?[] _links = new PeerLink?[merchant.Group.Size];
    private readonly Lock _gate = new();
    private (long At, TimeSpan For)? _partition;

    public IReadOnlyList<int> Connected
    {
        get
        {
            lock (_gate)
            {
                return [.. Enumerable.Range(0, _links.Length).Where(i => _links[i] is not null)];
            }
        }
    }

    /// <summary>True while no link is made or kept.</summary>
    public bool IsPartitioned
    {
        get
        {
            lock (_gate)
            {
                return _partition is var (at, until) && time.GetElapsedTime(at) < until;
            }
        }
    }

    /// <summary>In a development group: cuts every link, and makes none for so long. Both ends dial and take each other again by themselves afterwards.</summary>
    public void Partition(TimeSpan length)
    {
        lock (_gate)
        {
            _partition = (time.GetTimestamp(), length);
            Array.ForEach(_links, static link => link?.Cut());
        }
    }

    public int Waiting(int peer) => Volatile.Read(ref _links[peer])?.Waiting ?? 0;

    public void Send(int peer, byte[] message) => Volatile.Read(ref _links[peer])?.Send(message);

    /// <summary>Serves a link until it ends.</summary>
    public async Task ServeAsync(PeerLink link, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (IsPartitioned)
            {
                return;
            }
            _links[link.Peer]?.Cut();
            _links[link.Peer] = link;
            receiver.Connected(link.Peer, link.Hello.ActivationId);
        }
        var name = merchant.NameOf(link.Peer);
        PeerLog.Connected(log, name);
        var reason = "a failure of our own";
        try
        {
            reason = await link.RunAsync(receiver, cancel);
        }
        finally
        {
            lock (_gate)
            {
                if (_links[link.Peer] == link)
                {
                    _links[link.Peer] = null;
                    receiver.Disconnected(link.Peer);
                }
            }
            PeerLog.Disconnected(log, name, reason);
        }
    }
}
