using System.Security.Cryptography;
using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Keys that go from one account to another, and what comes after a rekey.</summary>
public sealed class HandOverTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;
    private readonly VariableUser _bob;

    public HandOverTests()
    {
        _alice = new VariableUser(_group, "alice");
        _bob = new VariableUser(_group, "bob");
    }

    [Theory]
    [InlineData(VariableType.Additive)]
    [InlineData(VariableType.Ordered)]
    public async Task WhoeverIsHandedTheKeyReadsAndWritesUntilTheRekey(VariableType type)
    {
        var id = _alice.Own("shared");
        await _alice.Variables.CreateAsync(id, type, 40, writers: [_bob.Account], readers: [_bob.Account]);
        Assert.Equal(VariableReading.NoKey, (await _bob.Variables.ViewAsync(id)).Reading);
        await _bob.Variables.PublishKeyAsync();

        var file = await _alice.Variables.HandAsync(id, _bob.Account);
        Assert.Equal(40, (await _bob.Variables.TakeAsync(file)).Value);
        await _bob.Variables.SumAsync(id, 2);
        Assert.True((await _bob.Variables.CompareAsync(id, Comparison.Equal, 42)).Holds);
        Assert.Equal((42, 42), (await _alice.Variables.GetAsync(id), await _bob.Variables.GetAsync(id)));

        await _alice.Variables.RekeyAsync(id);
        Assert.Equal(VariableReading.NoKey, (await _bob.Variables.ViewAsync(id)).Reading);
        Assert.Equal(Codes.Stale, (await Assert.ThrowsAsync<VariableException>(() => _bob.Variables.TakeAsync(file))).Code);
        Assert.Equal(Codes.NotPermitted, (await Assert.ThrowsAsync<VariableException>(() => _bob.Variables.CompareAsync(id, Comparison.Equal, 42))).Code);
        Assert.Equal(42, await _alice.Variables.GetAsync(id));
    }

    [Fact]
    public async Task AnAdditiveWriterNeedsNoSecret()
    {
        var id = _alice.Own("till");
        await _alice.Variables.CreateAsync(id, VariableType.Additive, 1, writers: [_bob.Account]);
        await _bob.Variables.SumAsync(id, 4);
        Assert.Equal(5, await _alice.Variables.GetAsync(id));
        await _bob.Variables.SetAsync(id, 9);
        Assert.Equal(9, await _alice.Variables.GetAsync(id));
    }

    [Fact]
    public async Task MasterAndFileAreEnoughInANewHome()
    {
        var id = _alice.Own("shared");
        await _alice.Variables.CreateAsync(id, VariableType.Ordered, 7, readers: [_bob.Account]);
        await _bob.Variables.PublishKeyAsync();
        var file = await _alice.Variables.HandAsync(id, _bob.Account);
        await _bob.Variables.TakeAsync(file);
        using var sameHome = new VariableUser(_group, "bob");
        Assert.Equal(7, await sameHome.Variables.GetAsync(id));
        using var newHome = new VariableUser(_group, "bob", store: "new");
        Assert.Equal(Codes.NotPermitted, (await Assert.ThrowsAsync<VariableException>(() => newHome.Variables.GetAsync(id))).Code);
        Assert.Equal(7, (await newHome.Variables.TakeAsync(file)).Value);
    }

    [Fact]
    public async Task WhatIsNotWhatItSaysIsRefused()
    {
        var id = _alice.Own("shared");
        await _alice.Variables.CreateAsync(id, VariableType.Ordered, 7, readers: [_bob.Account]);
        await _alice.Variables.CreateAsync(_alice.Own("wide"), VariableType.Additive, 7);
        async Task<string> Code(Func<Task> act) => (await Assert.ThrowsAsync<VariableException>(act)).Code;

        Assert.Equal(Codes.NotFound, await Code(() => _alice.Variables.HandAsync(id, _bob.Account)));
        await _bob.Variables.PublishKeyAsync();
        var file = HandOverFile.Parse(await _alice.Variables.HandAsync(id, _bob.Account))!;
        Assert.Equal(Codes.BadOperation, await Code(() => _alice.Variables.HandAsync(_alice.Own("wide"), _bob.Account)));
        Assert.Equal(Codes.NotOwner, await Code(() => _bob.Variables.HandAsync(id, _alice.Account)));
        Assert.Equal(Codes.Usage, await Code(() => _alice.Variables.HandAsync(id, _alice.Account)));

        using var carol = new VariableUser(_group, "carol");
        using var otherMaster = new VariableUser(_group, "bob", master: "another", store: "another");
        Assert.Equal(Codes.NotPermitted, await Code(() => carol.Variables.TakeAsync(file.Encode())));
        Assert.Equal(Codes.KeyLocked, await Code(() => otherMaster.Variables.TakeAsync(file.Encode())));
        Assert.Equal(Codes.WrongGroup, await Code(() => _bob.Variables.TakeAsync((file with { Group = default }).Encode())));
        Assert.Equal(Codes.BadFile, await Code(() => _bob.Variables.TakeAsync((file with { GiverKey = carol.Key.PublicKey }).Encode())));
        Assert.Equal(Codes.Stale, await Code(() => _bob.Variables.TakeAsync(Signed(file with { GiverKey = carol.Key.PublicKey }, carol).Encode())));
        Assert.Equal(Codes.BadFile, await Code(() => _bob.Variables.TakeAsync((file with { Message = [.. file.Message[..^1], (byte)~file.Message[^1]] }).Encode())));
        Assert.Equal(Codes.KeyLocked, await Code(() => _bob.Variables.TakeAsync(Signed(file with { Message = [.. file.Message[..^1], (byte)~file.Message[^1]] }, _alice).Encode())));
        Assert.Equal(Codes.BadOperation, await Code(() => _alice.Variables.HandAsync(id, carol.Account)));
        Assert.Equal(Codes.BadFile, await Code(() => _bob.Variables.TakeAsync("{}"u8.ToArray())));

        // Anybody can seal a key of his own in the owner's name.
        var forged = file with { Message = Binding(file).Seal(await _alice.Variables.KeyAsync(_bob.Account), RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32))! };
        Assert.Equal(Codes.BadFile, await Code(() => _bob.Variables.TakeAsync(forged.Encode())));
        // And whoever owns it may sign a key that does not open it.
        Assert.Equal(Codes.BadFile, await Code(() => _bob.Variables.TakeAsync(Signed(forged, _alice).Encode())));
        Assert.Equal(VariableReading.NoKey, (await _bob.Variables.ViewAsync(id)).Reading);
    }

    [Fact]
    public void HandOverFilesAreReadAsTheyWereWritten()
    {
        var file = Signed(new HandOverFile(Scew.Protocol.Digest.Of("g"u8), _alice.Key.PublicKey, _bob.Account, VariableType.Additive, "a", "b", [1, 2, 3], []), _alice);
        Assert.True(file.IsSigned);
        var read = HandOverFile.Parse(file.Encode())!;
        Assert.Equal(file.Encode(), read.Encode());
        foreach (var bad in new[] { "", "[]", "1", "null", "{\"version\":2}", new string('[', 5000), System.Text.Encoding.UTF8.GetString(file.Encode()).Replace("AQID", "AQI=") })
        {
            Assert.Null(HandOverFile.Parse(System.Text.Encoding.UTF8.GetBytes(bad)));
        }
    }

    private static HandOverFile Signed(HandOverFile file, VariableUser giver) => file with { Signature = giver.Key.Sign(file.SigningBytes()) };

    private static HandOver Binding(HandOverFile file) => new(file.Group, file.Giver, file.Receiver, HandOverKind.VariableKey, file.Label);

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _group.Dispose();
    }
}
