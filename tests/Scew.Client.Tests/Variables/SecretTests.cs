using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Scew.Client.Tests.Support;
using Scew.Client.Variables;
using Scew.Keys.Files;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Variables;

/// <summary>Whatever the library writes, sends or says holds no plaintext and no key.</summary>
public sealed class SecretTests : IDisposable
{
    private const long Value = 7_193_284_650_912_837_465;
    private readonly LedgerGroup _group = new();

    [Fact]
    public async Task PlaintextsAndKeysAppearNowhere()
    {
        using var alice = new VariableUser(_group, "alice");
        // The same account, for requests whose answers are lost: nothing that has to succeed waits by this clock.
        using var impatient = new VariableUser(_group, "alice", deadline: TimeSpan.FromSeconds(1));
        using var bob = new VariableUser(_group, "bob");
        var said = new List<string>();
        async Task Fails(Func<Task> act)
        {
            var failure = await Assert.ThrowsAsync<VariableException>(act);
            said.AddRange([failure.ToString(), failure.Message, failure.Advice ?? "", failure.Outcome?.ToString() ?? ""]);
        }
        foreach (var type in new[] { VariableType.Additive, VariableType.Ordered })
        {
            var id = alice.Own("x" + (int)type);
            await alice.Variables.CreateAsync(id, type, Value, readers: [bob.Account]);
            await alice.Variables.SetAsync(id, Value);
            await alice.Variables.CompareAsync(id, Comparison.Equal, Value);
            await alice.Variables.BetweenAsync([id], Value, Value);
            await bob.Variables.PublishKeyAsync();
            await bob.Variables.TakeAsync(await alice.Variables.HandAsync(id, bob.Account));
            said.Add((await bob.Variables.ViewAsync(id)).ToString());
            VariableChange[] changes = [new VariableChange.Sum(id, Value)];
            said.AddRange([changes[0].ToString()!, new VariableCondition(id, Comparison.Equal, Value).ToString()]);
            await Fails(() => bob.Variables.SetAsync(id, Value));
            await Fails(() => alice.Variables.SetAsync(id, Value, unchangedSince: 99));
            await Fails(() => alice.Variables.BetweenAsync([id], Value, Value - 1));
            if (type == VariableType.Ordered)
            {
                await Fails(() => alice.Variables.SumAsync(id, Value));
            }
            _group.LosesAnswers = true;
            await Fails(() => impatient.Variables.UpdateAsync(new VariableCondition(id, Comparison.NotEqual, Value), changes));
            await Fails(() => impatient.Variables.SumAsync(id, Value));
            _group.LosesAnswers = false;
        }
        said.AddRange([.. alice.Told, .. impatient.Told]);
        Assert.NotEmpty(impatient.Client.Outbox!.PendingIds());

        var secrets = Secrets(alice, bob).ToArray();
        foreach (var (name, bytes) in _group.Files().Select(static path => (path, File.ReadAllBytes(path))).Append(("what was said", Encoding.UTF8.GetBytes(string.Join('\n', said))))
            .Concat(_group.Executed.Select(static request => (request.Id.ToString(), PayloadCodec.Encode(request.Payload)))))
        {
            foreach (var secret in secrets)
            {
                Assert.False(bytes.AsSpan().IndexOf(secret) >= 0, name);
            }
        }
    }

    public void Dispose() => _group.Dispose();

    private IEnumerable<byte[]> Secrets(VariableUser alice, VariableUser bob)
    {
        var big = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(big, Value);
        var keys = new List<byte[]> { big };
        foreach (var (user, name) in new[] { (alice, "alice"), (bob, "bob") })
        {
            using var secret = LedgerGroup.Keys.Secret(KeyKind.Master, "customer/" + name);
            using var master = new Scew.Homomorphic.Keys.MasterSecret(secret.Bytes);
            keys.Add(secret.Bytes.ToArray());
            keys.Add(master.VariableKey(_group.Genesis.Hash(), alice.Own("x2")));
            var scalar = new byte[32];
            using var encryption = master.EncryptionKey(_group.Genesis.Hash(), user.Account);
            encryption.Export(scalar);
            keys.Add(scalar);
        }
        yield return Encoding.ASCII.GetBytes(Value.ToString(CultureInfo.InvariantCulture));
        foreach (var key in keys)
        {
            yield return key;
            yield return Encoding.ASCII.GetBytes(Convert.ToHexString(key));
            yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key));
            yield return Encoding.ASCII.GetBytes(Base64Url.Encode(key));
        }
    }
}
