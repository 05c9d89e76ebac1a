using Scew.Protocol;
using Scew.Protocol.Registers;

namespace Scew.Grains.Tests;

/// <summary>A flush takes every register at one height, whatever was written since.</summary>
public sealed class RegisterBufferTests
{
    private readonly RegisterBuffer _buffer = new();

    [Fact]
    public void A_version_that_comes_late_or_twice_changes_nothing()
    {
        _buffer.Put(Wallet("a", 2), 10);
        _buffer.Put(Wallet("a", 1), 8);
        _buffer.Put(Wallet("a", 2), 10);
        Assert.Equal(2, Assert.Single(_buffer.UpTo(10)).Version);
        _buffer.Flushed(10);
        _buffer.Put(Wallet("a", 2), 10);
        _buffer.Put(Wallet("b", 1), 9);
        Assert.Null(_buffer.Find(new RegisterKey(RegisterKind.Wallet, "a")));
        Assert.Empty(_buffer.UpTo(long.MaxValue));
        _buffer.Put(Wallet("a", 3), 11);
        Assert.Equal(3, Assert.Single(_buffer.UpTo(11)).Version);
    }

    [Fact]
    public void A_flush_sees_the_newest_version_at_or_below_its_height()
    {
        _buffer.Put(Wallet("a", 1), 8);
        _buffer.Put(Wallet("a", 2), 10);
        _buffer.Put(Wallet("b", 1), 9);

        var flushed = _buffer.UpTo(9);

        Assert.Equal([("a", 1L), ("b", 1L)], flushed.Select(r => (r.Key.Id, r.Version)));
    }

    [Fact]
    public void What_is_newer_than_the_flush_stays_readable_and_is_flushed_next()
    {
        _buffer.Put(Wallet("a", 1), 8);
        _buffer.Put(Wallet("a", 2), 10);
        _buffer.Flushed(9);

        Assert.Equal(2, _buffer.Find(new RegisterKey(RegisterKind.Wallet, "a"))!.Register.Version);
        Assert.Equal(2, Assert.Single(_buffer.UpTo(10)).Version);
    }

    [Fact]
    public void Nothing_is_left_after_everything_is_flushed()
    {
        _buffer.Put(Wallet("a", 1), 8);
        _buffer.Put(Wallet("b", 1), 9);
        _buffer.Flushed(9);

        Assert.Null(_buffer.Find(new RegisterKey(RegisterKind.Wallet, "a")));
        Assert.Empty(_buffer.UpTo(long.MaxValue));
    }

    [Fact]
    public void Flushed_registers_come_sorted_by_kind_and_id()
    {
        foreach (var id in (string[])["c", "a", "b"])
        {
            _buffer.Put(Wallet(id, 1), 1);
        }

        Assert.Equal(["a", "b", "c"], _buffer.UpTo(1).Select(r => r.Key.Id));
    }

    private static Register Wallet(string id, long version) =>
        new(new RegisterKey(RegisterKind.Wallet, id), version, "wallet", "Open", new Account(Digest.Of("owner"u8)), []);
}
