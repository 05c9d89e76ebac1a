using Scew.Protocol.Groups;
using Scew.Silo.Hosting;

namespace Scew.Silo.Http;

/// <summary>
/// Whose pages may ask this silo: its own and those of the group's other members, because a customer's page asks all members. There are no cookies, so an answer
/// tells such a page nothing that it could not fetch without a browser; pages of other sites are refused all the same.
/// </summary>
internal sealed class Origins
{
    private readonly HashSet<string> _allowed = new(StringComparer.Ordinal);

    public Origins(SiloConfig config, HostNames hosts, GenesisDocument genesis, int self)
    {
        _allowed.UnionWith(genesis.Merchants.Select(merchant => Of(new Uri(merchant.Url))));
        // Behind a proxy that ends TLS customers see another scheme than this process.
        foreach (var scheme in new[] { config.HttpUri.Scheme, new Uri(genesis.Merchants[self].Url).Scheme })
        {
            _allowed.UnionWith(hosts.All.Select(host => $"{scheme}://{host.ToLowerInvariant()}"));
        }
    }

    /// <summary>The origin of a URL as a browser writes it.</summary>
    public static string Of(Uri url)
    {
        var host = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return url.IsDefaultPort ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";
    }

    /// <summary>False for a page of another site, and for one that hides where it is from (<c>null</c>).</summary>
    public bool MayAsk(HttpContext http) => http.Request.Headers.Origin is var origin && (origin.Count == 0 || IsAllowed(origin));

    /// <summary>Lets an allowed page read the answer, whatever it will be.</summary>
    public Task InvokeAsync(HttpContext http, Func<Task> next)
    {
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if (http.Request.Headers.Origin is var origin && IsAllowed(origin))
        {
            headers.AccessControlAllowOrigin = origin[0];
            headers.AccessControlExposeHeaders = "Retry-After";
        }
        return next();
    }

    /// <summary>A browser's question before a request that is not a plain one: true when this was one, and it is answered.</summary>
    public static bool AnswersPreflight(HttpContext http)
    {
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return false;
        }
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlAllowHeaders = "content-type, last-event-id";
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private bool IsAllowed(Microsoft.Extensions.Primitives.StringValues origin) => origin.Count == 1 && _allowed.Contains(origin[0]!);
}
