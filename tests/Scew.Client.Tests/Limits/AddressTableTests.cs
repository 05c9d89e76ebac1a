using System.Net;
using Scew.Silo.Limits;

namespace Scew.Client.Tests.Limits;

/// <summary>The silo's limits per address, with a clock of our own.</summary>
[Trait("row", "C8")]
[Trait("row", "C17")]
public sealed class AddressTableTests
{
    private long _nowMs = 1_000_000;

    [Fact]
    public void BurstThenTheLastingRate()
    {
        var entry = Table(new SiloLimits { RequestsPerSecond = 10, Burst = 5 }).Of(IPAddress.Loopback);

        Assert.Equal(5, Taken(entry, 100));
        Assert.Equal(100, entry.TryTake(_nowMs));
        _nowMs += 100;
        Assert.Equal(1, Taken(entry, 100));
        _nowMs += 3_600_000;
        Assert.Equal(5, Taken(entry, 100));
    }

    [Fact]
    public void BadRequestsCostTheirSenderItsRateAndNobodyElse()
    {
        var table = Table(new SiloLimits { RequestsPerSecond = 100, Burst = 200, BadRequestCost = 50 });
        var (bad, good) = (table.Of(IPAddress.Parse("192.0.2.1")), table.Of(IPAddress.Parse("192.0.2.2")));
        var answered = 0;
        // Five times the honest rate for five seconds, every one with a bad signature.
        for (var i = 0; i < 2500; i++, _nowMs += 2)
        {
            if (bad.TryTake(_nowMs) == 0)
            {
                bad.Charge(50, _nowMs);
                answered++;
            }
        }

        Assert.InRange(answered, 5, 15);
        Assert.Equal(200, Taken(good, 1000));
        // The debt has a bottom: who stops is served again soon.
        _nowMs += 4_000;
        Assert.Equal(0, bad.TryTake(_nowMs));
    }

    [Fact]
    public void ManyAddressesCostNoMemoryAndDoNotTouchThoseInUse()
    {
        var table = Table(new SiloLimits { RequestsPerSecond = 10, Burst = 10, Addresses = 100 });
        var (held, _) = table.Connect(IPAddress.Parse("198.51.100.1"));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(table.Of(new IPAddress(0x0A000000u + (uint)i)).TryTake(_nowMs) >= 0);
        }

        Assert.Equal(100, table.Count);
        Assert.Same(held, table.Of(IPAddress.Parse("198.51.100.1")));
        // The others owe one request each: after a moment they are forgotten, the one with a connection is not.
        _nowMs += 5_000;
        table.Of(IPAddress.Parse("203.0.113.9"));
        Assert.Equal(2, table.Count);
        held.RemoveConnection();
    }

    [Fact]
    public void AHouseholdHasOnePlaceHoweverManyIpv6AddressesItUses()
    {
        var table = Table(new SiloLimits());

        Assert.Same(table.Of(IPAddress.Parse("2001:db8:1:2::1")), table.Of(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.NotSame(table.Of(IPAddress.Parse("2001:db8:1:2::1")), table.Of(IPAddress.Parse("2001:db8:1:3::1")));
        Assert.Same(table.Of(IPAddress.Parse("192.0.2.7")), table.Of(IPAddress.Parse("::ffff:192.0.2.7")));
        Assert.NotSame(table.Of(IPAddress.Parse("0.0.0.1")), table.Of(IPAddress.Parse("0:0:0:1::")));
    }

    [Fact]
    public void FeedsAreCountedAndGivenBack()
    {
        var entry = Table(new SiloLimits()).Of(IPAddress.Loopback);

        Assert.True(entry.TryAddFeed(2));
        Assert.True(entry.TryAddFeed(2));
        Assert.False(entry.TryAddFeed(2));
        entry.RemoveFeed();
        Assert.True(entry.TryAddFeed(2));
        Assert.True(entry.TryAddFeed(0));
    }

    [Fact]
    public void ZeroIsNoLimit()
    {
        var entry = Table(new SiloLimits { RequestsPerSecond = 0 }).Of(IPAddress.Loopback);
        entry.Charge(1_000_000, _nowMs);

        Assert.Equal(100_000, Taken(entry, 100_000));
    }

    private AddressTable Table(SiloLimits limits) => new(limits, () => _nowMs);

    private int Taken(AddressEntry entry, int tries) => Enumerable.Range(0, tries).Count(_ => entry.TryTake(_nowMs) == 0);
}
