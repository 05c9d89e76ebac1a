using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Embedded.Tests;

public interface IStreamGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int from, int to, CancellationToken token = default);

    IAsyncEnumerable<int> Watch();

    Task Publish(int value);

    Task End();
}

public sealed class StreamGrain(Probe probe) : Grain, IStreamGrain
{
    private readonly Channel<int> _values = Channel.CreateUnbounded<int>();

    public async IAsyncEnumerable<int> Count(int from, int to, [EnumeratorCancellation] CancellationToken token = default)
    {
        try
        {
            for (var i = from; i <= to; i++)
            {
                token.ThrowIfCancellationRequested();
                if (i % 10 == 0)
                {
                    await Task.Yield();
                }

                if (i == 13)
                {
                    throw new InvalidOperationException("thirteen");
                }

                yield return i;
            }
        }
        finally
        {
            probe.Note(ReferenceEquals(Activation.Current, GrainContext) ? "stream closed on the turn" : "stream closed elsewhere");
        }
    }

    public async IAsyncEnumerable<int> Watch()
    {
        while (true)
        {
            probe.Note("watching");
            yield return await _values.Reader.ReadAsync();
        }
    }

    public Task Publish(int value)
    {
        _values.Writer.TryWrite(value);
        return Task.CompletedTask;
    }

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class StreamTests
{
    [Fact]
    public async Task A_stream_brings_every_item_in_order_and_can_be_read_twice()
    {
        await using var silo = await TestSilo.StartAsync();
        var stream = silo.Get<IStreamGrain>("s/1").Count(100, 400);
        Assert.Equal(Enumerable.Range(100, 301), await ReadAsync(stream));
        Assert.Equal(Enumerable.Range(100, 301), await ReadAsync(stream));
        await silo.Probe.Seen("stream closed on the turn");
    }

    [Fact]
    public async Task An_exception_reaches_the_reader()
    {
        await using var silo = await TestSilo.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(silo.Get<IStreamGrain>("s/1").Count(1, 20)));
        Assert.Equal("thirteen", error.Message);
    }

    [Fact]
    public async Task A_reader_that_stops_early_closes_the_stream()
    {
        await using var silo = await TestSilo.StartAsync();
        await foreach (var item in silo.Get<IStreamGrain>("s/1").Count(100, 100_000))
        {
            if (item == 150)
            {
                break;
            }
        }

        await silo.Probe.Seen("stream closed on the turn");
    }

    [Fact]
    public async Task Calls_interleave_with_an_open_stream_and_items_arrive_as_they_come()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IStreamGrain>("s/1");
        await using var reader = grain.Watch().GetAsyncEnumerator();
        for (var i = 1; i <= 3; i++)
        {
            var next = reader.MoveNextAsync().AsTask();
            await silo.Probe.Seen("watching");
            await grain.Publish(i);
            Assert.True(await next);
            Assert.Equal(i, reader.Current);
        }
    }

    [Fact]
    public async Task A_quiet_stream_outlives_the_response_timeout()
    {
        var pulls = 0;
        Probe? probe = null;
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(context =>
        {
            if (context.InterfaceName == "Orleans.Runtime.IAsyncEnumerableGrainExtension")
            {
                probe!.Note($"pull {Interlocked.Increment(ref pulls)} {context.MethodName}");
            }

            return context.Invoke();
        }));
        probe = silo.Probe;
        var grain = silo.Get<IStreamGrain>("s/1");
        await using var reader = grain.Watch().GetAsyncEnumerator();
        var next = reader.MoveNextAsync().AsTask();
        await silo.Probe.Seen("pull 1 StartEnumeration");
        for (var pull = 2; pull <= 20; pull++)
        {
            await silo.AdvanceUntilAsync(TimeSpan.FromSeconds(8), $"pull {pull} MoveNext");
        }

        Assert.False(next.IsCompleted);
        await grain.Publish(5);
        Assert.True(await next);
    }

    [Fact]
    public async Task A_stream_breaks_off_when_its_activation_ends()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<IStreamGrain>("s/1");
        await using var reader = grain.Count(100, 100_000).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        await grain.End();
        await silo.Probe.Seen("stream closed on the turn");
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () =>
        {
            while (await reader.MoveNextAsync())
            {
                // Items of the last batch come first.
            }
        });
    }

    [Fact]
    public async Task A_cancelled_reader_stops()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        await using var reader = silo.Get<IStreamGrain>("s/1").Watch().GetAsyncEnumerator(source.Token);
        var next = reader.MoveNextAsync().AsTask();
        await silo.Probe.Seen("watching");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    private static async Task<List<int>> ReadAsync(IAsyncEnumerable<int> stream)
    {
        var items = new List<int>();
        await foreach (var item in stream)
        {
            items.Add(item);
        }

        return items;
    }
}
