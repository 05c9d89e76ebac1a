using System.Text.Json.Nodes;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Requests;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Tests.Vectors;

internal static class RegisterVectors
{
    private static readonly Account Ann = SampleVariables.Ann;
    private static readonly Account Bob = SampleVariables.Bob;

    public static JsonNode All()
    {
        var vectors = new JsonArray();
        foreach (var (name, register) in Registers())
        {
            vectors.Add(new JsonObject
            {
                ["name"] = name,
                ["kind"] = (int)register.Key.Kind,
                ["id"] = register.Key.Id,
                ["key"] = register.Key.Hash().ToString(),
                ["version"] = register.Version,
                ["contract"] = register.Contract,
                ["state"] = register.State,
                ["owner"] = register.Owner.ToString(),
                ["value"] = Base64Url.Encode(register.Value),
                ["bytes"] = Base64Url.Encode(register.Encode()),
            });
        }
        var trie = Registers().Aggregate(StateTrie.Empty, (trie, one) => trie.Set(one.Register));
        return new JsonObject { ["description"] = "Registers of encrypted integers and their keys, and the trie over them all. Binary values are base64url.", ["vectors"] = vectors, ["trieRoot"] = trie.Root.ToString() };
    }

    private static IEnumerable<(string Name, Register Register)> Registers()
    {
        yield return ("additive", Variable("a:savings", 7, new VariableValue(VariableType.Additive, SampleVariables.KeyId, SampleVariables.Ciphertext, [Bob], [Bob, Ann])));
        yield return ("ordered", Variable("a:rank", 1, new VariableValue(VariableType.Ordered, "a:rank", SampleVariables.Record, [], [])));
        var key = new PaillierKeyValue(SampleVariables.Bytes("public", RequestLimits.MaxPublicKeyBytes), SampleVariables.Bytes("proof", RequestLimits.MaxProofBytes), SampleVariables.Bytes("sealed", 414));
        yield return ("paillier-key", new Register(new RegisterKey(RegisterKind.PaillierKey, SampleVariables.KeyId), 1, PaillierKeyValue.Contract, PaillierKeyValue.State, Ann, key.Encode()));
        var point = new EncryptionKeyValue(SampleVariables.Point);
        yield return ("encryption-key", new Register(new RegisterKey(RegisterKind.EncryptionKey, Bob.ToString()), 2, EncryptionKeyValue.Contract, EncryptionKeyValue.State, Bob, point.Encode()));
    }

    private static Register Variable(string id, long version, VariableValue value)
    {
        Assert.Equal(value.Encode(), VariableValue.Decode(value.Type, value.Encode())!.Encode());
        return new Register(new RegisterKey(RegisterKind.Variable, id), version, value.Contract, VariableValue.State, Ann, value.Encode());
    }
}
