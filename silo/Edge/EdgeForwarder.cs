using System.Net;
using Orleans;
using Orleans.Runtime;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Silo.Http;

namespace Scew.Silo.Edge;

/// <summary>Takes a customer's request at an edge process and brings it to the ordering silo.</summary>
internal sealed class EdgeForwarder(IGrainFactory grains)
{
    /// <summary>The largest body that the API takes, bytes.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    private const string Feed = "/v1/events";

    // Of the one connection that they came by: RFC 9110, section 7.6.1. A length belongs to the body as it is sent anew.
    private static readonly HashSet<string> Hop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Content-Length",
    };

    private uint _next;

    public async Task ForwardAsync(HttpContext http)
    {
        if (await BodyAsync(http) is not { } body)
        {
            await Problems.OfStatus(StatusCodes.Status413PayloadTooLarge).ExecuteAsync(http);
            return;
        }
        var request = http.Request;
        var headers = request.Headers.Where(static header => !Hop.Contains(header.Key)).SelectMany(static header => header.Value.SelectMany(value => new[] { header.Key, value ?? "" }));
        var address = http.Connection.RemoteIpAddress ?? IPAddress.None;
        var question = new EdgeQuestion(
            request.Method, request.Scheme, request.Host.Value ?? "", request.Path.Value ?? "/", request.QueryString.Value ?? "", address.ToString(), [.. headers], body);
        try
        {
            var grain = grains.GetGrain<IEdgeGrain>(GrainKeys.Edge((int)(Interlocked.Increment(ref _next) % GrainKeys.Edges)));
            if (request.Path.Equals(Feed, StringComparison.Ordinal))
            {
                await FeedAsync(http, grain, question);
                return;
            }
            var answer = await grain.AskAsync(question).WaitAsync(http.RequestAborted);
            Begin(http, answer);
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
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
            await http.Response.Body.WriteAsync(piece.Body, http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
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

    private static async Task<byte[]?> BodyAsync(HttpContext http)
    {
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            return body.Length > MaxBodyBytes ? null : body.ToArray();
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }
}
