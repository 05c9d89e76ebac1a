using System.Net;
using System.Text.Json.Nodes;
using Scew.Protocol.Groups;

namespace Scew.SystemTests.Links;

/// <summary>A proxy for every pair of merchants. Members dial members of a lower index; each dialer is configured to reach each of them through a proxy of its own.</summary>
internal sealed class GroupLinks : IAsyncDisposable
{
    private readonly Dictionary<(int Dialer, int Listener), LinkProxy> _proxies = [];
    private GenesisDocument? _genesis;

    public GroupLinks(int merchants)
    {
        Merchants = merchants;
        for (var dialer = 1; dialer < merchants; dialer++)
        {
            for (var listener = 0; listener < dialer; listener++)
            {
                var to = listener;
                _proxies[(dialer, to)] = new LinkProxy(() => IPEndPoint.Parse(_genesis!.Merchants[to].Peer));
            }
        }
    }

    public int Merchants { get; }

    /// <summary>Writes the routes into a merchant's configuration.</summary>
    public void Configure(int merchant, JsonObject config)
    {
        var routes = new JsonObject();
        for (var listener = 0; listener < merchant; listener++)
        {
            routes[((char)('a' + listener)).ToString()] = $"127.0.0.1:{_proxies[(merchant, listener)].Port}";
        }
        config["peerRoutes"] = routes;
    }

    /// <summary>From here on the proxies know where the merchants listen.</summary>
    public void Open(GenesisDocument genesis) => _genesis = genesis;

    public LinkProxy Between(int one, int other) => _proxies[(Math.Max(one, other), Math.Min(one, other))];

    /// <summary>The bytes that go from one merchant to another.</summary>
    public LinkDirection From(int from, int to) => from > to ? Between(from, to).Forth : Between(from, to).Back;

    /// <summary>Bytes that merchants sent to each other so far.</summary>
    public long Bytes => _proxies.Values.Sum(proxy => proxy.Forth.Bytes + proxy.Back.Bytes);

    public void Heal()
    {
        foreach (var proxy in _proxies.Values)
        {
            proxy.Heal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }
    }
}
