using System.Collections.Concurrent;
using System.Net;
using Scew.Client.DevNets;

namespace Scew.SystemTests.Watching;

/// <summary>Takes what silos send by OTLP over http, as it is.</summary>
internal sealed class OtlpSink : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<byte[]>> _bodies = new();

    public OtlpSink()
    {
        Url = $"http://127.0.0.1:{FreePorts.Pick(1)[0]}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = Task.Run(TakeAsync);
    }

    public string Url { get; }

    /// <summary>The variables by which a silo sends here, and soon.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "250",
    };

    /// <summary>What came to a path such as <c>/v1/traces</c> so far.</summary>
    public IReadOnlyCollection<byte[]> Of(string path) => _bodies.TryGetValue(path, out var bodies) ? [.. bodies] : [];

    /// <summary>Everything.</summary>
    public IEnumerable<byte[]> All => _bodies.Values.SelectMany(static one => one);

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _bodies.GetOrAdd(context.Request.Url!.AbsolutePath, static _ => new()).Enqueue(body.ToArray());
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
