using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Scew.Client.Transport;

/// <summary>
/// What a merchant's address says of itself to whoever looks for faults: nothing of it is proven. <paramref name="Unreachable"/> is why there is no answer.
/// <paramref name="Offset"/> is how far its clock is ahead, give or take <paramref name="Uncertainty"/>. The silo compiles this file too, since it does not depend on the client.
/// </summary>
public sealed record MerchantProbe(string Name, string? Unreachable, string Version, string State, TimeSpan? Offset, TimeSpan Uncertainty, DateTimeOffset? CertificateEnds)
{
    private const int MaxBytes = 1 << 20;
    private const int MaxWordLength = 40;

    // The Date header counts whole seconds.
    private static readonly TimeSpan HalfSecond = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks for the status once to have a connection, and again for the time.</summary>
    public static async Task<MerchantProbe> AskAsync(string name, Uri address, TimeProvider clock, TimeSpan limit, CancellationToken cancellation)
    {
        DateTimeOffset? ends = null;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    ends = certificate is X509Certificate2 shown ? new DateTimeOffset(shown.NotAfter.ToUniversalTime(), TimeSpan.Zero) : null;
                    return errors == SslPolicyErrors.None;
                },
            },
        });
        http.Timeout = limit;
        http.MaxResponseContentBufferSize = MaxBytes;
        try
        {
            using (await http.GetAsync(new Uri(address, "/health/live"), cancellation))
            {
                // The next question finds an open connection.
            }
            var asked = clock.GetUtcNow();
            var begun = clock.GetTimestamp();
            using var response = await http.GetAsync(new Uri(address, "/v1/status"), cancellation);
            var taken = clock.GetElapsedTime(begun);
            var (version, state) = Words(await response.Content.ReadAsByteArrayAsync(cancellation));
            var offset = response.Headers.Date is { } date ? date + HalfSecond - (asked + taken / 2) : (TimeSpan?)null;
            return new MerchantProbe(name, response.IsSuccessStatusCode ? null : $"it answers {(int)response.StatusCode}", version, state, offset, HalfSecond + taken / 2, ends);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = failure is OperationCanceledException ? $"no answer within {limit.TotalSeconds:0.#} s" : failure.InnerException?.Message ?? failure.Message;
            return new MerchantProbe(name, why, "", "", null, default, ends);
        }
    }

    /// <summary>The offset that more than half of the merchants could have: one that lies moves it no further than honest ones stand; null when none told the time.</summary>
    public static (TimeSpan Offset, TimeSpan Uncertainty)? Middle(IEnumerable<MerchantProbe> probes)
    {
        var told = probes.Where(static probe => probe.Offset is not null).OrderBy(static probe => probe.Offset).ToArray();
        return told.Length == 0 ? null : (told[told.Length / 2].Offset!.Value, told[told.Length / 2].Uncertainty);
    }

    private static (string Version, string State) Words(byte[] json)
    {
        try
        {
            using var status = JsonDocument.Parse(json);
            return (Word(status.RootElement, "version"), Word(status.RootElement, "state"));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static string Word(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? new string([.. value.GetString()!.Where(static c => c is > ' ' and < '\u007f').Take(MaxWordLength)]) : "";
}
