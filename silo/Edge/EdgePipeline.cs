using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Features;
using Scew.Grains;
using Scew.Protocol.Api;
using Scew.Silo.Http;

namespace Scew.Silo.Edge;

/// <summary>
/// Answers what an edge took as if it had come to this silo itself: every check, limit and header of the API is the same, and counted for the customer's own address.
/// </summary>
internal sealed class EdgePipeline(IServiceScopeFactory scopes) : IEdgePipeline
{
    /// <summary>Bytes of a feed that wait for a slow edge before the feed waits too.</summary>
    private const int BytesAhead = 64 * 1024;

    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(50);

    private volatile RequestDelegate? _api;

    /// <summary>The API, from its first middleware on.</summary>
    public void Take(RequestDelegate api) => _api = api;

    public async Task<EdgeAnswer> AskAsync(EdgeQuestion question, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        var response = new EdgeResponse();
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        // Nothing that is asked so takes longer, and nothing goes on when nobody waits any more.
        aborted.CancelAfter(AskLimit);
        await RunAsync(question, response, body, aborted);
        return new EdgeAnswer(response.StatusCode, response.Pairs(), body.ToArray());
    }

    public async IAsyncEnumerable<EdgeAnswer> FeedAsync(EdgeQuestion question, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: BytesAhead, resumeWriterThreshold: BytesAhead / 2, useSynchronizationContext: false));
        var response = new EdgeResponse();
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = Task.Run(() => ToTheEndAsync(question, response, pipe.Writer, aborted), CancellationToken.None);
        try
        {
            var (isFirst, isOver) = (true, false);
            while (!isOver)
            {
                var read = await pipe.Reader.ReadAsync(cancel);
                isOver = read.IsCompleted;
                var piece = read.Buffer.ToArray();
                pipe.Reader.AdvanceTo(read.Buffer.End);
                // Status and headers are settled before the first byte, and an answer without a body has them all the same.
                if (piece.Length > 0 || (isFirst && isOver))
                {
                    yield return isFirst ? new EdgeAnswer(response.StatusCode, response.Pairs(), piece) : new EdgeAnswer(0, [], piece);
                    isFirst = false;
                }
            }
        }
        finally
        {
            await aborted.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await running;
        }
    }

    private async Task ToTheEndAsync(EdgeQuestion question, EdgeResponse response, PipeWriter pieces, CancellationTokenSource aborted)
    {
        Exception? failure = null;
        try
        {
            await RunAsync(question, response, pieces.AsStream(leaveOpen: true), aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
        catch (Exception e)
        {
            // Whoever reads is told.
            failure = e;
        }
        await pieces.CompleteAsync(failure);
    }

    private async Task RunAsync(EdgeQuestion question, EdgeResponse response, Stream body, CancellationTokenSource aborted)
    {
        var api = _api ?? (static starting => Problems.Of(Codes.Unavailable, "this merchant's ordering silo is starting", 500).ExecuteAsync(starting));
        var request = new HttpRequestFeature
        {
            Method = question.Method,
            Scheme = question.Scheme,
            Protocol = "HTTP/1.1",
            Path = question.Path,
            QueryString = question.Query,
            RawTarget = question.Path + question.Query,
            Body = new MemoryStream(question.Body, writable: false),
        };
        for (var i = 0; i + 1 < question.Headers.Length; i += 2)
        {
            request.Headers.Append(question.Headers[i], question.Headers[i + 1]);
        }
        request.Headers.Host = question.Host;
        request.Headers.ContentLength = question.Body.Length == 0 && HttpMethods.IsGet(question.Method) ? null : question.Body.Length;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { ConnectionId = "edge", RemoteIpAddress = IPAddress.TryParse(question.Address, out var address) ? address : IPAddress.None });
        features.Set<IHttpRequestLifetimeFeature>(new Lifetime(aborted));
        var http = new DefaultHttpContext(features) { ServiceScopeFactory = scopes };
        try
        {
            await api(http);
            await http.Response.CompleteAsync();
        }
        finally
        {
            await response.EndAsync();
        }
    }

    private sealed class Lifetime(CancellationTokenSource source) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; } = source.Token;

        public void Abort() => source.Cancel();
    }
}
