using System.Collections.Immutable;
using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Tests;
using Scew.Protocol;
using Scew.Protocol.Requests;
using static Scew.Ledger.Tests.TestLedger;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Ledger.Tests.Variables;

/// <summary>
/// Random requests of several clients on a few encrypted integers and wallets. Each client makes its request from what it last read, which is often not what execution will find, and inside a
/// request from what its earlier parts will make. The model runs along, so a client can read and every request has its expected result.
/// </summary>
internal sealed class RandomVariables
{
    private static readonly string[] Keys = [Own(Alice, "k1"), Own(Alice, "k2"), Own(Bob, "wide"), Own(Bob, "k")];
    private static readonly string[] Additive = [Own(Alice, "p"), Own(Alice, "q"), Own(Bob, "p")];
    private static readonly string[] Ordered = [Own(Alice, "o"), Own(Bob, "o"), Own(Carol, "o")];
    private static readonly string[] Wallets = [Own(Alice, "w"), Own(Bob, "w")];
    private static readonly Account[] People = [Alice, Bob, Carol];

    private readonly Random _random;
    private readonly Client _client = new();
    private readonly List<ImmutableDictionary<string, NaiveModel.Integer>> _read = [];
    private readonly List<Func<string, EnvelopePart>> _parts = [];
    private readonly List<EnvelopePart> _envelope = [];
    private readonly List<SealedPart> _sealed = [];
    private Dictionary<string, NaiveModel.Integer> _view = [];
    private long _nonce;

    public RandomVariables(int seed) => _random = new Random(seed);

    public NaiveModel Model { get; } = new();

    private Book Book => Model.Book;

    public List<(SignedRequest Request, string Code, string? Json)> Log { get; } = [];

    public static PaillierPrivateKey KeyOf(string id) => id == Keys[0] ? TestKeys.Ann : id == Keys[2] ? TestKeys.Long : TestKeys.Bob;

    /// <summary>Wallets, keys and most of the variables, then <paramref name="count"/> random requests.</summary>
    public RandomVariables Run(int count)
    {
        foreach (var (wallet, owner) in Wallets.Zip(People))
        {
            Add(_ => new CreateWallet(wallet, 0), owner);
            Add(_ => new Sum(wallet, 100), Bank);
        }
        Add(_ => Register(Keys[0], Alice), Alice);
        Add(_ => Register(Keys[1], Alice), Alice);
        Add(_ => Register(Keys[2], Bob), Bob);
        Add(_ => new CreateVariable(Additive[2], VariableType.Additive, Keys[2], Encrypt(Keys[2], 10), [Alice], [Alice]), Bob);
        foreach (var id in Additive.Take(2))
        {
            Add(_ => new CreateVariable(id, VariableType.Additive, Keys[0], Encrypt(Keys[0], 10), [Bob], [Carol]), Alice);
        }
        foreach (var (id, owner) in Ordered.Zip(People))
        {
            Add(_ => new CreateVariable(id, VariableType.Ordered, id, Seal(id, id, 10), [Bob], [Carol]), owner);
        }
        for (var i = 0; i < count; i++)
        {
            Add(Any, _random.Next(5) > 0 ? [Alice, Bob] : [.. People.OrderBy(_ => _random.Next()).Take(1 + _random.Next(2))]);
        }
        return this;
    }

    private void Add(Func<string, Operation> make, params ImmutableArray<Account> by)
    {
        _read.Add(Model.Integers.ToImmutableDictionary(StringComparer.Ordinal));
        _view = new Dictionary<string, NaiveModel.Integer>(_read[_random.Next(4) == 0 ? _random.Next(_read.Count) : ^1], StringComparer.Ordinal);
        _envelope.Clear();
        _sealed.Clear();
        var operation = make(string.Empty);
        var request = Request(_nonce++, 60_000, operation, by);
        if (Delegation.IsNeeded(operation))
        {
            // Every now and then one that is sealed for another request.
            var binding = Client.BindingOf(request);
            var isGood = _random.Next(12) > 0;
            request = _client.Delegate(request, isGood ? binding : binding with { ValidUntil = 1 }, _envelope);
            Book.Envelopes[NaiveModel.Hex(request.Payload.Envelope)] = isGood ? [.. _sealed] : [];
        }
        var (code, json) = Model.Run(request.Payload, 0);
        Log.Add((request, code, json));
    }

    private Operation Any(string path) => _random.Next(10) switch
    {
        0 or 1 => new Transaction([.. Enumerable.Range(0, 1 + _random.Next(4)).Select(i => _random.Next(5) == 0 ? Conditional($"{i}/") : Simple($"{i}"))]),
        2 or 3 => Conditional(path),
        _ => Simple(path),
    };

    private ConditionalUpdate Conditional(string prefix)
    {
        Operation condition = _random.Next(3) switch
        {
            0 => new Compare(Pick(Wallets), (Comparison)(1 + _random.Next(6)), _random.Next(200)),
            1 => CompareAdditive(prefix + "c"),
            _ => CompareOrdered(),
        };
        return new ConditionalUpdate(condition, [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(i => Update($"{prefix}u{i}"))]);
    }

