using Scew.Keys;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Sealed;

/// <summary>Records that writers stored without the key, keys of others, and values beyond 64 bits: the page shows what it knows, and no zero in place of it.</summary>
[Collection(RealGroup.Name)]
public sealed class HostileRecordTests(RealGroup group)
{
    private const string Additive = "homo-add-int";
    private const string Ordered = "homo-ope-int";

    [Fact]
    public async Task WhatAWriterWithoutTheKeyStoredIsNoValueAndAnswersNothing()
    {
        using var mallory = SigningKey.Create();
        await using var ann = await SealedCustomer.OpenAsync(group);
        var id = ann.Own("x");
        await ann.CallAsync("create", id, Ordered, "40n", new { Writers = new[] { mallory.Account.ToString() } });
        var old = await ann.StoredAsync(id);
        await ann.CallAsync("set", id, "41n");
        // All masked comparisons of the first block turned alike: whoever compared would always get one outcome.
        byte[] turned = [.. old.Record];
        for (var cell = 0; cell < 16; cell++)
        {
            var (at, shift) = (41 + cell / 4, cell % 4 * 2);
            turned[at] = (byte)(turned[at] & ~(3 << shift) | ((turned[at] >> shift & 3) + 1) % 3 << shift);
        }
        foreach (var bad in new[] { turned, [1, .. new byte[104]] })
        {
            await StoreAsync(mallory, id, VariableType.Ordered, old.Key, bad);
            var view = await ann.CallAsync("view", id);
            Assert.Equal("corrupt", view.GetProperty("reading").GetString());
            Assert.Equal(System.Text.Json.JsonValueKind.Null, view.GetProperty("value").ValueKind);
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("get", id));
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("compare", id, ">", "1000n"));
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("between", new[] { id }, "0n", "10n"));
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("sum", id, "1n"));
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("update", new { Id = id, Operator = ">", Argument = "1000000n" }, new object[] { new { Type = "set", Id = id, Value = "7n" } }));
            Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("set", id, "5n"));
        }
        await ann.CallAsync("set", id, "5n", new { Overwrites = true });
        Assert.Equal(5, await ann.GetAsync(id));
        // The genuine record of the past opens, as the console has it too: a writer is trusted with the value.
        await StoreAsync(mallory, id, VariableType.Ordered, old.Key, old.Record);
        Assert.Equal(40, await ann.GetAsync(id));
    }

    [Fact]
    public async Task ARecordPutInPlaceWhileARequestIsUnderWayIsNotAsked()
    {
        using var mallory = SigningKey.Create();
        await using var ann = await SealedCustomer.OpenAsync(group);
        var id = ann.Own("x");
        await ann.CallAsync("create", id, Ordered, "40n", new { Writers = new[] { mallory.Account.ToString() } });
        await ann.BeforeEachAsync(() => StoreAsync(mallory, id, VariableType.Ordered, id, [1, .. new byte[104]]));
        // The token was made for the genuine record; read again, the other one does not open.
        Assert.Equal(Codes.CorruptRecord, await ann.CodeAsync("compare", id, ">", "1000n"));
    }

    [Fact]
    public async Task AWriterWithThePublicKeyAloneAddsAndReadsNothing()
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        await using var ben = await ann.JoinAsync();
        var id = ann.Own("shared");
        await ann.CallAsync("create", id, Additive, "5n", new { Writers = new[] { ben.Account.ToString() }, Readers = new[] { ben.Account.ToString() } });
        await ann.CallAsync("create", ann.Own("second"), Additive, "6n");
        // What others may write has a key of its own.
        Assert.NotEqual((await ann.StoredAsync(id)).Key, (await ann.StoredAsync(ann.Own("second"))).Key);
        await ben.CallAsync("sum", id, "-7n");
        Assert.Equal(-2, await ann.GetAsync(id));
        await ben.CallAsync("set", id, "100n");
        Assert.Equal(100, await ann.GetAsync(id));
        var view = await ben.CallAsync("view", id);
        Assert.Equal("noKey", view.GetProperty("reading").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, view.GetProperty("value").ValueKind);
        Assert.Equal(Codes.NotPermitted, await ben.CodeAsync("get", id));
        Assert.Equal(Codes.NotPermitted, await ben.CodeAsync("compare", id, ">", "0n"));
        Assert.Equal(Codes.NotPermitted, await ben.CodeAsync("between", new[] { id }, "0n", "1n"));
    }

    [Fact]
    [Trait("row", "F11")]
    [Trait("row", "F13")]
    public async Task ValuesBeyond64BitsAndForeignCiphertextsAreOutOfRange()
    {
        using var mallory = SigningKey.Create();
        await using var ann = await SealedCustomer.OpenAsync(group);
        var id = ann.Own("x");
        await ann.CallAsync("create", id, Additive, "9223372036854775807n", new { Writers = new[] { mallory.Account.ToString() } });
        await ann.CallAsync("sum", id, "1n");
        var view = await ann.CallAsync("view", id);
        Assert.Equal("outOfRange", view.GetProperty("reading").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, view.GetProperty("value").ValueKind);
        Assert.Equal(Codes.Overflow, await ann.CodeAsync("get", id));
        Assert.True((await ann.CallAsync("compare", id, ">", "9223372036854775807n")).GetProperty("holds").GetBoolean());
        await ann.CallAsync("sum", id, "-2n");
        Assert.Equal(long.MaxValue - 1, await ann.GetAsync(id));

        // A ciphertext of another modulus that fits into this one's range: nobody but the owner can tell.
        var key = (await ann.StoredAsync(id)).Key;
        var foreign = SealedKeys.Ann.Encrypt(5, SealedKeys.Noise(SealedKeys.Ann.RandomnessBytes, 5));
        foreign[0] = 0;
        await StoreAsync(mallory, id, VariableType.Additive, key, foreign);
        Assert.Equal("outOfRange", (await ann.CallAsync("view", id)).GetProperty("reading").GetString());
        Assert.Equal(Codes.Overflow, await ann.CodeAsync("get", id));
    }

    [Theory]
    [InlineData(Additive, "noKey", Codes.KeyLocked)]
    [InlineData(Ordered, "corrupt", Codes.CorruptRecord)]
    public async Task AnotherMasterSecretOpensNothing(string type, string reading, string code)
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        await using var other = await ann.JoinAsync(ann.Key);
        await ann.CallAsync("create", ann.Own("x"), type, "5n");
        Assert.Equal(reading, (await other.CallAsync("view", other.Own("x"))).GetProperty("reading").GetString());
        Assert.Equal(code, await other.CodeAsync("get", other.Own("x")));
        Assert.Equal(code, await other.CodeAsync("compare", other.Own("x"), "=", "5n"));
    }

    [Fact]
    public async Task AForeignVariableThatNamesTheOwnKeyIsNotOpened()
    {
        using var mallory = SigningKey.Create();
        await using var ann = await SealedCustomer.OpenAsync(group);
        await ann.CallAsync("create", ann.Own("x"), Additive, "5n");
        var mine = await ann.StoredAsync(ann.Own("x"));
        var copy = IdRules.OwnPrefix(mallory.Account) + ":copy";
        var receipt = await group.SettleAsync(new CreateVariable(copy, VariableType.Additive, mine.Key, mine.Record, [], [ann.Account]), mallory);
        if (receipt.Code == Codes.Ok)
        {
            Assert.Equal("noKey", (await ann.CallAsync("view", copy)).GetProperty("reading").GetString());
            Assert.Equal(Codes.NotPermitted, await ann.CodeAsync("compare", copy, "=", "5n"));
        }
        Assert.Equal(5, await ann.GetAsync(ann.Own("x")));
    }

    [Fact]
    public async Task OnlyWhatThisBrowserVerifiedIsOpened()
    {
        await using var ann = await SealedCustomer.OpenAsync(group);
        await ann.CallAsync("create", ann.Own("x"), Ordered, "5n");
        Assert.Equal("5", (await ann.CallAsync("openRead", ann.Own("x"))).GetProperty("value").GetString());
        Assert.Equal(Codes.VerificationFailed, await ann.CodeAsync("openCopy", ann.Own("x")));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await ann.CallAsync("openRead", ann.Own("none"))).ValueKind);
    }

    private async Task StoreAsync(SigningKey writer, string id, VariableType type, string key, byte[] record)
    {
        Assert.True(type == VariableType.Ordered || record.Length == 2 * SealedKeys.Ann.PublicKey.ModulusBytes);
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new SetRecord(id, type, key, record, null), writer)).Code);
    }
}
