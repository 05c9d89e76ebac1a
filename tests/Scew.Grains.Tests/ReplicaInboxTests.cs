using Scew.Consensus;
using Scew.Protocol;
using Scew.Protocol.Messages;

namespace Scew.Grains.Tests;

public sealed class ReplicaInboxTests
{
    private readonly ReplicaInbox _inbox = new();

    [Fact]
    public void One_wake_call_is_under_way_at_a_time()
    {
        var wakes = 0;
        _inbox.Attach(() => wakes++);
        _inbox.Post(new Tick());
        _inbox.Post(new Tick());
        Assert.Equal(1, wakes);

        _inbox.BeginDrain();
        _inbox.Post(new Tick());
        Assert.Equal(1, wakes);
        DrainAll();
        Assert.True(_inbox.EndDrain());
        _inbox.Post(new Tick());
        Assert.Equal(2, wakes);
    }

    [Fact]
    public void A_drain_does_not_end_on_what_came_since_it_looked()
    {
        _inbox.BeginDrain();
        _inbox.Post(new Tick());
        _inbox.Follow(new Tick());
        Assert.False(_inbox.EndDrain());
        Assert.Equal(2, DrainAll());
        Assert.True(_inbox.EndDrain());
    }

    [Fact]
    public async Task Nothing_is_left_behind_whoever_posts_at_the_end_of_a_drain()
    {
        const int Each = 50_000;
        var taken = 0;
        using var wanted = new SemaphoreSlim(0);
        using var done = new CancellationTokenSource();
        _inbox.Attach(() => wanted.Release());
        var draining = Task.Run(async () =>
        {
            while (taken < 2 * Each)
            {
                await wanted.WaitAsync(done.Token);
                _inbox.BeginDrain();
                do
                {
                    taken += DrainAll();
                }
                while (!_inbox.EndDrain());
            }
        });
        await Task.WhenAll(Post(), Post());
        // Every post was taken or has a wake under way: no further post is needed to reach the end.
        done.CancelAfter(TimeSpan.FromMinutes(1));
        await draining;
        Assert.Equal(2 * Each, taken);

        Task Post() => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                _inbox.Post(new Tick());
                Thread.SpinWait(i % 64);
            }
        });
    }

    [Fact]
    public void A_drain_that_leaves_something_is_followed_by_another_one()
    {
        var wakes = 0;
        _inbox.Attach(() => wakes++);
        _inbox.BeginDrain();
        _inbox.Post(new Tick());
        _inbox.Post(new Tick());
        Assert.NotNull(_inbox.Take());
        _inbox.LeaveRest();
        Assert.Equal(1, wakes);
        _inbox.BeginDrain();
        Assert.NotNull(_inbox.Take());
        _inbox.LeaveRest();
        Assert.Equal(1, wakes);
        _inbox.Post(new Tick());
        Assert.Equal(2, wakes);
    }

    [Fact]
    public void What_a_peers_link_brought_is_counted_until_it_is_taken()
    {
        _inbox.Post(new Received(2, new ChainQuery(1)));
        _inbox.Post(new RequestsArrived(2, [Meta(1)]));
        _inbox.Post(new BodiesStored([Digest.Of([1])], 2));
        _inbox.Post(new RequestsArrived(null, [Meta(2)]));
        _inbox.Post(new Received(99, new ChainQuery(1)));
        Assert.Equal((0, 3, 1), (_inbox.CountOf(0), _inbox.CountOf(2), _inbox.CountOf(99)));
        Assert.Equal(5, DrainAll());
        Assert.Equal((0, 0, 0), (_inbox.CountOf(0), _inbox.CountOf(2), _inbox.CountOf(99)));
    }

    [Fact]
    public void What_came_before_the_grain_wakes_it_when_it_attaches()
    {
        _inbox.Post(new Tick());
        var wakes = 0;
        _inbox.Attach(() => wakes++);
        Assert.Equal(1, wakes);
    }

    [Fact]
    public void Requests_of_own_clients_in_a_row_come_out_as_one_event_and_nothing_is_reordered()
    {
        _inbox.Post(new RequestsArrived(null, [Meta(1)]));
        _inbox.Post(new RequestsArrived(null, [Meta(2)]));
        _inbox.Post(new RequestsArrived(3, [Meta(3)]));
        _inbox.Post(new RequestsArrived(null, [Meta(4)]));

        Assert.Equal([Meta(1), Meta(2)], Assert.IsType<RequestsArrived>(_inbox.Take()).Requests.ToArray());
        Assert.Equal(3, Assert.IsType<RequestsArrived>(_inbox.Take()).OfferedBy);
        Assert.Equal([Meta(4)], Assert.IsType<RequestsArrived>(_inbox.Take()).Requests.ToArray());
        Assert.Null(_inbox.Take());
    }

    private int DrainAll()
    {
        var count = 0;
        while (_inbox.Take() is not null)
        {
            count++;
        }
        return count;
    }

    private static RequestMeta Meta(byte number) => new(Digest.Of([number]), default, 0, 1000, false, 300, 1);
}
