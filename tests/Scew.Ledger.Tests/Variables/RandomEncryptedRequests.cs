using System.Collections.Immutable;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Ordered;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>Random requests of several accounts on the encrypted integers of two: right ones, stale ones, and some that nobody would send.</summary>
internal sealed class RandomEncryptedRequests(TestLedger ledger, Client client, Random random)
{
    private static readonly string[] Keys = [Own(Alice, "key"), Own(Alice, "key2"), Own(Bob, "key"), Own(Alice, "key3")];

    private readonly Dictionary<(string, string), KeyCreate> _creates = [];

    /// <summary>The accounts with variables, each with the id of its first key.</summary>
    public static ImmutableArray<(Account Owner, string Key)> Owners => [(Alice, Keys[0]), (Bob, Keys[2])];

    public KeyCreate Create(string id, Account owner)
    {
        if (!_creates.TryGetValue((id, owner.ToString()), out var create))
        {
            create = client.Register(id == Keys[2] ? TestKeys.Bob : TestKeys.Ann, id, owner);
            _creates.Add((id, owner.ToString()), create);
        }
        return create;
    }

    public string[] Ids(Account owner) => [.. Enumerable.Range(0, 3).SelectMany(i => new[] { Own(owner, "p" + i), Own(owner, "o" + i) })];

    private string AnyId() => random.Next(20) == 0 ? Own(Carol, "none") : Pick(Pick([Ids(Alice), Ids(Alice), Ids(Bob)]));

    private string LikelyId(bool additive)
    {
        var id = Pick(Ids(random.Next(4) == 0 ? Bob : Alice).Where(one => one[^2] == (additive ? 'p' : 'o')).ToArray());
        return random.Next(80) == 0 ? AnyId() : id;
    }

