using System.Collections.Immutable;
using System.Numerics;
using Scew.Ledger.Tests.Variables;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests;

/// <summary>Encrypted integers in plain numbers; what is in a ciphertext, record, token or envelope stands in the clients' book.</summary>
internal sealed partial class NaiveModel
{
    internal sealed record Integer(
        bool IsAdditive, Account Owner, string Key, string Record, BigInteger Value, ImmutableArray<Account> Writers, ImmutableArray<Account> Readers, int Version);

    internal sealed record PublicKey(Account Owner, BigInteger Modulus);

    private string _envelope = string.Empty;

    public Book Book { get; init; } = new();

    public IReadOnlyDictionary<string, Integer> Integers => _world.Integers;

    public NaiveModel Copy() => new() { _world = _world, Book = Book };

    public static string Hex(byte[] bytes) => Convert.ToHexString(bytes);

    private static string Below(string path, string name) => path == string.Empty ? name : $"{path}/{name}";

    private static string Truth(bool holds, string id) => "{\"holds\":" + (holds ? "true" : "false") + "," + Text("id", id) + "}";

    private string RunSealed(Operation operation, List<Account> rights, string path)
    {
        switch (operation)
        {
            case CreateVariable create:
                Check(MayCreate(create.Id, rights), "outside-prefix");
                Check(create.Writers.Distinct().Count() == create.Writers.Length && create.Readers.Distinct().Count() == create.Readers.Length, "bad-operation");
                Check(!_world.Integers.ContainsKey(create.Id), "already-exists");
                var created = Stored(new Integer(create.Contract == VariableType.Additive, rights[0], create.Key, "", 0, create.Writers, create.Readers, 0), create.Record);
                return Put(create.Id, created, withOwner: true, withRecord: false);
            case GetVariable get:
                return Shown(get.Id, Readable(get.Id, get.Contract, rights), withOwner: true, withRecord: true);
            case SetRecord set:
                var written = Writable(set.Id, set.Contract, set.Key, rights);
                Check(set.Expected is null || set.Expected == Digest.Of(Convert.FromHexString(written.Record)), "stale");
                return Put(set.Id, Stored(written, set.Record), withOwner: false, withRecord: false);
            case SumAdditive sum:
                return Put(sum.Id, Added(Writable(sum.Id, VariableType.Additive, sum.Key, rights), sum.Addend), withOwner: false, withRecord: true);
            case SumOrdered sum:
                return Put(sum.Id, Added(sum.Id, Writable(sum.Id, VariableType.Ordered, sum.Key, rights), path), withOwner: false, withRecord: true);
            case Rekey rekey:
                return Put(rekey.Id, Rekeyed(rekey, rights), withOwner: false, withRecord: false);
            case CompareOrdered or CompareAdditive:
                return Truth(Holds(operation, rights, path), (operation as CompareOrdered)?.Id ?? ((CompareAdditive)operation).Id);
            case RangeOrdered range:
                return Found([.. range.Items.Select(item => (item.Id, Readable(item.Id, VariableType.Ordered, rights), item))], item => Token(item.Item2, item.item.Low) >= 0 & Token(item.Item2, item.item.High) <= 0);
            case RangeAdditive range:
                return Found(range, rights, path);
            case KeyCreate create:
                Check(MayCreate(create.Id, rights), "outside-prefix");
                Check(!_world.Keys.ContainsKey(create.Id), "already-exists");
                Check(Book.Proofs.TryGetValue(Hex(create.Proof), out var proof) && proof == (Hex(create.PublicKey), rights[0], create.Id), "bad-key");
                var modulus = new BigInteger(create.PublicKey.AsSpan(1, (create.PublicKey.Length - 1) / 3), isUnsigned: true, isBigEndian: true);
                _world = _world with { Keys = _world.Keys.Add(create.Id, new PublicKey(rights[0], modulus)) };
                return "{" + Text("id", create.Id) + "," + Text("owner", rights[0]) + "}";
            default:
                throw new Refused("bad-operation");
        }
    }

    private bool Holds(Operation condition, List<Account> rights, string path)
    {
        switch (condition)
        {
            case Compare compare:
                return Holds(compare);
            case CompareOrdered compare:
                return Holds(Token(Readable(compare.Id, VariableType.Ordered, rights), compare.Token), compare.Operator, 0);
            case CompareAdditive compare:
                var integer = Readable(compare.Id, VariableType.Additive, rights);
                Check(_world.Keys[integer.Key].Modulus.GetBitLength() <= compare.Bits, "bad-operation");
                var part = Part<SealedPart.Compare>(path);
                Check(part?.Id == compare.Id, "bad-envelope");
                Check(part!.Record == integer.Record, "stale");
                return Holds(integer.Value, part.Operator, part.Argument);
            default:
                throw new Refused("bad-operation");
        }
    }

    private T? Part<T>(string path)
        where T : SealedPart => Book.Envelopes.TryGetValue(_envelope, out var parts) ? parts.SingleOrDefault(one => one.Path == path) as T : null;

    private Integer Readable(string id, VariableType type, List<Account> rights)
    {
        var integer = OfType(id, type);
        Check(rights.Contains(integer.Owner) || integer.Readers.Any(rights.Contains), "not-owner");
        return integer;
    }

    private Integer Writable(string id, VariableType type, string key, List<Account> rights)
    {
        var integer = OfType(id, type);
        Check(rights.Contains(integer.Owner) || integer.Writers.Any(rights.Contains), "not-owner");
        Check(integer.Key == key, "stale");
        return integer;
    }

    private Integer OfType(string id, VariableType type)
    {
        Check(_world.Integers.ContainsKey(id), "unknown-variable");
        Check(_world.Integers[id].IsAdditive == (type == VariableType.Additive), "wrong-contract");
        return _world.Integers[id];
    }

