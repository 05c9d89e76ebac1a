namespace Scew.Grains.Tests;

public sealed class CertifiedSignalTests
{
    private readonly CertifiedSignal _signal = new();

    [Fact]
    public async Task A_wait_ends_with_its_height_and_not_before()
    {
        var wait = _signal.WaitAsync(5, CancellationToken.None);
        _signal.Reached(4);
        Assert.False(wait.IsCompleted);
        _signal.Reached(6);
        await wait;
        Assert.Equal(6, _signal.Height);
    }

    [Fact]
    public async Task A_height_that_was_reached_is_not_waited_for_and_never_falls_back()
    {
        _signal.Reached(7);
        _signal.Reached(3);
        await _signal.WaitAsync(7, CancellationToken.None);
        Assert.Equal(7, _signal.Height);
    }

    [Fact]
    public async Task A_cancelled_wait_says_so()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _signal.WaitAsync(1, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