    private T Pick<T>(IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private VariableValue? Value(string id) =>
        ledger.Registers.TryGetValue(new RegisterKey(RegisterKind.Variable, id), out var register) ? VariableValue.Decode(VariableValue.TypeOf(register.Contract)!.Value, register.Value) : null;

    private string Label(string id, bool additive) => random.Next(60) == 0 ? Pick(Keys) : Value(id)?.Key ?? (additive ? Keys[id.StartsWith(IdRules.OwnPrefix(Bob), StringComparison.Ordinal) ? 2 : 0] : id);

    public byte[] Start(string label) => client.Encrypt(label == Keys[2] ? TestKeys.Bob : TestKeys.Ann, 7);

    private byte[] Encrypted(string label) => random.Next(120) == 0 ? new byte[512] : client.Encrypt(label == Keys[2] ? TestKeys.Bob : TestKeys.Ann, random.Next(100));

    private byte[] Sealed(string id, string label) => random.Next(120) == 0 ? new byte[OrderedRecord.SizeBytes] : client.Seal(label, id, random.Next(100));

    private ImmutableArray<Account> Named() => [.. new[] { Alice, Bob, Carol }.Where(_ => random.Next(5) > 0)];

    private byte[] Token(string id)
    {
        var value = Value(id);
        return value is not { Type: VariableType.Ordered } || !OrderedRecord.IsForm(value.Record) ? [1] : Client.Ordered(value.Key, id).Token(value.Record, random.Next(100)) ?? [2];
    }

    private Operation Leaf(int signers)
    {
        var operation = Bare();
        return signers > 1 && random.Next(6) == 0 ? operation with { As = random.Next(signers + (random.Next(30) == 0 ? 1 : 0)) } : operation;
    }

    private Operation Bare()
    {
        var (p, o) = (LikelyId(true), LikelyId(false));
        var pick = Pick(Keys);
        switch (random.Next(40) == 0 ? random.Next(4) : 4 + random.Next(16))
        {
            case 0:
            case 1:
                var label = Label(p, true);
                return new CreateVariable(p, VariableType.Additive, label, Encrypted(label), Named(), Named());
            case 2:
            case 3:
                return new CreateVariable(o, VariableType.Ordered, o, Sealed(o, o), Named(), Named());
            case 4:
            case 5:
            case 6:
                var key = Label(p, true);
                return new SumAdditive(p, key, Encrypted(key));
            case 7:
                var kept = Label(p, true);
                return new SetRecord(p, VariableType.Additive, kept, Encrypted(kept), random.Next(3) == 0 && Value(p) is { } held ? Digest.Of(held.Record) : null);
            case 8:
                var name = Label(o, false);
                return new SetRecord(o, VariableType.Ordered, name, Sealed(o, name), null);
            case 9:
            case 10:
                return new CompareOrdered(o, Pick(Enum.GetValues<Comparison>()), Token(o));
            case 11:
            case 12:
                return new SumOrdered(o, Label(o, false));
            case 13:
                return new CompareAdditive(p, 2048);
            case 14:
                return new RangeAdditive([.. Ids(Alice).Where(id => id[^2] == 'p').Take(1 + random.Next(3))], 2048);
            case 15:
                return new RangeOrdered([.. Ids(Alice).Where(id => id[^2] == 'o').Take(1 + random.Next(3)).Select(id => new OrderedBounds(id, Token(id), Token(id)))]);
            case 16:
                var version = ledger.Registers.TryGetValue(new RegisterKey(RegisterKind.Variable, p), out var register) ? register.Version + (random.Next(6) == 0 ? 1 : 0) : 1;
                return new Rekey(p, VariableType.Additive, pick, random.Next(3) == 0 && Value(p) is { } same ? same.Record : Encrypted(pick), Named(), Named(), version);
            case 17:
                var next = random.Next(2) == 0 ? o : o + ".k2";
                return new Rekey(o, VariableType.Ordered, next, random.Next(3) == 0 && Value(o) is { } old ? old.Record : Sealed(o, next), Named(), Named(),
                    ledger.Registers.TryGetValue(new RegisterKey(RegisterKind.Variable, o), out var now) ? now.Version + (random.Next(6) == 0 ? 1 : 0) : 1);
            case 18:
                return random.Next(4) == 0 ? Create(Keys[1 + random.Next(3)], Pick([Alice, Bob])) : new GetVariable(p, VariableType.Additive);
            default:
                return new Transfer(Own(Alice, "a"), Own(Bob, "b"), 1 + random.Next(3), null);
        }
    }

    private Operation Conditional(int signers)
    {
        Operation condition;
        do
        {
            condition = Leaf(signers);
        }
        while (!ConditionalUpdate.IsCondition(condition));
        var updates = new List<Operation>();
        while (updates.Count < 1 + random.Next(4))
        {
            var update = Leaf(signers);
            if (ConditionalUpdate.IsUpdate(update))
            {
                updates.Add(update);
            }
        }
        return new ConditionalUpdate(condition, [.. updates]);
    }

    public SignedRequest Next()
    {
        var by = Pick<ImmutableArray<Account>>([[Alice], [Alice], [Alice, Bob], [Carol, Alice], [Bob, Alice], [Alice, Bob], [Bob]]);
        var operation = random.Next(4) switch
        {
            0 => Leaf(by.Length),
            1 => Conditional(by.Length),
            _ => new Transaction([.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => random.Next(5) == 0 ? Conditional(by.Length) : Leaf(by.Length))]),
        };
        var request = ledger.Signed(operation, by);
        if (!Delegation.IsNeeded(operation))
        {
            return request;
        }
        var parts = new List<EnvelopePart>();
        foreach (var (path, one) in Delegation.Of(operation))
        {
            switch (one)
            {
                case SumOrdered sum when Value(sum.Id) is { Type: VariableType.Ordered } value && Client.Ordered(value.Key, sum.Id).TryOpen(value.Record, out _):
                    parts.Add(client.Sum(value.Key, sum.Id, value.Record, random.Next(10) == 0 ? long.MaxValue : random.Next(5), path).Part);
                    break;
                case CompareAdditive compare when Opening(compare.Id) is { } opening:
                    parts.Add(new EnvelopePart.Compare(path, Order.Less, random.Next(150), opening));
                    break;
                case RangeAdditive range when range.Ids.Select(Opening).OfType<SealedOpening>().ToList() is { Count: > 0 } openings:
                    parts.Add(EnvelopePart.Range.Of(path, 0, random.Next(100), openings));
                    break;
            }
        }
        return parts.Count == 0 ? Client.With(request, [1, 2, 3]) : client.Delegate(request, parts);
    }

    private SealedOpening? Opening(string id) => Value(id) is { Type: VariableType.Additive } value ? client.Open(value.Key == Keys[2] ? TestKeys.Bob : TestKeys.Ann, id, value.Record) : null;
}
