using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>
/// Fetches a program over https from a host that the owner allows. The name is resolved once and the address that is connected to is the one that was judged, so a name that changes between the
/// two leads nowhere; there are no redirects, no proxy, no cookies and no compression.
/// </summary>
public sealed class ProgramFetch : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyCollection<string> _hosts;
    private readonly TimeSpan _limit;
    private readonly HttpClient _http;

    /// <summary><paramref name="hosts"/>: names, with a port where it is not 443; <paramref name="roots"/>: instead of the system's certificate authorities, or null; <paramref name="limit"/>: for a whole fetch.</summary>
    public ProgramFetch(IReadOnlyCollection<string> hosts, AddressRules rules, X509Certificate2Collection? roots, TimeSpan limit)
    {
        (_hosts, _limit) = (hosts, limit);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeout,
            ConnectCallback = (context, cancellation) => ConnectAsync(rules, context.DnsEndPoint, cancellation),
        };
        if (roots is not null)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = Policy(roots),
            };
        }
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Fetches the program of a release into the store.</summary>
    /// <exception cref="AgentException">The host is not allowed, does not answer, or sends something else; nothing is kept.</exception>
    public async Task FetchAsync(string address, Release release, ProgramStore store, CancellationToken cancellation)
    {
        var url = new Uri(address);
        if (!_hosts.Contains(url.Authority, StringComparer.OrdinalIgnoreCase))
        {
            throw new AgentException(Codes.NotPermitted, $"programs are not fetched from {url.Authority}: the agent's configuration allows {string.Join(", ", _hosts)}");
        }
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(_limit);
        try
        {
            using var response = await _http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new AgentException(Codes.Unavailable, $"{url.Authority} answers {(int)response.StatusCode}, and redirects are not followed");
            }
            if (response.Content.Headers.ContentLength is { } length && length != release.SizeBytes)
            {
                throw new AgentException(Codes.VerificationFailed, $"{url.Authority} sends {length} bytes, and the program on the release list has {release.SizeBytes}");
            }
            await using var body = await response.Content.ReadAsStreamAsync(limited.Token);
            await store.KeepAsync(release, body, limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new AgentException(Codes.Unavailable, $"{url.Authority} did not send the program within {_limit.TotalSeconds:0} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            throw failure.InnerException as AgentException ?? new AgentException(Codes.Unavailable, $"the program cannot be fetched from {url.Authority}: {failure.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static async ValueTask<Stream> ConnectAsync(AddressRules rules, DnsEndPoint host, CancellationToken cancellation)
    {
        var addresses = IPAddress.TryParse(host.Host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host.Host, cancellation);
        if (addresses.FirstOrDefault(rules.Allows) is not { } address)
        {
            throw new AgentException(Codes.NotPermitted, $"{host.Host} is at {string.Join(", ", addresses.Select(static one => one.ToString()))}: addresses that are not of the public internet have to be named in the agent's configuration");
        }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, host.Port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
