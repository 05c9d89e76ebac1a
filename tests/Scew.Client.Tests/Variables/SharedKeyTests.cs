using System.Security.Cryptography;
using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Ordered;
using Scew.Protocol.Api;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Who has a key, and what is never made under it.</summary>
public sealed class SharedKeyTests : IDisposable
{
    private readonly LedgerGroup _group = new();
    private readonly VariableUser _alice;
    private readonly VariableUser _bob;
    private readonly VariableUser _mallory;

    public SharedKeyTests()
    {
        _alice = new VariableUser(_group, "alice");
        _bob = new VariableUser(_group, "bob");
        _mallory = new VariableUser(_group, "mallory");
    }

    /// <summary>Of 32 zeros everybody derives the same keys.</summary>
    [Fact]
    public async Task ADisposedMasterSealsNothing()
    {
        using var client = _group.Client();
        using var key = LedgerGroup.Keys.Signing("customer/alice");
        var master = new MasterSecret(RandomNumberGenerator.GetBytes(32));
        using var variables = new EncryptedVariables(client, key, master, new VariableStore(_group.Folder("poc1")));
        master.Dispose();
        var id = _alice.Own("salary");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => variables.CreateAsync(id, VariableType.Ordered, 4711));
        Assert.DoesNotContain(_group.Executed, static one => one.Payload.Operation is CreateVariable);
    }

    /// <summary>Disposed while a range is under way: its next request is not made.</summary>
    [Fact]
    public async Task NothingIsMadeAfterDisposing()
    {
        string[] ids = [_alice.Own("sum"), _alice.Own("order")];
        await _alice.Variables.CreateAsync(ids[0], VariableType.Additive, 1);
        await _alice.Variables.CreateAsync(ids[1], VariableType.Ordered, 1);
        RangeOrdered? leaked = null;
        _group.Before = request =>
        {
            if (request.Payload.Operation is RangeAdditive)
            {
                _alice.Variables.Dispose();
            }
            leaked = request.Payload.Operation as RangeOrdered ?? leaked;
            return Task.CompletedTask;
        };
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _alice.Variables.BetweenAsync(ids, 1234, 5678));
        Assert.Null(leaked);
    }

    /// <summary>A writer without the key may store a record under one of his own, but hands nothing in the owner's name.</summary>
    [Fact]
    public async Task AWriterHandsNoKeyInTheOwnersName()
    {
        var id = _alice.Own("shared");
        await _alice.Variables.CreateAsync(id, VariableType.Ordered, 40, writers: [_bob.Account, _mallory.Account], readers: [_bob.Account]);
        await _bob.Variables.PublishKeyAsync();
        await _bob.Variables.TakeAsync(await _alice.Variables.HandAsync(id, _bob.Account));
        Assert.Equal(VariableReading.NoKey, (await _mallory.Variables.ViewAsync(id)).Reading);

        // Mallory was never handed the key.
        var own = RandomNumberGenerator.GetBytes(32);
        using var mallorys = new OrderedKey(own, id);
        var label = VariableOf(id).Key;
        Assert.Equal("ok", _group.Run(new SetRecord(id, VariableType.Ordered, label, mallorys.Seal(41, RandomNumberGenerator.GetBytes(16)), null), _mallory.Key));
        var file = new HandOverFile(_group.Genesis.Hash(), _alice.Key.PublicKey, _bob.Account, VariableType.Ordered, id, label, [], []);
        var binding = new HandOver(file.Group, file.Giver, file.Receiver, HandOverKind.VariableKey, file.Label);
        file = file with { Message = binding.Seal(await _mallory.Variables.KeyAsync(_bob.Account), own, RandomNumberGenerator.GetBytes(32))! };

        file = file with { Signature = _mallory.Key.Sign(file.SigningBytes()) };
        Assert.Equal(Codes.BadFile, (await Assert.ThrowsAsync<VariableException>(() => _bob.Variables.TakeAsync(file.Encode()))).Code);
        // Mallory's record is no record of the key that bob has, and he is not led to overwrite it with one of hers.
        Assert.Equal(VariableReading.Corrupt, (await _bob.Variables.ViewAsync(id)).Reading);
    }

    /// <summary>Another device shut a reader out: this one makes nothing more under the key that the reader has.</summary>
    [Fact]
    public async Task AfterARekeyElsewhereNothingIsSentUnderTheOldKey()
    {
        using var otherDevice = new VariableUser(_group, "alice", store: "other device");
        var id = _alice.Own("x");
        await _alice.Variables.CreateAsync(id, VariableType.Ordered, 1, readers: [_bob.Account]);
        await _alice.Variables.SetAsync(id, 2);
        await _bob.Variables.PublishKeyAsync();
        await _bob.Variables.TakeAsync(await _alice.Variables.HandAsync(id, _bob.Account));
        var bobs = LedgerGroup.Keys.Secret(Scew.Keys.Files.KeyKind.Master, "customer/alice").Bytes.ToArray();
        using var handed = new MasterSecret(bobs).OrderedKey(_group.Genesis.Hash(), id, id);

        await otherDevice.Variables.RekeyAsync(id);
        // A long time passes.
        await _alice.Variables.SetAsync(id, 777);
        foreach (var set in _group.Executed.Select(static one => one.Payload.Operation).OfType<SetRecord>())
        {
            Assert.False(handed.TryOpen(set.Record, out var value) && value == 777, "bob's old key opens the new value in a block body");
        }
    }

    private VariableValue VariableOf(string id) => VariableValue.Decode(VariableType.Ordered, _group.Find(RegisterKind.Variable, id)!.Value)!;

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
        _mallory.Dispose();
        _group.Dispose();
    }
}
