using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Homomorphic.Ordered;
using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Mallory may write Alice's ordered variable and never got its key: what she stores, the group cannot tell from a record.</summary>
public sealed class HostileWriterTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;
    private readonly VariableUser _mallory;

    public HostileWriterTests()
    {
        _alice = new VariableUser(_group, "alice");
        _mallory = new VariableUser(_group, "mallory");
    }

    private string X => _alice.Own("x");

    private string Y => _alice.Own("y");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task TurnedCellsOfAnOldRecordAnswerNothing(int shift)
    {
        await CreateAsync();
        var old = Stored().Record;
        await _alice.Variables.SetAsync(X, 41);
        // The first block's masked comparisons, each turned alike: whoever compared would always get one outcome.
        StoreAsMallory(Turned(old, shift));

        await AssertCorruptAsync(() => _alice.Variables.CompareAsync(X, Comparison.Greater, 1_000));
        await AssertCorruptAsync(() => _alice.Variables.BetweenAsync([X], 0, 10));
        await AssertCorruptAsync(() => _alice.Variables.UpdateAsync(new VariableCondition(X, Comparison.Greater, 1_000_000), [new VariableChange.Set(Y, 7)]));
        Assert.Equal(1, await _alice.Variables.GetAsync(Y));
    }

    [Fact]
    public async Task ARecordPutInPlaceUnderTheSaltOfATokenIsStale()
    {
        await CreateAsync();
        var genuine = Stored().Record;
        var interfered = false;
        _group.Before = _ =>
        {
            if (!interfered)
            {
                interfered = true;
                // By way of another salt the old one comes back.
                StoreAsMallory(Junk());
                StoreAsMallory(Turned(genuine, 1));
            }
            return Task.CompletedTask;
        };

        // The token was made for the genuine record; read again, the other one does not open.
        await AssertCorruptAsync(() => _alice.Variables.CompareAsync(X, Comparison.Greater, 1_000));
        Assert.Contains(_alice.Told, static line => line.StartsWith("changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnotherMasterSecretComparesNothing()
    {
        await CreateAsync();
        using var other = new VariableUser(_group, "alice", master: "bob", store: "other");

        await AssertCorruptAsync(() => other.Variables.CompareAsync(X, Comparison.Less, 0));
    }

    [Fact]
    public async Task WhoeverStoresJunkAllTheTimeIsShutOut()
    {
        await CreateAsync();
        StoreAsMallory(Junk());
        await AssertCorruptAsync(() => _alice.Variables.RekeyAsync(X));
        _group.Before = _ =>
        {
            // Until the group refuses her.
            StoreAsMallory(Junk(), orRefused: true);
            return Task.CompletedTask;
        };

        await _alice.Variables.RekeyAsync(X, value: 42);

        Assert.Equal((42, 0, 0), (await _alice.Variables.GetAsync(X), Stored().Writers.Length, Stored().Readers.Length));
        Assert.Equal(Codes.NotOwner, _group.Run(new SetRecord(X, VariableType.Ordered, Stored().Key, Junk(), null), _mallory.Key));
    }

    [Fact]
    public async Task AWriterInAHurryDoesNotHinderTheRekey()
    {
        await CreateAsync();
        var genuine = Stored().Record;
        await _alice.Variables.SetAsync(X, 41);
        _group.Before = request =>
        {
            // Between reading and execution she stores the owner's own records in turns, which open.
            if (request.Payload.Operation is Rekey)
            {
                var now = Stored().Record;
                StoreAsMallory(genuine, orRefused: true);
                genuine = now;
            }
            return Task.CompletedTask;
        };

        await _alice.Variables.RekeyAsync(X);

        Assert.InRange(await _alice.Variables.GetAsync(X), 40, 41);
        Assert.Empty(Stored().Writers);
    }

    [Fact]
    public async Task WithoutAHostileWriterARekeyIsOneRequest()
    {
        await CreateAsync();
        var before = _group.Executed.Count;

        await _alice.Variables.RekeyAsync(X);

        Assert.Equal(before + 1, _group.Executed.Count);
    }

    [Fact]
    public async Task WhoWasShutOutButHasTheKeyIsNotForgotten()
    {
        await CreateAsync();
        var names = new List<(int, Protocol.Account[], Protocol.Account[])>();
        _group.Before = request =>
        {
            StoreAsMallory(Junk(), orRefused: true);
            names.AddRange(new[] { request.Payload.Operation }.OfType<Rekey>().Select(static one => (one.Record.Length, one.Writers.ToArray(), one.Readers.ToArray())));
            return Task.CompletedTask;
        };

        await _alice.Variables.RekeyAsync(X, value: 3);

        // Between the two nobody takes the variable for one whose key nobody else has.
        Assert.Equal([105, 105, 105, 105, 105, 105, 0, 105], names.Select(static one => one.Item1));
        Assert.Empty(names[6].Item2);
        Assert.Equal([_alice.Account], names[6].Item3);
        Assert.Empty(names[7].Item3);
    }

    [Fact]
    public async Task ARekeyThatIsHalfDoneSaysSoAndGoesOn()
    {
        await CreateAsync();
        var genuine = Stored().Record;
        await _alice.Variables.SetAsync(X, 41);
        _group.Before = request =>
        {
            // The owner's records in turns, and junk before the right is gone.
            var now = Stored().Record;
            StoreAsMallory(request.Payload.Operation is Rekey { Record.Length: 0 } ? Junk() : genuine, orRefused: true);
            genuine = now;
            return Task.CompletedTask;
        };

        var half = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.RekeyAsync(X));

        Assert.Equal((Codes.CorruptRecord, true), (half.Code, half.Done is not null));
        Assert.Contains("half done", half.Message, StringComparison.Ordinal);
        Assert.Equal("run the same rekey again with a value", half.Advice);
        Assert.Equal((0, X), (Stored().Writers.Length, Stored().Key));
        await _alice.Variables.RekeyAsync(X, value: 5);
        Assert.Equal((5, 0, X + ".k2"), (await _alice.Variables.GetAsync(X), Stored().Readers.Length, Stored().Key));
    }

    [Fact]
    public async Task WhoseAnswerIsLostWhileNamesAreTakenAwayIsToldToGoOn()
    {
        using var impatient = new VariableUser(_group, "alice", store: "impatient", deadline: TimeSpan.FromSeconds(8));
        await CreateAsync();
        _group.Before = request =>
        {
            StoreAsMallory(Junk(), orRefused: true);
            _group.LosesAnswers = request.Payload.Operation is Rekey { Record.Length: 0 };
            return Task.CompletedTask;
        };

        var half = await Assert.ThrowsAsync<VariableException>(() => impatient.Variables.RekeyAsync(X, value: 5));

        _group.LosesAnswers = false;
        Assert.Equal((Codes.OutcomeUnknown, true), (half.Code, half.Done is not null));
        await impatient.Variables.RekeyAsync(X, value: 5);
        Assert.Equal((5, 0), (await _alice.Variables.GetAsync(X), Stored().Readers.Length));
    }

    [Fact]
    public async Task AnotherDeviceThatRekeysInBetweenIsTold()
    {
        using var device = new VariableUser(_group, "alice", store: "device");
        using var bob = new VariableUser(_group, "bob");
        await CreateAsync();
        var done = 0;
        _group.Before = async request =>
        {
            if (request.Payload.Operation is Rekey { Record.Length: > 0 } && done == 0)
            {
                StoreAsMallory(Junk(), orRefused: true);
            }
            if (_group.Executed.Any(static one => one.Payload.Operation is Rekey { Record.Length: 0 }) && Interlocked.Exchange(ref done, 1) == 0)
            {
                await device.Variables.RekeyAsync(X, readers: [bob.Account], value: 9);
            }
        };

        var told = await Assert.ThrowsAsync<VariableException>(() => _alice.Variables.RekeyAsync(X, value: 5));

        Assert.Equal((Codes.Stale, "whoever this rekey did not name had lost the right before"), (told.Code, told.Done));
        Assert.Equal([bob.Account], Stored().Readers.AsEnumerable());
        Assert.Equal(9, await _alice.Variables.GetAsync(X));
    }

    [Fact]
    public async Task JunkOfOthersLeavesTheRangeOverAPrefixItsOtherAnswers()
    {
        await CreateAsync();
        StoreAsMallory(Junk());

        var found = await _alice.Variables.BetweenAsync(_alice.Own(""), 0, 10);

        Assert.Equal((Y, X), (Assert.Single(found.Ids), Assert.Single(found.Unreadable)));
    }

    [Fact]
    public async Task JunkStoredAfterTheListIsFoundOut()
    {
        await CreateAsync();
        _group.Before = _ =>
        {
            _group.Before = null;
            StoreAsMallory(Junk());
            return Task.CompletedTask;
        };

        var found = await _alice.Variables.BetweenAsync(_alice.Own(""), 0, 50);

        Assert.Equal((Y, X), (Assert.Single(found.Ids), Assert.Single(found.Unreadable)));
    }

    [Fact]
    public async Task WhoStoresARecordForTheListAndJunkForTheQuestionEndsNoRange()
    {
        await CreateAsync();
        var genuine = Stored().Record;
        var junk = Junk();
        _group.Instead = (_, path) =>
        {
            var record = path.StartsWith("/v1/variables?", StringComparison.Ordinal) ? genuine : path.StartsWith("/v1/variables/", StringComparison.Ordinal) ? junk : Stored().Record;
            lock (junk)
            {
                if (!Stored().Record.AsSpan().SequenceEqual(record))
                {
                    StoreAsMallory(record);
                }
            }
            return null;
        };

        var found = await _alice.Variables.BetweenAsync(_alice.Own(""), 0, 50);

        Assert.Equal((Y, X), (Assert.Single(found.Ids), Assert.Single(found.Unreadable)));
    }

    public void Dispose()
    {
        _alice.Dispose();
        _mallory.Dispose();
        _group.Dispose();
    }

    private async Task CreateAsync()
    {
        await _alice.Variables.CreateAsync(X, VariableType.Ordered, 40, writers: [_mallory.Account]);
        await _alice.Variables.CreateAsync(Y, VariableType.Ordered, 1);
    }

    private VariableValue Stored() => VariableValue.Decode(VariableType.Ordered, _group.Find(RegisterKind.Variable, X)!.Value)!;

    private void StoreAsMallory(byte[] record, bool orRefused = false)
    {
        var code = _group.Run(new SetRecord(X, VariableType.Ordered, Stored().Key, record, null), _mallory.Key);
        Assert.True(code == Codes.Ok || orRefused, code);
    }

    private byte[] Junk()
    {
        using var own = new OrderedKey(Random(32), X);
        return own.Seal(1, Random(OrderedRecord.SaltBytes));
    }

    private static byte[] Turned(byte[] record, int shift)
    {
        const int FirstCells = 41;
        var turned = (byte[])record.Clone();
        for (var i = FirstCells; i < FirstCells + 4; i++)
        {
            turned[i] = (byte)Enumerable.Range(0, 4).Sum(cell => ((record[i] >> (2 * cell) & 3) + shift) % 3 << (2 * cell));
        }
        return turned;
    }

    private static byte[] Random(int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        Randomness.Fill(bytes);
        return bytes;
    }

    private static async Task AssertCorruptAsync(Func<Task> act) => Assert.Equal(Codes.CorruptRecord, (await Assert.ThrowsAsync<VariableException>(act)).Code);
}
