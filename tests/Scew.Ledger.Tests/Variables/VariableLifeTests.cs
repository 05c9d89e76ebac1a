using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.RefusalTests;
using static Scew.Ledger.Tests.TestLedger;
using static Scew.Ledger.Tests.Variables.VariableWorld;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Variables are created, read, set, added to, and put under other keys.</summary>
public class VariableLifeTests
{
    private readonly VariableWorld _world = new();

    private TestLedger Ledger => _world.Ledger;

    private Client Client => _world.Client;

    [Fact]
    public void A_variable_is_created_and_read_with_all_that_a_client_needs()
    {
        var id = Own(Alice, "new");
        var record = Client.Encrypt(Ann, -5);
        var text = Base64Url.Encode(record);
        Assert.Equal(
            $$"""{"contract":"homo-add-int","id":"{{id}}","key":"{{Key}}","owner":"{{Alice}}","version":1}""",
            Ledger.Ok(new CreateVariable(id, VariableType.Additive, Key, record, [Bob], []), Alice));
        Assert.Equal(
            $$"""{"contract":"homo-add-int","id":"{{id}}","key":"{{Key}}","owner":"{{Alice}}","record":"{{text}}","version":1}""",
            Ledger.Ok(new GetVariable(id, VariableType.Additive), Alice));
        var set = Client.Encrypt(Ann, 9);
        Assert.Equal(
            $$"""{"contract":"homo-add-int","id":"{{id}}","key":"{{Key}}","version":2}""",
            Ledger.Ok(new SetRecord(id, VariableType.Additive, Key, set, Digest.Of(record)), Bob));
        Assert.Equal(9, _world.Value(id));
    }

    [Fact]
    public void A_variable_is_created_once_under_the_own_prefix_and_the_own_key()
    {
        var (id, record) = (Own(Alice, "new"), Client.Encrypt(Ann, 1));
        var create = new CreateVariable(id, VariableType.Additive, Key, record, [], []);
        AssertRefused("outside-prefix", Ledger, create, Bob);
        AssertRefused("outside-prefix", Ledger, create with { Id = "points" }, Alice);
        AssertRefused("already-exists", Ledger, create with { Id = P }, Alice);
        AssertRefused("already-exists", Ledger, create with { Id = O }, Alice);
        AssertRefused("unknown-key", Ledger, create with { Key = Own(Alice, "none") }, Alice);
        AssertRefused("not-owner", Ledger, create with { Id = Own(Bob, "new") }, Bob);
        AssertRefused("bad-ciphertext", Ledger, create with { Record = [] }, Alice);
        AssertRefused("bad-ciphertext", Ledger, create with { Record = Client.Seal(id, id, 1) }, Alice);
        AssertRefused("bad-ciphertext", Ledger, new CreateVariable(id, VariableType.Ordered, Key, record, [], []), Alice);
        AssertRefused("bad-operation", Ledger, create with { Writers = [Bob, Carol, Bob] }, Alice);
        AssertRefused("bad-operation", Ledger, create with { Readers = [.. Enumerable.Range(0, 17).Select(i => Person("reader" + i))] }, Alice);
        AssertRefused("bad-operation", Ledger, new CreateVariable(id, VariableType.Ordered, "No Label", Client.Seal(id, id, 1), [], []), Alice);
        Ledger.Ok(create, Alice);
    }

