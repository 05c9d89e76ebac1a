using Scew.Protocol.Api;
using Scew.Silo.Hosting;

namespace Scew.Silo.Http;

/// <summary>
/// Refuses requests whose Host is not this silo's (a page of another site that rebinds its name to this address), and cross-origin ones.
/// </summary>
internal sealed class HostCheck
{
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _scheme;

    public HostCheck(SiloConfig config, Uri publicUrl)
    {
        var listen = config.HttpUri;
        _scheme = listen.Scheme;
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

    public async Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        var origin = http.Request.Headers.Origin;
        if (!_hosts.Contains(http.Request.Host.Value ?? string.Empty))
        {
            await Problems.Of(Codes.WrongHost, "this silo does not answer under that host name").ExecuteAsync(http);
        }
        else if (origin.Count > 0 && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from) && from.Scheme == _scheme && _hosts.Contains(from.Authority)))
        {
            await Problems.Of(Codes.WrongHost, "requests from pages of another site are refused").ExecuteAsync(http);
        }
        else
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.CacheControl = "no-store";
            await next();
        }
    }

    private void Add(string host, int port)
    {
        _hosts.Add($"{host}:{port}");
        if (port is 80 or 443)
        {
            _hosts.Add(host);
        }
    }
}
