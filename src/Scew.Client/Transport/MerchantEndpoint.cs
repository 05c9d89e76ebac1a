using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Scew.Protocol.Api;

namespace Scew.Client.Transport;

/// <summary>HTTP to one merchant. Failures of the network are answers, not exceptions; only the caller's cancellation throws.</summary>
public sealed class MerchantEndpoint
{
    private static readonly MediaTypeHeaderValue Request = new(MediaTypes.Request);
    private readonly HttpClient _http;

    /// <summary>A merchant by its place in genesis, its name and its address.</summary>
    public MerchantEndpoint(int index, string name, Uri address, HttpClient http)
    {
        Index = index;
        Name = name;
        Address = address;
        _http = http;
    }

    /// <summary>Place in genesis.</summary>
    public int Index { get; }

    /// <summary>Name in genesis.</summary>
    public string Name { get; }

    /// <summary>Base address.</summary>
    public Uri Address { get; }

    /// <summary>
    /// A client for many requests at once: pooled HTTP/1.1 connections, no proxy, no redirects, bodies bounded as they are after <paramref name="decompression"/>. <paramref name="roots"/> are trusted
    /// instead of the system's certificate authorities where they are given.
    /// </summary>
    public static HttpClient CreateHttpClient(DecompressionMethods decompression = DecompressionMethods.None, X509Certificate2Collection? roots = null) => new(
        new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = roots is null ? null : Trusting(roots) },
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = decompression,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 1024,
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 8 << 20,
    };

    /// <summary>Sends a signed request.</summary>
    public Task<MerchantAnswer> PostRequestAsync(string path, ReadOnlyMemory<byte> wire, TimeSpan timeout, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, wire, Request, timeout, cancellation);

    /// <summary>Sends bytes of another media type.</summary>
    public Task<MerchantAnswer> PostAsync(string path, ReadOnlyMemory<byte> body, string mediaType, TimeSpan timeout, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, new MediaTypeHeaderValue(mediaType), timeout, cancellation);

    /// <summary>Fetches a document.</summary>
    public Task<MerchantAnswer> GetAsync(string path, TimeSpan timeout, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, default, null, timeout, cancellation);

    /// <summary>Opens a stream of server-sent events.</summary>
    public async Task<Stream> OpenEventsAsync(string path, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, path));
        message.Headers.Accept.ParseAdd("text/event-stream");
        var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStreamAsync(cancellation);
    }

    private async Task<MerchantAnswer> SendAsync(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, MediaTypeHeaderValue? type, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var message = new HttpRequestMessage(method, new Uri(Address, path));
            if (type is not null)
            {
                message.Content = new ReadOnlyMemoryContent(body);
                message.Content.Headers.ContentType = type;
            }
            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, limit.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.StatusCode == HttpStatusCode.OK ? new MerchantAnswer.Body(bytes) : ReadProblem((int)response.StatusCode, bytes, response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new MerchantAnswer.Unreachable($"{Name} did not answer within {timeout.TotalSeconds:0.#} s");
        }
        // A peer that is killed just after it accepted: HttpClient lets the socket's own failure through.
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return new MerchantAnswer.Unreachable($"{Name} cannot be reached: {failure.Message}") { IsCut = true };
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static MerchantAnswer.Problem ReadProblem(int status, byte[] bytes, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            var code = Text(root, "code") ?? "http-" + status;
            var detail = Text(root, "detail") ?? Text(root, "title") ?? "no reason given";
            if (root.TryGetProperty("retryAfterMs", out var retry) && retry.TryGetInt64(out var milliseconds))
            {
                retryAfter = TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, 60_000));
            }
            return new MerchantAnswer.Problem(status, code, detail, retryAfter);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return new MerchantAnswer.Problem(status, "http-" + status, "no problem document", retryAfter);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
