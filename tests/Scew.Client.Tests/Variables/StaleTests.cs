using Scew.Client.Submission;
using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>What others do between reading and execution, and answers that never come.</summary>
public sealed class StaleTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;
    private readonly VariableUser _otherDevice;

    public StaleTests()
    {
        _alice = new VariableUser(_group, "alice");
        _otherDevice = new VariableUser(_group, "alice", store: "other device");
    }

    private string Id => _alice.Own("x");

    [Fact]
    public async Task AChangeByAnotherDeviceIsReadAndTheSumMadeAnew()
    {
        await _alice.Variables.CreateAsync(Id, VariableType.Ordered, 1);
        Interfere(times: 2, () => _otherDevice.Variables.SumAsync(Id, 100));

        await _alice.Variables.SumAsync(Id, 1000);

        Assert.Equal(1201, await _alice.Variables.GetAsync(Id));
        Assert.Equal(2, _alice.Told.Count(static line => line.StartsWith("changed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ATokenForAnOldRecordIsMadeAnew()
    {
        await _alice.Variables.CreateAsync(Id, VariableType.Ordered, 1);
        Interfere(times: 1, () => _otherDevice.Variables.SetAsync(Id, 50));

        Assert.True((await _alice.Variables.CompareAsync(Id, Comparison.Equal, 50)).Holds);
    }

    [Fact]
    public async Task ASumThatRacesARekeyIsMadeUnderTheNewKey()
    {
        await _alice.Variables.CreateAsync(Id, VariableType.Additive, 1);
        Interfere(times: 1, () => _otherDevice.Variables.RekeyAsync(Id));

        await _alice.Variables.SumAsync(Id, 6);

        Assert.Equal(7, await _alice.Variables.GetAsync(Id));
    }

    [Fact]
    public async Task WhoeverChangesItAllTheTimeIsTold()
    {
        await _alice.Variables.CreateAsync(Id, VariableType.Ordered, 1);
        Interfere(times: int.MaxValue, () => _otherDevice.Variables.SetAsync(Id, 2));
        var before = _group.Executed.Count;

        var failure = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.SumAsync(Id, 1));

        Assert.Equal(Codes.Stale, failure.Code);
        Assert.Equal($"others changed it each time, 6 times: '{Id}' went from version 1 to 7", failure.Message);
        Assert.NotNull(failure.Advice);
        Assert.Equal(12, _group.Executed.Count - before);
        Assert.Equal(2, await _alice.Variables.GetAsync(Id));
    }

    [Fact]
    public async Task AnExpectedVersionIsNeverRetried()
    {
        await _alice.Variables.CreateAsync(Id, VariableType.Ordered, 1);
        Interfere(times: 1, () => _otherDevice.Variables.SetAsync(Id, 2));

        Assert.Equal(Codes.Stale, (await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.SetAsync(Id, 3, unchangedSince: 1))).Code);
        Assert.Equal(Codes.Stale, (await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.SetAsync(Id, 3, unchangedSince: 1))).Code);
        await _alice.Variables.SetAsync(Id, 3, unchangedSince: 2);
        Assert.Equal(3, await _alice.Variables.GetAsync(Id));
    }

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task ASumWithoutAnAnswerCountsOnceHoweverOftenItIsSent(VariableType type)
    {
        await _alice.Variables.CreateAsync(Id, type, 1);
        _group.LosesAnswers = true;

        var failure = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.SumAsync(Id, 10));

        _group.LosesAnswers = false;
        var unknown = Assert.IsType<SubmitOutcome.Unknown>(failure.Outcome);
        Assert.Equal((Codes.OutcomeUnknown, null), (failure.Code, failure.Receipt));
        var kept = _alice.Client.Verifier.Read(_alice.Client.Outbox!.Pending(unknown.RequestId)!).Request!;
        Assert.True(Assert.IsType<SubmitOutcome.Settled>(await _alice.Client.SubmitAsync(kept)).Receipt.Succeeded);
        Assert.Equal(11, await _alice.Variables.GetAsync(Id));
        await _alice.Variables.SumAsync(Id, 10);
        Assert.Equal(21, await _alice.Variables.GetAsync(Id));
    }

    public void Dispose()
    {
        _alice.Dispose();
        _otherDevice.Dispose();
        _group.Dispose();
    }

    /// <summary>Before each of the next requests, those of the other device left out.</summary>
    private void Interfere(int times, Func<Task> act)
    {
        var inside = 0;
        _group.Before = async _ =>
        {
            if (times == 0 || Interlocked.Exchange(ref inside, 1) == 1)
            {
                return;
            }
            times--;
            await act();
            Volatile.Write(ref inside, 0);
        };
    }
}
