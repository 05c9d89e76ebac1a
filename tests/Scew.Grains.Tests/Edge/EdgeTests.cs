using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Orleans.TestingHost;
using Scew.Protocol.Requests;
using Scew.Silo.Edge;
using Scew.Silo.Limits;

namespace Scew.Grains.Tests.Edge;

/// <summary>
/// What an edge process takes over HTTP reaches the API of another silo as it came, and the answer goes back as it was: one host serves customers, another one answers, and between
/// them are grain calls only.
/// </summary>
public sealed class EdgeTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private InProcessTestCluster _cluster = null!;
    private WebApplication _api = null!;
    private WebApplication _edge = null!;
    private EdgeForwarder _forwarder = null!;

    public async Task InitializeAsync()
    {
        _api = Api();
        await _api.StartAsync();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddScewRole(SiloRole.Ordering);
            silo.Services.AddSingleton<IEdgePipeline>(_api.Services.GetRequiredService<EdgePipeline>());
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        _edge = Web(kestrel => EdgeLimits.Set(kestrel));
        _forwarder = Forwarder();
        _edge.Run(_forwarder.ForwardAsync);
        await _edge.StartAsync();
        _http.BaseAddress = new Uri(AddressOf(_edge));
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _edge.DisposeAsync();
        _forwarder.Dispose();
        await _cluster.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_request_arrives_as_it_came_and_its_answer_as_it_was()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/echo/a%20b?x=1&x=2") { Content = new ByteArrayContent([0, 1, 255]) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/scew");
        message.Headers.Add("Origin", "https://page.example");
        message.Headers.Host = "shop.example:8443";
        using var answer = await _http.SendAsync(message);
        Assert.Equal((HttpStatusCode)202, answer.StatusCode);
        Assert.Equal(["one", "two"], answer.Headers.GetValues("X-Several"));
        Assert.Equal("application/test", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(
            "POST /echo/a b ?x=1&x=2 shop.example:8443 127.0.0.1 application/scew https://page.example 3 0001FF route:a b", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_answer_without_a_body_and_one_of_megabytes_arrive()
    {
        using var empty = await _http.GetAsync(new Uri("/empty", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NoContent, 0), (empty.StatusCode, (await empty.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(4 << 20, (await _http.GetByteArrayAsync(new Uri("/large", UriKind.Relative))).Length);
        using var missing = await _http.GetAsync(new Uri("/nothing", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/empty"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, head.StatusCode);
    }

    [Fact]
    public async Task A_body_that_no_request_may_have_is_refused_at_the_edge()
    {
        using var content = new ByteArrayContent(new byte[RequestLimits.MaxWireBytes + 1]);
        using var answer = await _http.PostAsync(new Uri("/echo/large", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too large", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>HTTP/2 resets a stream whose handler fails after the headers, so a fault there is no answer at all.</summary>
    [Fact]
    public async Task An_answer_without_a_body_arrives_over_http_2()
    {
        await using var edge = Web(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        using var forwarder = Forwarder();
        edge.Run(forwarder.ForwardAsync);
        await edge.StartAsync();
        using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(edge) + "empty") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await _http.SendAsync(message);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/V1/Events/")]
    public async Task A_feed_comes_piece_by_piece_and_ends_with_whoever_reads_it(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("data: first", await reader.ReadLineAsync());
        _next.SetResult();
        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal("data: second", await reader.ReadLineAsync());
        Assert.False(_closed.Task.IsCompleted);
        answer.Dispose();
        await _closed.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_feed_that_fails_before_its_first_byte_is_no_empty_one()
    {
        using var answer = await _http.GetAsync(new Uri("/v1/events?broken", UriKind.Relative));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task While_the_ordering_silo_starts_customers_are_told_to_come_again()
    {
        var starting = new EdgePipeline(_api.Services.GetRequiredService<IServiceScopeFactory>());
        var answer = await starting.AskAsync(new EdgeQuestion("GET", "https", "shop.example", "/v1/info", "", "127.0.0.1", [], []), CancellationToken.None);
        Assert.Equal(503, answer.Status);
        Assert.Contains("is starting", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "C17")]
    public async Task One_address_cannot_have_all_of_an_edge()
    {
        var feeds = new List<HttpResponseMessage>();
        for (var i = 0; i < EdgeForwarder.MaxOfOneAddress; i++)
        {
            feeds.Add(await _http.SendAsync(From("198.51.100.7", "/v1/events"), HttpCompletionOption.ResponseHeadersRead));
            Assert.Equal(HttpStatusCode.OK, feeds[^1].StatusCode);
        }
        using var refused = await _http.SendAsync(From("198.51.100.7", "/empty"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("one address may have", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var other = await _http.SendAsync(From("198.51.100.8", "/echo/me"));
        Assert.Contains(" 198.51.100.8 ", await other.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        feeds.ForEach(static feed => feed.Dispose());
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_ends()
    {
        using var impatient = new CancellationTokenSource();
        var asked = _http.GetAsync(new Uri("/slow", UriKind.Relative), impatient.Token);
        await _next.Task;
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await _closed.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    [Trait("row", "E7")]
    public async Task Without_an_ordering_silo_customers_are_sent_elsewhere()
    {
        await _cluster.Silos[0].StopSiloAsync(stopGracefully: false);
        using var answer = await _http.GetAsync(new Uri("/empty", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("does not answer", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var feed = await _http.GetAsync(new Uri("/v1/events", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, feed.StatusCode);
    }

    private EdgeForwarder Forwarder() => new(_cluster.Client, new RequestGate(new SiloLimits { TrustedProxies = ["127.0.0.1"] }));

    private static HttpRequestMessage From(string address, string path)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, path);
        message.Headers.Add("X-Forwarded-For", address);
        return message;
    }

    private static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/";

    private static WebApplication Web(Action<KestrelServerOptions>? kestrel = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => kestrel?.Invoke(options));
        builder.Services.AddSingleton<EdgePipeline>();
        return builder.Build();
    }

    private WebApplication Api()
    {
        var api = Web();
        api.Use(next =>
        {
            api.Services.GetRequiredService<EdgePipeline>().Take(next);
            return next;
        });
        api.UseRouting();
        api.Map("/echo/{name}", async (HttpContext http, string name) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            http.Response.StatusCode = 202;
            http.Response.Headers.Append("X-Several", new(["one", "two"]));
            http.Response.ContentType = "application/test";
            var request = http.Request;
            await http.Response.WriteAsync(
                $"{request.Method} {request.Path.Value} {request.QueryString} {request.Host} {http.Connection.RemoteIpAddress} {request.ContentType} {request.Headers.Origin} "
                + $"{request.ContentLength} {Convert.ToHexString(body.ToArray())} route:{name}");
        });
        api.MapGet("/empty", () => Results.NoContent());
        api.MapGet("/large", () => Results.Bytes(new byte[4 << 20]));
        api.MapGet("/v1/events", FeedAsync);
        api.MapGet("/slow", async (HttpContext http) =>
        {
            _next.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            finally
            {
                _closed.SetResult();
            }
        });
        return api;
    }

    private async Task FeedAsync(HttpContext http)
    {
        if (http.Request.QueryString.HasValue)
        {
            throw new InvalidOperationException("broken");
        }
        http.Response.ContentType = "text/event-stream";
        http.Response.OnCompleted(() =>
        {
            _closed.TrySetResult();
            return Task.CompletedTask;
        });
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("data: first\n\n"));
        await http.Response.Body.FlushAsync();
        await _next.Task.WaitAsync(http.RequestAborted);
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("data: second\n\n"));
        await http.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }
}
