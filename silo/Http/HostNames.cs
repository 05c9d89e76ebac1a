using Scew.Silo.Hosting;

namespace Scew.Silo.Http;

/// <summary>The values of the Host header under which this silo answers.</summary>
internal sealed class HostNames
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    public HostNames(SiloConfig config, Uri publicUrl)
    {
        var listen = config.HttpUri;
        Add(listen.Host, listen.Port);
        Add(publicUrl.Host, publicUrl.Port);
        if (listen.IsLoopback)
        {
            Add("localhost", listen.Port);
        }
        foreach (var host in config.Hosts)
        {
            _hosts.Add(host);
        }
    }

    public IReadOnlyCollection<string> All => _hosts;

    public bool Contains(string host) => _hosts.Contains(host);

    private void Add(string host, int port)
    {
        _hosts.Add($"{host}:{port}");
        if (port is 80 or 443)
        {
            _hosts.Add(host);
        }
    }
}