    /// <summary>With a record that somebody made; its salt is bytes 1 to 16.</summary>
    private Integer Stored(Integer integer, byte[] record)
    {
        var hex = Hex(record);
        if (integer.IsAdditive)
        {
            Check(_world.Keys.ContainsKey(integer.Key), "unknown-key");
            Check(_world.Keys[integer.Key].Owner == integer.Owner, "not-owner");
            Check(Book.Ciphertexts.TryGetValue(hex, out var ciphertext) && ciphertext.Modulus == _world.Keys[integer.Key].Modulus, "bad-ciphertext");
            return integer with { Record = hex, Value = ciphertext.Value };
        }
        Check(Book.Records.ContainsKey(hex) && (integer.Record == string.Empty || hex[2..34] != integer.Record[2..34]), "bad-ciphertext");
        return integer with { Record = hex, Value = Book.Records[hex].Value };
    }

    private Integer Added(Integer integer, byte[] addend)
    {
        var n = _world.Keys[integer.Key].Modulus;
        Check(Book.Ciphertexts.TryGetValue(Hex(addend), out var added) && added.Modulus == n, "bad-ciphertext");
        var product = Number(integer.Record) * Number(Hex(addend)) % (n * n);
        var bytes = product.ToByteArray(isUnsigned: true, isBigEndian: true);
        var value = (integer.Value + added.Value) % n;
        value = value > n / 2 ? value - n : value < -n / 2 ? value + n : value;
        return integer with { Record = Hex([.. new byte[integer.Record.Length / 2 - bytes.Length], .. bytes]), Value = value };
    }

    private static BigInteger Number(string hex) => new(Convert.FromHexString(hex), isUnsigned: true, isBigEndian: true);

    private Integer Added(string id, Integer integer, string path)
    {
        var part = Part<SealedPart.Sum>(path);
        Check(part?.Id == id, "bad-envelope");
        Check(part!.Record == integer.Record, "stale");
        Check(!Book.Records[integer.Record].IsCorrupt, "corrupt-record");
        var sum = integer.Value + part.Addend;
        Check(sum >= long.MinValue && sum <= long.MaxValue, "overflow");
        var record = Hex(Client.Ordered(part.Label, id).Seal((long)sum, part.Salt));
        Book.Records[record] = ((long)sum, false);
        return integer with { Record = record, Value = sum };
    }

    private Integer Rekeyed(Rekey rekey, List<Account> rights)
    {
        var integer = OfType(rekey.Id, rekey.Contract);
        Check(rights.Contains(integer.Owner), "not-owner");
        if (rekey.Record.Length == 0)
        {
            Check(integer.Key == rekey.Key, "stale");
            Check(rekey.Writers.Distinct().Count() == rekey.Writers.Length && rekey.Readers.Distinct().Count() == rekey.Readers.Length, "bad-operation");
            Check(!rekey.Writers.Except([.. integer.Writers, integer.Owner]).Any() && !rekey.Readers.Except([.. integer.Readers, integer.Owner]).Any(), "bad-operation");
            return integer with { Writers = rekey.Writers, Readers = rekey.Readers };
        }
        Check(integer.Version == rekey.Version, "stale");
        Check(rekey.Writers.Distinct().Count() == rekey.Writers.Length && rekey.Readers.Distinct().Count() == rekey.Readers.Length, "bad-operation");
        var named = integer with { Writers = rekey.Writers, Readers = rekey.Readers };
        return integer.Key == rekey.Key && integer.Record == Hex(rekey.Record) ? named : Stored(named with { Key = rekey.Key }, rekey.Record);
    }

    /// <summary>How the value stands to the token's argument.</summary>
    private int Token(Integer integer, byte[] token)
    {
        Check(Book.Tokens.TryGetValue(Hex(token), out var made), "bad-ciphertext");
        Check(made.Record == integer.Record, "stale");
        return integer.Value.CompareTo(made.Argument);
    }

    private string Found(RangeAdditive range, List<Account> rights, string path)
    {
        // All of them are looked at before any is opened.
        var items = range.Ids.Select(id =>
        {
            var integer = Readable(id, VariableType.Additive, rights);
            Check(_world.Keys[integer.Key].Modulus.GetBitLength() <= range.Bits, "bad-operation");
            return (id, integer, id);
        }).ToList();
        var part = Part<SealedPart.Range>(path);
        return Found(items, item =>
        {
            var made = part?.Items.Where(one => one.Id == item.Item1).Select(one => one.Record).SingleOrDefault();
            Check(made is not null, "bad-envelope");
            Check(made == item.Item2.Record, "stale");
            return item.Item2.Value >= part!.Low && item.Item2.Value <= part.High;
        });
    }

    private static string Found<T>(List<(string Id, Integer, T)> items, Func<(string, Integer, T item), bool> holds) =>
        "{\"ids\":[" + string.Join(',', items.Where(holds).Select(item => $"\"{item.Item1}\"")) + "]}";

    private string Put(string id, Integer integer, bool withOwner, bool withRecord)
    {
        integer = integer with { Version = integer.Version + 1 };
        _world = _world with { Integers = _world.Integers.SetItem(id, integer) };
        return Shown(id, integer, withOwner, withRecord);
    }

    private static string Shown(string id, Integer integer, bool withOwner, bool withRecord) =>
        "{" + Text("contract", integer.IsAdditive ? "homo-add-int" : "homo-ope-int") + "," + Text("id", id) + "," + Text("key", integer.Key)
        + (withOwner ? "," + Text("owner", integer.Owner) : string.Empty) + (withRecord ? "," + Text("record", Base64Url.Encode(Convert.FromHexString(integer.Record))) : string.Empty)
        + ",\"version\":" + integer.Version + "}";
}
