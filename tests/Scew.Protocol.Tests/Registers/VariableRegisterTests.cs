using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Registers;

public sealed class VariableRegisterTests
{
    private static readonly Account[] Many = [.. Enumerable.Range(0, 17).Select(i => new Account(Digest.Of([(byte)i])))];

    private static VariableValue Value(int writers = 1, int readers = 2) => new(VariableType.Additive, "a:key", SampleVariables.Ciphertext, [.. Many[..writers]], [.. Many[..readers]]);

    [Fact]
    public void ValuesComeBackInTheOrderThatTheyWereGiven()
    {
        foreach (var value in new[] { Value(), Value(0, 0), Value(16, 16) with { Type = VariableType.Ordered, Record = [7] }, Value() with { Writers = [Many[2], Many[0], Many[1]] } })
        {
            var again = VariableValue.Decode(value.Type, value.Encode())!;
            Assert.Equal(value.Encode(), again.Encode());
            Assert.Equal((value.Type, value.Key), (again.Type, again.Key));
            Assert.Equal(value.Writers.ToArray(), again.Writers.ToArray());
            Assert.Equal(value.Readers.ToArray(), again.Readers.ToArray());
        }
    }

    [Fact]
    public void WhatNoRequestCanBringIsNotRead()
    {
        VariableValue[] bad =
        [
            Value(17), Value(1, 17), Value() with { Writers = [Many[0], Many[0]] }, Value() with { Readers = [Many[0], Many[1], Many[0]] }, Value() with { Record = [] }, Value() with { Record = new byte[769] },
            Value() with { Key = "" }, Value() with { Key = "A" }, Value() with { Key = new string('a', 129) },
        ];
        Assert.All(bad, value => Assert.Null(VariableValue.Decode(value.Type, value.Encode())));
        Refuses(Value().Encode(), bytes => VariableValue.Decode(VariableType.Additive, bytes));
    }

    [Fact]
    public void ContractsNameTheTypes()
    {
        Assert.Equal(("homo-add-int", "homo-ope-int", "open"), (VariableValue.ContractOf(VariableType.Additive), VariableValue.ContractOf(VariableType.Ordered), VariableValue.State));
        Assert.All(Enum.GetValues<VariableType>(), type => Assert.Equal(type, VariableValue.TypeOf(VariableValue.ContractOf(type))));
        Assert.Null(VariableValue.TypeOf("wallet"));
        Assert.Equal([1, 2], Enum.GetValues<VariableType>().Select(type => (int)type));
    }

    [Fact]
    public void KeysComeBack()
    {
        var paillier = new PaillierKeyValue(SampleVariables.Bytes("public", 1153), SampleVariables.Bytes("proof", 3072), SampleVariables.Bytes("sealed", 414));
        Assert.Equal(paillier.Encode(), PaillierKeyValue.Decode(paillier.Encode())!.Encode());
        PaillierKeyValue[] bad =
        [
            paillier with { PublicKey = [] }, paillier with { Proof = [] }, paillier with { Sealed = [] }, paillier with { PublicKey = new byte[1154] }, paillier with { Proof = new byte[3073] },
            paillier with { Sealed = new byte[513] },
        ];
        Assert.All(bad, value => Assert.Null(PaillierKeyValue.Decode(value.Encode())));
        Refuses(paillier.Encode(), bytes => PaillierKeyValue.Decode(bytes));
        var point = new EncryptionKeyValue(SampleVariables.Point);
        Assert.Equal(SampleVariables.Point, EncryptionKeyValue.Decode(point.Encode())!.Key);
        Refuses(point.Encode(), bytes => EncryptionKeyValue.Decode(bytes));
        Assert.Equal(("paillier-key", "open", "encryption-key", "open"), (PaillierKeyValue.Contract, PaillierKeyValue.State, EncryptionKeyValue.Contract, EncryptionKeyValue.State));
    }

    // The largest that a request may bring is well below what a register holds.
    [Fact]
    public void TheLargestValuesFit()
    {
        Assert.InRange((Value(16, 16) with { Record = new byte[RequestLimits.MaxCiphertextBytes] }).Encode().Length, 1, Register.MaxValueBytes);
        Assert.InRange(RequestLimits.MaxPublicKeyBytes + RequestLimits.MaxProofBytes + RequestLimits.MaxSealedKeyBytes, 1, Register.MaxValueBytes);
    }

    private static void Refuses(byte[] good, Func<byte[], object?> decode)
    {
        Assert.NotNull(decode(good));
        Assert.Null(decode([.. good, 0]));
        for (var length = 0; length < good.Length; length++)
        {
            Assert.Null(decode(good[..length]));
        }
    }
}
