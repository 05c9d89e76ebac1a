using System.Net;
using System.Net.Sockets;
using Scew.Client.Transport;

namespace Scew.Client.Pages;

/// <summary>
/// Fetches files of a page in two ways: plain, as a program asks, and as a browser asks, by its name and with every encoding that is opened here, so that whoever tells the two apart by that lies to
/// one of them.
/// </summary>
internal sealed class PageFetch : IDisposable
{
    /// <summary>What a browser obeys whatever the bytes are: it goes elsewhere, loads a style sheet of somebody, forgets its keys, or gives a worker more than its folder.</summary>
    private static readonly string[] Steering = ["Refresh", "Link", "Clear-Site-Data", "Service-Worker-Allowed"];

    private readonly Uri _page;
    private readonly TimeSpan _timeout;
    private readonly HttpClient _plain = MerchantEndpoint.CreateHttpClient();
    private readonly HttpClient _browser = MerchantEndpoint.CreateHttpClient(DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli);

    public PageFetch(Uri page, TimeSpan timeout)
    {
        (_page, _timeout) = (page, timeout);
        var headers = _browser.DefaultRequestHeaders;
        headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36");
        headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        headers.TryAddWithoutValidation("Accept-Language", "en-US,en;q=0.9");
    }

    /// <summary>The bytes, or null and what came instead.</summary>
    public async Task<(byte[]? Bytes, string Found)> GetAsync(string path, bool asBrowser, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            using var response = await (asBrowser ? _browser : _plain).GetAsync(new Uri(_page, path), limit.Token);
            return response.StatusCode != HttpStatusCode.OK ? (null, $"status {(int)response.StatusCode}")
                : Steering.FirstOrDefault(response.Headers.Contains) is { } name ? (null, $"sent with the header {name}, which a browser obeys")
                : (await response.Content.ReadAsByteArrayAsync(limit.Token), "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{_page.Authority} did not answer within {_timeout.TotalSeconds:0.#} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return (null, $"{_page.Authority} cannot be reached: {failure.Message}");
        }
    }

    public void Dispose()
    {
        _plain.Dispose();
        _browser.Dispose();
    }
}