    private Operation Update(string path) => _random.Next(6) switch
    {
        0 => new Transfer(Wallets[0], Wallets[1], 1 + _random.Next(60), null),
        1 => new Transfer(Wallets[1], Wallets[0], 1 + _random.Next(60), null),
        2 => Set(),
        3 => SumOrdered(path),
        _ => SumAdditive(),
    };

    private Operation Simple(string path) => _random.Next(20) switch
    {
        < 8 => Update(path),
        8 => CompareAdditive(path),
        9 or 10 => CompareOrdered(),
        11 => RangeAdditive(path),
        12 => RangeOrdered(),
        13 or 14 => Rekey(),
        15 => Register(Keys[3], Bob),
        16 => Create(),
        17 => new GetVariable(Pick(Ids), Pick([VariableType.Additive, VariableType.Ordered])),
        _ => Set(),
    };

    private static string[] Ids => [.. Additive, .. Ordered];

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private long Number() => _random.Next(10) switch
    {
        0 => Pick([long.MaxValue, long.MinValue, long.MaxValue - 5, long.MinValue + 5]),
        _ => _random.Next(-30, 31),
    };

    private KeyCreate Register(string id, Account owner)
    {
        // What Carol proved is nobody else's.
        var prover = id == Keys[3] && _random.Next(2) == 0 ? Carol : owner;
        var create = _client.Register(KeyOf(id), id, prover);
        Book.Proofs[NaiveModel.Hex(create.Proof)] = (NaiveModel.Hex(create.PublicKey), prover, id);
        return create;
    }

    private byte[] Encrypt(string keyId, long value)
    {
        var key = KeyOf(keyId);
        var record = _client.Encrypt(key, value);
        Book.Ciphertexts[NaiveModel.Hex(record)] = (TestKeys.Number(key.PublicKey.Modulus), value);
        return _random.Next(25) == 0 ? record[1..] : record;
    }

    private byte[] Seal(string label, string id, long value)
    {
        var record = _client.Seal(label, id, value);
        // The value's ciphertext, which nobody compares.
        var isCorrupt = _random.Next(15) == 0;
        record[35] ^= (byte)(isCorrupt ? 1 : 0);
        Book.Records[NaiveModel.Hex(record)] = (value, isCorrupt);
        return record;
    }

    private NaiveModel.Integer? View(string id) => _view.GetValueOrDefault(id);

    private Operation Create()
    {
        var id = Pick(Ids);
        var isAdditive = Additive.Contains(id);
        var key = Pick(Keys);
        return isAdditive
            ? new CreateVariable(id, VariableType.Additive, key, Encrypt(key, Number()), [Bob], [Carol])
            : new CreateVariable(id, VariableType.Ordered, id, Seal(id, id, Number()), [], [Alice]);
    }

    private Operation Set()
    {
        var id = Pick(Ids);
        var seen = View(id);
        var key = seen?.Key ?? Keys[0];
        var record = seen?.IsAdditive ?? Additive.Contains(id) ? Encrypt(key, Number()) : Seal(key, id, Number());
        var expected = seen is not null && _random.Next(2) == 0 ? Digest.Of(Convert.FromHexString(seen.Record)) : (Digest?)null;
        See(id, record);
        return new SetRecord(id, Additive.Contains(id) ? VariableType.Additive : VariableType.Ordered, key, record, expected);
    }

    private void See(string id, byte[] record)
    {
        if (View(id) is { } seen)
        {
            var hex = NaiveModel.Hex(record);
            var value = seen.IsAdditive ? (Book.Ciphertexts.TryGetValue(hex, out var found) ? found.Value : 0) : Book.Records[hex].Value;
            _view[id] = seen with { Record = hex, Value = value };
        }
    }

    private SumAdditive SumAdditive()
    {
        var id = Pick(_random.Next(15) == 0 ? Ordered : Additive);
        var key = View(id) is { IsAdditive: true } seen ? seen.Key : Keys[0];
        var addend = Encrypt(key, Number());
        if (View(id) is { IsAdditive: true } before)
        {
            // The client can foretell the product, and open it.
            var product = KeyOf(key).PublicKey.Add(Convert.FromHexString(before.Record), addend);
            _view[id] = product is null ? before : before with { Record = NaiveModel.Hex(product) };
        }
        return new SumAdditive(id, key, addend);
    }

    private SumOrdered SumOrdered(string path)
    {
        var id = Pick(Ordered);
        var addend = Number();
        if (View(id) is { } seen)
        {
            var label = seen.Key;
            var salt = _client.Noise(16);
            var record = Convert.FromHexString(seen.Record);
            if (Client.Part(label, id, record, addend, salt, path) is { } part)
            {
                _envelope.Add(part);
                _sealed.Add(new SealedPart.Sum(path, id, seen.Record, label, addend, salt));
                var sum = unchecked((long)(ulong)((seen.Value + addend) & ulong.MaxValue));
                var made = NaiveModel.Hex(Client.Ordered(label, id).Seal(sum, salt));
                Book.Records[made] = (sum, false);
                _view[id] = seen with { Record = made, Value = sum };
                return new SumOrdered(id, label);
            }
        }
        Fill(path);
        return new SumOrdered(id, id);
    }

