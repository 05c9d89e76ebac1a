using System.Net;
using Orleans;
using Orleans.Runtime;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Silo.Http;
using Scew.Silo.Limits;

namespace Scew.Silo.Edge;

/// <summary>Takes a customer's request at an edge process and brings it to the ordering silo.</summary>
internal sealed class EdgeForwarder(IGrainFactory grains, RequestGate gate) : IDisposable
{
    /// <summary>Requests and feeds under way at once: bodies wait in memory.</summary>
    public const int MaxAtOnce = 1024;

    /// <summary>Of these one address's: none has them all.</summary>
    public const int MaxOfOneAddress = MaxAtOnce / 16;

    private const string Feed = "/v1/events";

    // Of the one connection that they came by: RFC 9110, section 7.6.1. A length belongs to the body as it is sent anew.
    private static readonly HashSet<string> Hop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Content-Length",
    };

    private readonly SemaphoreSlim _atOnce = new(MaxAtOnce);
    private uint _next;

    /// <summary>Counted before a body is read; the ordering silo counts once more, over all edges, for the address that counts here.</summary>
    public Task ForwardAsync(HttpContext http) => gate.InvokeAsync(http, () => gate.ShareAsync(http, MaxOfOneAddress, () =>
    {
        http.Connection.RemoteIpAddress = gate.AddressOf(http);
        return AdmitAsync(http);
    }));

    public void Dispose() => _atOnce.Dispose();

    private async Task AdmitAsync(HttpContext http)
    {
        if (!_atOnce.Wait(0))
        {
            await Problems.Of(Codes.Busy, "this edge brings as many requests to its merchant's ordering silo as it can", 1000).ExecuteAsync(http);
            return;
        }
        try
        {
            await BringAsync(http);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private async Task BringAsync(HttpContext http)
    {
        try
        {
            if (await RequestBody.ReadAsync(http) is not { } body)
            {
                await Problems.OfStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);
                return;
            }
            var question = Question(http, body);
            var grain = grains.GetGrain<IEdgeGrain>(GrainKeys.Edge((int)(Interlocked.Increment(ref _next) % GrainKeys.Edges)));
            // As routes are matched: a feed that were taken for an answer would never end.
            if (string.Equals(question.Path.TrimEnd('/'), Feed, StringComparison.OrdinalIgnoreCase))
            {
                await FeedAsync(http, grain, question);
                return;
            }
            var answer = await grain.AskAsync(question, http.RequestAborted).WaitAsync(http.RequestAborted);
            Begin(http, answer);
            await WriteAsync(http, answer);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or ArgumentException or OperationCanceledException && !http.Response.HasStarted)
        {
            await Problems.Of(Codes.Unavailable, "this merchant's ordering silo does not answer; send the same bytes again, here or at another merchant", 500).ExecuteAsync(http);
        }
    }

    private static async Task FeedAsync(HttpContext http, IEdgeGrain grain, EdgeQuestion question)
    {
        await foreach (var piece in grain.FeedAsync(question, http.RequestAborted).WithCancellation(http.RequestAborted))
        {
            if (!http.Response.HasStarted)
            {
                Begin(http, piece);
            }
            await WriteAsync(http, piece);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    // An answer without a body (204, 304) takes no write, not even an empty one.
    private static async Task WriteAsync(HttpContext http, EdgeAnswer answer)
    {
        if (answer.Body.Length > 0)
        {
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    private static void Begin(HttpContext http, EdgeAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        for (var i = 0; i + 1 < answer.Headers.Length; i += 2)
        {
            if (!Hop.Contains(answer.Headers[i]))
            {
                http.Response.Headers.Append(answer.Headers[i], answer.Headers[i + 1]);
            }
        }
    }

    private static EdgeQuestion Question(HttpContext http, byte[] body)
    {
        var request = http.Request;
        var headers = request.Headers.Where(static header => !Hop.Contains(header.Key)).SelectMany(static header => header.Value.SelectMany(value => new[] { header.Key, value ?? "" }));
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        return new EdgeQuestion(
            request.Method, request.Scheme, request.Host.Value ?? "", request.Path.Value ?? "/", request.QueryString.Value ?? "", address.ToString(), [.. headers], body);
    }
}
