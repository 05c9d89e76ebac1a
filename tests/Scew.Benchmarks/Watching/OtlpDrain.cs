using System.Net;
using Scew.Client.DevNets;

namespace Scew.Benchmarks.Watching;

/// <summary>Takes what silos send by OTLP over http and counts it.</summary>
internal sealed class OtlpDrain : IDisposable
{
    private readonly HttpListener _listener = new();
    private long _bytes;

    public OtlpDrain()
    {
        Url = $"http://127.0.0.1:{FreePorts.Pick(1)[0]}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = Task.Run(TakeAsync);
    }

    public string Url { get; }

    /// <summary>What came so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                for (int read; (read = await context.Request.InputStream.ReadAsync(buffer)) > 0;)
                {
                    Interlocked.Add(ref _bytes, read);
                }
                context.Response.Close();
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
