using System.Numerics;
using Scew.Homomorphic.Ordered;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Ciphertexts, records and tokens that are none.</summary>
public class BadRecordTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    public static TheoryData<string> BadCiphertexts => ["0", "1", "n - 1", "n", "n + 1", "n^2 - 1", "n^2", "n^2 + 1", "all ones", "p", "p * q", "2 p", "short", "long", "empty", "ordered"];

    /// <summary>By create, set, sum and rekey alike.</summary>
    [Theory]
    [MemberData(nameof(BadCiphertexts))]
    public void What_is_no_ciphertext_is_never_stored_or_added(string name)
    {
        var record = Bad(name);
        AssertRefused("bad-ciphertext", Ledger, new CreateVariable(Own(Alice, "new"), VariableType.Additive, Key, record, [], []), Alice);
        AssertRefused("bad-ciphertext", Ledger, new SetRecord(P, VariableType.Additive, Key, record, null), Bob);
        AssertRefused("bad-ciphertext", Ledger, new SumAdditive(P, Key, record), Bob);
        if (record.Length > 0)
        {
            AssertRefused("bad-ciphertext", Ledger, new Rekey(P, VariableType.Additive, Key, record, [], [], 1), Alice);
        }
        Assert.Equal(100, _world.Value(P));
    }

    /// <summary>
    /// Of a ciphertext under another key of the same size nobody can tell more than whether it lies below n^2: the value is then spoilt for whoever set it so. A sum or set that says under
    /// which key it was made is stale where the variable has another.
    /// </summary>
    [Fact]
    public void A_ciphertext_of_another_key_is_seen_by_its_label()
    {
        var foreign = Client.Encrypt(TestKeys.Bob, 5);
        var fits = TestKeys.Number(foreign) < BigInteger.Pow(TestKeys.Number(Ann.PublicKey.Modulus), 2);
        AssertRefused("stale", Ledger, new SumAdditive(P, Own(Alice, "key2"), foreign), Bob);
        AssertRefused("stale", Ledger, new SetRecord(P, VariableType.Additive, Own(Alice, "key2"), foreign, null), Bob);
        AssertRefused("bad-ciphertext", Ledger, new SetRecord(P, VariableType.Additive, Key, Client.Encrypt(TestKeys.Long, 5), null), Bob);
        Assert.Equal(fits ? "ok" : "bad-ciphertext", Ledger.Run(new SetRecord(P, VariableType.Additive, Key, foreign, null), Bob).Code);
        // Alice sets it right.
        Ledger.Ok(_world.SetAdditive(P, 6), Alice);
        Assert.Equal(6, _world.Value(P));
    }

    [Fact]
    public void What_has_not_the_form_of_an_ordered_record_is_refused()
    {
        var good = Client.Seal(O, O, 1);
        byte[][] bad = [good[1..], [.. good, 0], [2, .. good[1..]], [.. good[..41], 0xFF, .. good[42..]], Client.Encrypt(Ann, 1), new byte[105]];
        foreach (var record in bad)
        {
            AssertRefused("bad-ciphertext", Ledger, new CreateVariable(Own(Alice, "new"), VariableType.Ordered, "k", record, [], []), Alice);
            AssertRefused("bad-ciphertext", Ledger, new SetRecord(O, VariableType.Ordered, O, record, null), Bob);
            AssertRefused("bad-ciphertext", Ledger, new Rekey(O, VariableType.Ordered, "k", record, [], [], 1), Alice);
        }
        Assert.Empty(Ledger.Rounds);
    }

    [Fact]
    public void A_new_record_never_keeps_the_salt_because_old_tokens_would_work_on_it()
    {
        var stored = Ledger.Record(O);
        var same = Client.Ordered(O, O).Seal(8, OrderedRecord.SaltOf(stored));
        AssertRefused("bad-ciphertext", Ledger, new SetRecord(O, VariableType.Ordered, O, same, null), Bob);
        AssertRefused("bad-ciphertext", Ledger, new SetRecord(O, VariableType.Ordered, O, stored, null), Bob);
        AssertRefused("bad-ciphertext", Ledger, new Rekey(O, VariableType.Ordered, O, same, [], [], 1), Alice);
        AssertRefused("bad-ciphertext", Ledger, new Rekey(O, VariableType.Ordered, "k2", stored, [], [], 1), Alice);
        // A salt that was stored before the present record is another matter: no record with tokens that anybody needs is there any more.
        Ledger.Ok(_world.SetOrdered(9), Bob);
        Ledger.Ok(new SetRecord(O, VariableType.Ordered, O, same, null), Bob);
    }

    [Fact]
    public void An_old_token_says_nothing_of_a_new_record()
    {
        var compare = _world.CompareO(Comparison.GreaterOrEqual, 7);
        var range = new RangeOrdered([new OrderedBounds(O, compare.Token, compare.Token)]);
        Assert.Equal($$"""{"holds":true,"id":"{{O}}"}""", Ledger.Ok(compare, Alice));
        Ledger.Ok(_world.SetOrdered(7), Bob);
        AssertRefused("stale", Ledger, compare, Alice);
        AssertRefused("stale", Ledger, range, Alice);
        AssertRefused("stale", Ledger, new ConditionalUpdate(compare, [_world.Add(P, 1)]), Alice);
    }

    [Fact]
    public void Tokens_of_a_wrong_form_are_refused_in_every_place()
    {
        var good = Client.Token(O, O, Ledger.Record(O), 1);
        foreach (var token in new[] { [], good[1..], [.. good, 0], [2, .. good[1..]], Ledger.Record(O) })
        {
            AssertRefused("bad-ciphertext", Ledger, new CompareOrdered(O, Comparison.Less, token), Alice);
            AssertRefused("bad-ciphertext", Ledger, new RangeOrdered([new OrderedBounds(O, token, good)]), Alice);
            AssertRefused("bad-ciphertext", Ledger, new RangeOrdered([new OrderedBounds(O, good, token)]), Alice);
        }
        AssertRefused("bad-operation", Ledger, new CompareOrdered(O, (Comparison)7, good), Alice);
        AssertRefused("bad-operation", Ledger, new CompareOrdered(O, default, good), Alice);
    }

    /// <summary>Every byte of a record follows from key, id, salt and value; whoever opens it sees that one was changed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(41)]
    [InlineData(104)]
    public void A_record_whose_parts_disagree_is_found_by_a_sum(int place)
    {
        var record = Client.Seal(O, O, 5);
        record[place] ^= (byte)(place >= 41 && (record[place] & 3) == 2 ? 2 : 1);
        if (!OrderedRecord.IsForm(record))
        {
            record[place] ^= 3;
        }
        Ledger.Ok(new SetRecord(O, VariableType.Ordered, O, record, null), Bob);
        AssertRefused("corrupt-record", Ledger, Client.Delegate(Ledger.Signed(new SumOrdered(O, O), Alice), Client.Part(O, O, record, 1, Client.Noise(16))!));
        // The owner sets a good one.
        Ledger.Ok(_world.SetOrdered(1), Alice);
        Ledger.Ok(_world.SumO(1, Alice));
    }

    [Fact]
    public void A_record_of_another_variable_is_no_record_of_this_one()
    {
        var other = Client.Seal(O, Own(Alice, "other"), 5);
        Ledger.Ok(new SetRecord(O, VariableType.Ordered, O, other, null), Bob);
        AssertRefused("corrupt-record", Ledger, Client.Delegate(Ledger.Signed(new SumOrdered(O, O), Alice), Client.Part(O, O, other, 1, Client.Noise(16))!));
    }

    private byte[] Bad(string name)
    {
        var n = TestKeys.Number(Ann.PublicKey.Modulus);
        var p = TestKeys.Number(TestKeys.Factors("a").P);
        return name switch
        {
            "0" => TestKeys.Bytes(0, 512),
            "1" => TestKeys.Bytes(1, 512),
            "n - 1" => TestKeys.Bytes(n - 1, 512),
            "n" or "p * q" => TestKeys.Bytes(n, 512),
            "n + 1" => TestKeys.Bytes(n + 1, 512),
            "n^2 - 1" => TestKeys.Bytes(n * n - 1, 512),
            "n^2" => TestKeys.Bytes(n * n, 512),
            "n^2 + 1" => TestKeys.Bytes(n * n + 1, 512),
            "all ones" => [.. Enumerable.Repeat((byte)0xFF, 512)],
            "p" => TestKeys.Bytes(p, 512),
            "2 p" => TestKeys.Bytes(2 * p, 512),
            "short" => Client.Encrypt(Ann, 1)[1..],
            "long" => [0, .. Client.Encrypt(Ann, 1)],
            "empty" => [],
            "ordered" => Client.Seal(O, O, 1),
            _ => throw new InvariantException(name),
        };
    }
}
