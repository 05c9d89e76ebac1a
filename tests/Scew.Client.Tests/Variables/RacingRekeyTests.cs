using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Two devices of one owner rekey at once: whoever comes second is told, and puts nothing under a key that the first handed on.</summary>
public sealed class RacingRekeyTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _owner;
    private readonly VariableUser _otherDevice;
    private readonly VariableUser _reader;

    public RacingRekeyTests()
    {
        _owner = new VariableUser(_group, "alice");
        _otherDevice = new VariableUser(_group, "alice", store: "other device");
        _reader = new VariableUser(_group, "bob");
    }

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task WhoeverIsOvertakenByAnotherRekeyIsTold(VariableType type)
    {
        var id = _owner.Own("x");
        await _owner.Variables.CreateAsync(id, type, 1);
        await _reader.Variables.PublishKeyAsync();
        var overtaken = false;
        _group.Before = async _ =>
        {
            if (!overtaken)
            {
                overtaken = true;
                await _otherDevice.Variables.RekeyAsync(id, readers: [_reader.Account]);
                await _reader.Variables.TakeAsync(await _otherDevice.Variables.HandAsync(id, _reader.Account));
            }
        };

        var told = await Assert.ThrowsAsync<VariableException>(() => _owner.Variables.RekeyAsync(id));

        _group.Before = null;
        Assert.Equal(Codes.Stale, told.Code);
        Assert.Equal(1, await _reader.Variables.GetAsync(id));
        // Decided anew, it shuts the other out.
        await _owner.Variables.RekeyAsync(id);
        await _owner.Variables.SetAsync(id, 777);
        Assert.Equal(VariableReading.NoKey, (await _reader.Variables.ViewAsync(id)).Reading);
    }

    [Fact]
    public async Task AWriteMeanwhileIsKept()
    {
        var id = _owner.Own("y");
        await _owner.Variables.CreateAsync(id, VariableType.Ordered, 1);
        var overtaken = false;
        _group.Before = async _ =>
        {
            if (!overtaken)
            {
                overtaken = true;
                await _otherDevice.Variables.SetAsync(id, 5);
            }
        };

        await _owner.Variables.RekeyAsync(id);

        _group.Before = null;
        Assert.Equal(5, await _owner.Variables.GetAsync(id));
    }

    public void Dispose()
    {
        _owner.Dispose();
        _otherDevice.Dispose();
        _reader.Dispose();
        _group.Dispose();
    }
}
