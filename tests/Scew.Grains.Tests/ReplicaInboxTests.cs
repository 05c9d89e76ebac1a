using Scew.Consensus;
using Scew.Protocol;

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
        Assert.Equal(2, wakes);
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

    private static RequestMeta Meta(byte number) => new(Digest.Of([number]), default, 0, 1000, false, 300, 1);
}