    /// <summary>An envelope has a part at least.</summary>
    private void Fill(string path)
    {
        _envelope.Add(Client.Ordered("x", "x").Sum(path, Convert.FromHexString(NaiveModel.Hex(_client.Seal("x", "x", 1))), 1, _client.Noise(16))!);
        _sealed.Add(new SealedPart.Sum(path, "x", "none", "x", 1, []));
    }

    private CompareAdditive CompareAdditive(string path)
    {
        var id = Pick(Additive);
        if (View(id) is { IsAdditive: true } seen && Open(id, seen) is { } opening)
        {
            var comparison = (Comparison)(1 + _random.Next(6));
            var argument = (long)BigInteger.Min(long.MaxValue, BigInteger.Max(long.MinValue, seen.Value + _random.Next(-1, 2)));
            _envelope.Add(new EnvelopePart.Compare(path, Enum.Parse<Order>(comparison.ToString()), argument, opening));
            _sealed.Add(new SealedPart.Compare(path, id, seen.Record, comparison, argument));
        }
        else
        {
            Fill(path);
        }
        return new CompareAdditive(id, _random.Next(3) == 0 ? 3072 : 2048);
    }

    private SealedOpening? Open(string id, NaiveModel.Integer seen) => _client.TryOpen(KeyOf(seen.Key), id, Convert.FromHexString(seen.Record));

    private RangeAdditive RangeAdditive(string path)
    {
        string[] ids = [.. Additive.OrderBy(_ => _random.Next()).Take(1 + _random.Next(3))];
        var opened = ids.Select(id => (Id: id, Seen: View(id), Opening: View(id) is { IsAdditive: true } seen ? Open(id, seen) : null)).Where(one => one.Opening is not null).ToList();
        if (opened.Count == 0)
        {
            Fill(path);
        }
        else
        {
            var (low, high) = (_random.Next(-40, 20), _random.Next(0, 60));
            _envelope.Add(new EnvelopePart.Range(path, low, high, [.. opened.Select(one => one.Opening!).OrderBy(one => one.AssetId, StringComparer.Ordinal)]));
            _sealed.Add(new SealedPart.Range(path, low, high, [.. opened.Select(one => (one.Id, one.Seen!.Record))]));
        }
        return new RangeAdditive([.. ids], 3072);
    }

    private byte[] Token(string id, long argument)
    {
        if (View(id) is { IsAdditive: false } seen && Client.Ordered(seen.Key, id).Token(Convert.FromHexString(seen.Record), argument) is { } token)
        {
            Book.Tokens[NaiveModel.Hex(token)] = (seen.Record, argument);
            return token;
        }
        return [1];
    }

    private CompareOrdered CompareOrdered()
    {
        var id = Pick(Ordered);
        var argument = (long)BigInteger.Min(long.MaxValue, BigInteger.Max(long.MinValue, (View(id)?.Value ?? 0) + _random.Next(-1, 2)));
        return new CompareOrdered(id, (Comparison)(1 + _random.Next(6)), Token(id, argument));
    }

    private RangeOrdered RangeOrdered() => new(
        [.. Ordered.OrderBy(_ => _random.Next()).Take(1 + _random.Next(3)).Select(id => new OrderedBounds(id, Token(id, _random.Next(-40, 20)), Token(id, _random.Next(0, 60))))]);

    private Operation Rekey()
    {
        var id = Pick(Ids);
        var seen = View(id);
        var version = seen?.Version ?? 1;
        if (seen is not null && _random.Next(3) == 0)
        {
            return new Rekey(id, Type(id), seen.Key, Convert.FromHexString(seen.Record), [Carol], [Bob], version);
        }
        if (seen is not null && _random.Next(4) == 0)
        {
            return new Rekey(id, Type(id), _random.Next(8) == 0 ? id + ".9" : seen.Key, [], Fewer(seen.Writers), Fewer(seen.Readers), _random.Next(3));
        }
        var value = (long)BigInteger.Min(long.MaxValue, BigInteger.Max(long.MinValue, seen?.Value ?? 1));
        var key = Additive.Contains(id) ? Pick(Keys) : id + "." + _random.Next(3);
        var record = Additive.Contains(id) ? Encrypt(key, value) : Seal(key, id, value);
        return new Rekey(id, Type(id), key, record, [Bob], [Carol], version);
    }

    // Now and then somebody is named who was not.
    private ImmutableArray<Account> Fewer(ImmutableArray<Account> named) =>
        [.. named.Where(_ => _random.Next(2) == 0), .. _random.Next(6) == 0 ? ImmutableArray.Create(Pick([Alice, Bob, Carol])) : []];

    private static VariableType Type(string id) => Additive.Contains(id) ? VariableType.Additive : VariableType.Ordered;
}
