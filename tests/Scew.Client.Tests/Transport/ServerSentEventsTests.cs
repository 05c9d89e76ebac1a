using System.Text;
using Scew.Cli.Commands;
using Scew.Client.Transport;

namespace Scew.Client.Tests.Transport;

public sealed class ServerSentEventsTests
{
    [Theory]
    [InlineData("id: 3.1\ndata: {}\n\n:beat\n\ndata: a\ndata: b\n\n")]
    [InlineData("id: 3.1\r\ndata: {}\r\n\r\n:beat\r\n\r\ndata: a\r\ndata: b\r\n\r\n")]
    [InlineData("id: 3.1\rdata: {}\r\r:beat\r\rdata: a\rdata: b\r\r")]
    public async Task EveryLineEndIsRead(string text)
    {
        Assert.Equal([new ServerSentEvent("3.1", "{}"), new ServerSentEvent("3.1", "a\nb")], await ReadAsync(text));
    }

    [Fact]
    public async Task ALineWithoutEndIsCutAtTheBound()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("data: " + new string('x', ServerSentEvents.MaxEventChars + 1)));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(":" + new string('x', ServerSentEvents.MaxEventChars + 1)));
    }

    [Theory]
    [InlineData("3.1", "{")]
    [InlineData("3.1", "[]")]
    [InlineData("3.1", """{"code":"\ud800"}""")]
    [InlineData("3.1", """{"code":"ok","code":"ok"}""")]
    [InlineData("x y", "{}")]
    public void AnEventThatIsNoneCutsTheFeed(string id, string data) => Assert.Throws<InvalidDataException>(() => WatchFeed.Read(new ServerSentEvent(id, data)));

    [Fact]
    public void AnEventIsOneLineWithoutControlCharacters()
    {
        var (_, text) = WatchFeed.Read(new ServerSentEvent("3.1", """{"code":"ok\u001b[2J","operation":"transfer","requestId":"r","ids":["a"]}"""));

        Assert.Equal("3.1          ok\uFFFD[2J                 transfer           r a", text);
    }

    private static async Task<List<ServerSentEvent>> ReadAsync(string text)
    {
        var events = new List<ServerSentEvent>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await foreach (var item in ServerSentEvents.ReadAsync(stream, CancellationToken.None))
        {
            events.Add(item);
        }
        return events;
    }
}