    [Fact]
    public void Who_creates_for_another_has_the_other_sign_first()
    {
        var id = Own(Bob, "shared");
        var create = new CreateVariable(id, VariableType.Additive, Key, Client.Encrypt(Ann, 1), [], []);
        // The key is Alice's, so the owner must be Alice; Bob's signature lends his prefix.
        AssertRefused("not-owner", Ledger, create, Bob, Alice);
        AssertRefused("outside-prefix", Ledger, create with { As = 0 }, Alice, Bob);
        Assert.Contains($"\"owner\":\"{Alice}\"", Ledger.Ok(create, Alice, Bob), StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_of_ciphertexts_are_ciphertexts_of_sums()
    {
        Ledger.Ok(_world.Add(P, 23), Alice);
        Assert.Equal(123, _world.Value(P));
        var json = Ledger.Ok(_world.Add(P, -200), Bob);
        Assert.Equal(-77, _world.Value(P));
        Assert.Equal($$"""{"contract":"homo-add-int","id":"{{P}}","key":"{{Key}}","record":"{{Base64Url.Encode(Ledger.Record(P))}}","version":3}""", json);
        // 64 bits are the client's affair: the plaintext is as long as the modulus.
        Ledger.Ok(_world.SetAdditive(P, long.MaxValue), Alice);
        Ledger.Ok(_world.Add(P, long.MaxValue), Alice);
        Assert.Equal((System.Numerics.BigInteger)long.MaxValue * 2, Ann.Decrypt(Ledger.Record(P)));
    }

    [Fact]
    public void An_ordered_sum_is_delegated_and_stays_within_64_bits()
    {
        var json = Ledger.Ok(_world.SumO(-10, Bob));
        Assert.Equal(-3, _world.Value(O));
        Assert.Equal($$"""{"contract":"homo-ope-int","id":"{{O}}","key":"{{O}}","record":"{{Base64Url.Encode(Ledger.Record(O))}}","version":2}""", json);
        Ledger.Ok(_world.SetOrdered(long.MinValue + 5), Alice);
        AssertRefused("overflow", Ledger, _world.SumO(-6, Alice));
        Ledger.Ok(_world.SumO(-5, Alice));
        Assert.Equal(long.MinValue, _world.Value(O));
        Ledger.Ok(_world.SumO(long.MaxValue, Alice));
        Assert.Equal(-1, _world.Value(O));
    }

    [Fact]
    public void A_write_names_the_key_and_where_it_says_so_the_record_that_it_replaces()
    {
        var set = _world.SetAdditive(P, 1);
        AssertRefused("unknown-variable", Ledger, set with { Id = Own(Alice, "none") }, Alice);
        AssertRefused("wrong-contract", Ledger, set with { Id = O, Key = O }, Alice);
        AssertRefused("wrong-contract", Ledger, _world.SetOrdered(1) with { Id = P, Key = Key }, Alice);
        AssertRefused("not-owner", Ledger, set, Carol);
        AssertRefused("stale", Ledger, set with { Key = Own(Alice, "old") }, Alice);
        AssertRefused("stale", Ledger, set with { Expected = Digest.Of(set.Record) }, Alice);
        Ledger.Ok(set with { Expected = Digest.Of(Ledger.Record(P)) }, Bob);
        AssertRefused("bad-ciphertext", Ledger, set with { Record = set.Record[1..] }, Alice);

        AssertRefused("unknown-variable", Ledger, _world.Add(Own(Alice, "none"), 1), Alice);
        AssertRefused("wrong-contract", Ledger, _world.Add(O, 1), Alice);
        AssertRefused("not-owner", Ledger, _world.Add(Q, 1), Bob);
        AssertRefused("stale", Ledger, _world.Add(P, 1) with { Key = "old" }, Alice);
        AssertRefused("bad-ciphertext", Ledger, _world.Add(P, 1) with { Addend = [1] }, Alice);

        AssertRefused("not-owner", Ledger, _world.SumO(1, Carol));
        var other = Ledger.Signed(new SumOrdered(O, "other"), Alice);
        AssertRefused("stale", Ledger, Client.Delegate(other, Client.Sum(O, O, Ledger.Record(O), 1).Part));
        other = Ledger.Signed(new SumOrdered(P, Key), Alice);
        AssertRefused("wrong-contract", Ledger, Client.Delegate(other, Client.Sum(O, O, Ledger.Record(O), 1).Part));
    }

    [Fact]
    public void Readers_read_and_writers_do_not()
    {
        AssertRefused("not-owner", Ledger, new GetVariable(P, VariableType.Additive), Bob);
        AssertRefused("not-owner", Ledger, new GetVariable(Q, VariableType.Additive), Carol);
        AssertRefused("wrong-contract", Ledger, new GetVariable(P, VariableType.Ordered), Carol);
        AssertRefused("unknown-variable", Ledger, new GetVariable(Own(Alice, "none"), VariableType.Ordered), Carol);
        Ledger.Ok(new GetVariable(P, VariableType.Additive), Carol);
        AssertRefused("not-owner", Ledger, _world.CompareO(Comparison.Less, 8), Bob);
        Ledger.Ok(_world.CompareO(Comparison.Less, 8), Carol);
        AssertRefused("not-owner", Ledger, _world.CompareP(Homomorphic.Comparison.Less, 8, Bob));
        Ledger.Ok(_world.CompareP(Homomorphic.Comparison.Less, 8, Carol));
        // Rights of whoever `as` names, and no others.
        AssertRefused("not-owner", Ledger, new GetVariable(P, VariableType.Additive) { As = 0 }, Bob, Alice);
        Ledger.Ok(new GetVariable(P, VariableType.Additive) { As = 1 }, Bob, Alice);
    }

    [Fact]
    public void The_owner_puts_a_value_under_another_key_and_names_others()
    {
        var second = Own(Alice, "key2");
        Ledger.Ok(Client.Register(TestKeys.Bob, second, Alice), Alice);
        var rekey = new Rekey(P, VariableType.Additive, second, Client.Encrypt(TestKeys.Bob, 100), [Carol], [Bob], 1);
        AssertRefused("unknown-variable", Ledger, rekey with { Id = Own(Alice, "none") }, Alice);
        AssertRefused("wrong-contract", Ledger, new Rekey(P, VariableType.Ordered, second, rekey.Record, [Carol], [Bob], 1), Alice);
        AssertRefused("not-owner", Ledger, rekey, Bob);
        AssertRefused("stale", Ledger, rekey with { Version = 2 }, Alice);
        AssertRefused("unknown-key", Ledger, rekey with { Key = "none" }, Alice);
        AssertRefused("bad-ciphertext", Ledger, rekey with { Record = new byte[512] }, Alice);
        AssertRefused("bad-operation", Ledger, rekey with { Writers = [Bob, Bob] }, Alice);
        var json = Ledger.Ok(rekey, Alice);
        Assert.Equal($$"""{"contract":"homo-add-int","id":"{{P}}","key":"{{second}}","version":2}""", json);
        AssertRefused("stale", Ledger, _world.Add(P, 1), Alice);
        AssertRefused("not-owner", Ledger, new SumAdditive(P, second, Client.Encrypt(TestKeys.Bob, 1)), Bob);
        Ledger.Ok(new SumAdditive(P, second, Client.Encrypt(TestKeys.Bob, 1)), Carol);
        Assert.Equal(101, TestKeys.Bob.Decrypt(Ledger.Record(P)));
    }

    [Fact]
    public void Names_are_taken_away_whatever_is_written_meanwhile()
    {
        var dan = Person("dan");
        var revoke = new Rekey(P, VariableType.Additive, Key, [], [], [], 0);
        var (writers, readers) = (Ledger.Variable(P).Writers, Ledger.Variable(P).Readers);
        Assert.Contains(Bob, writers);
        AssertRefused("not-owner", Ledger, revoke, Bob);
        AssertRefused("stale", Ledger, revoke with { Key = Own(Alice, "none") }, Alice);
        AssertRefused("bad-operation", Ledger, revoke with { Writers = [Bob, dan] }, Alice);
        AssertRefused("bad-operation", Ledger, revoke with { Writers = [Bob, Bob] }, Alice);
        AssertRefused("bad-operation", Ledger, revoke with { Readers = [dan] }, Alice);
        // Bob writes between any reading and the execution, and what he writes may be junk.
        Ledger.Ok(_world.Add(P, 5), Bob);
        var record = Ledger.Record(P);
        var json = Ledger.Ok(revoke with { Writers = [Bob], Readers = [.. readers, Alice] }, Alice);
        Assert.Equal($$"""{"contract":"homo-add-int","id":"{{P}}","key":"{{Key}}","version":3}""", json);
        Assert.Equal(record, Ledger.Record(P));
        Ledger.Ok(_world.Add(P, 5), Bob);
        Ledger.Ok(revoke, Alice);
        AssertRefused("not-owner", Ledger, _world.Add(P, 5), Bob);
        Assert.Equal(110, _world.Value(P));
        Assert.Empty(Ledger.Variable(P).Readers);
    }

    [Fact]
    public void A_key_of_another_account_or_size_takes_no_part_unseen()
    {
        var (bobs, wide) = (Own(Bob, "key"), Own(Alice, "wide"));
        Ledger.Ok(Client.Register(TestKeys.Bob, bobs, Bob), Bob);
        Ledger.Ok(Client.Register(TestKeys.Long, wide, Alice), Alice);
        var rekey = new Rekey(P, VariableType.Additive, bobs, Client.Encrypt(TestKeys.Bob, 1), [], [], 1);
        AssertRefused("not-owner", Ledger, rekey, Alice);
        AssertRefused("not-owner", Ledger, rekey, Alice, Bob);
        AssertRefused("bad-ciphertext", Ledger, rekey with { Key = wide }, Alice);
        Ledger.Ok(rekey with { Key = wide, Record = Client.Encrypt(TestKeys.Long, -1) }, Alice);
        Ledger.Ok(new SumAdditive(P, wide, Client.Encrypt(TestKeys.Long, 3)), Alice);
        Assert.Equal(2, TestKeys.Long.Decrypt(Ledger.Record(P)));
    }

    [Fact]
    public void Only_who_may_write_and_read_can_change_too()
    {
        foreach (var (id, type, key) in new[] { (P, VariableType.Additive, Key), (O, VariableType.Ordered, O) })
        {
            var rekey = new Rekey(id, type, key, Ledger.Record(id), [Carol], [], 1);
            Ledger.Ok(rekey, Alice);
            Assert.Equal([Carol], Ledger.Variable(id).Writers.ToArray());
            Assert.Empty(Ledger.Variable(id).Readers.ToArray());
            AssertRefused("stale", Ledger, rekey, Alice);
        }
        AssertRefused("not-owner", Ledger, _world.Add(P, 1), Bob);
        Ledger.Ok(_world.Add(P, 1), Carol);
    }

    [Fact]
    public void An_ordered_value_gets_another_key_with_a_record_of_its_own()
    {
        var rekey = new Rekey(O, VariableType.Ordered, "o.k2", Client.Seal("o.k2", O, 7), [Bob], [], 1);
        AssertRefused("bad-ciphertext", Ledger, rekey with { Record = Ledger.Record(O) }, Alice);
        AssertRefused("bad-ciphertext", Ledger, rekey with { Record = [.. rekey.Record, 0] }, Alice);
        AssertRefused("bad-operation", Ledger, rekey with { Key = "K 2" }, Alice);
        Ledger.Ok(rekey, Alice);
        AssertRefused("stale", Ledger, _world.SetOrdered(3), Bob);
        Ledger.Ok(new SetRecord(O, VariableType.Ordered, "o.k2", Client.Seal("o.k2", O, 3), null), Bob);
        Assert.Equal(3, _world.Value(O));
    }
}
