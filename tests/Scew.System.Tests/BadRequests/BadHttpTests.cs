using System.Net.Sockets;
using System.Text;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.BadRequests;

/// <summary>HTTP that no client of ours speaks.</summary>
[Collection(SharedGroup.Name)]
public sealed class BadHttpTests(SharedGroup shared)
{
    private readonly RunningGroup _group = shared.Group;

    [Fact]
    public async Task UnknownPathMethodAndMediaTypeAreProblems()
    {
        using var key = SigningKey.Create();
        var request = _group.Sign(new CreateWallet(IdRules.OwnPrefix(key.Account) + ":x", 0), key);

        (await _group.GetAsync("/v1/nothing")).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/no-file.js")).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/v1/requests")).IsProblem(Codes.MethodNotAllowed);
        (await _group.SendAsync(HttpMethod.Delete, "/v1/status", null, 0, [])).IsProblem(Codes.MethodNotAllowed);
        (await _group.SendAsync(HttpMethod.Post, "/v1/requests", request.Wire, 0, [], "text/plain")).IsProblem(Codes.UnsupportedMedia);
        (await _group.GetAsync("/v1/receipts/" + request.Id)).IsProblem(Codes.NotFound);
        (await _group.GetAsync("/v1/receipts/x")).IsProblem(Codes.BadId);
    }

    [Fact]
    public async Task BadQueriesAreProblems()
    {
        (await _group.GetAsync("/v1/wallets?limit=many")).IsProblem(Codes.Malformed);
        (await _group.GetAsync("/v1/wallets/x?atLeast=soon")).IsProblem(Codes.Malformed);
    }

    [Theory]
    [InlineData("POST /v1/requests HTTP/1.1\r\nHost: {0}\r\nContent-Type: application/scew-request+jws\r\nContent-Length: 1000\r\n\r\nshort", "")]
    [InlineData("POST /v1/requests HTTP/1.1\r\nHost: {0}\r\nContent-Type: application/scew-request+jws\r\nContent-Length: -5\r\n\r\n", "400")]
    [InlineData("POST /v1/requests HTTP/1.1\r\nHost: {0}\r\nContent-Type: application/scew-request+jws\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400")]
    [InlineData("GET /v1/status HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /v1/status HTTP/9.9\r\nHost: {0}\r\n\r\n", "505")]
    [InlineData("hello\r\n\r\n", "400")]
    public async Task BrokenHttpIsRefusedWithoutAFailureInTheLog(string text, string status)
    {
        var url = _group.Net.Merchants[0].Url;
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text.Replace("{0}", url.Authority, StringComparison.Ordinal)));
        if (status.Length == 0)
        {
            socket.Client.Shutdown(SocketShutdown.Send);
        }
        var answer = "";
        try
        {
            var buffer = new byte[4096];
            answer = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        }
        catch (IOException)
        {
            // Cut without a word.
        }

        Assert.True(status.Length == 0 || answer.StartsWith("HTTP/1.1 " + status, StringComparison.Ordinal), answer);
        (await _group.GetAsync("/v1/status")).IsOk();
        Assert.DoesNotContain("fail:", _group.Log(0), StringComparison.Ordinal);
        Assert.DoesNotContain("crit:", _group.Log(0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodyWithoutALengthIsBoundedToo()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(_group.Net.Merchants[0].Url, "/v1/requests"));
        message.Headers.TransferEncodingChunked = true;
        message.Content = new ByteArrayContent(new byte[RequestLimits.MaxWireBytes + 1]);
        message.Content.Headers.ContentType = new(MediaTypes.Request);
        using var response = await _group.Http.SendAsync(message);

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task ForeignHostAndOriginAreRefused()
    {
        var own = _group.Net.Merchants[0].Url;
        (await _group.GetAsync("/v1/status", 0, ("Host", "evil.example"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Host", "127.0.0.1:1"))).IsProblem(Codes.WrongHost);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "http://evil.example"))).IsProblem(Codes.NotPermitted);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "null"))).IsProblem(Codes.NotPermitted);
        (await _group.GetAsync("/v1/status", 0, ("Origin", "https://" + own.Authority))).IsProblem(Codes.NotPermitted);
        (await _group.GetAsync("/v1/status", 0, ("Host", $"localhost:{own.Port}"))).IsOk();
        (await _group.GetAsync("/v1/status", 0, ("Origin", "http://" + own.Authority))).IsOk();
    }
}
