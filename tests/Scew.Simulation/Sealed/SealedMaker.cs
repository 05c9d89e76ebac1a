using System.Numerics;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Order = Scew.Homomorphic.Comparison;

namespace Scew.Simulation.Sealed;

/// <summary>Makes one request on one variable, with all its cryptography; what would be random bytes comes from the request's number.</summary>
internal sealed class SealedMaker
{
    private static readonly Account Owner = SimulatedRequest.Customer(0);
    private readonly Digest _genesis;
    private readonly Prng _random;
    private readonly string _id;
    private readonly bool _additive;
    private readonly VariableValue? _read;
    private readonly long _version;
    private readonly BigInteger _value;
    private readonly string _key;
    private byte[] _record;

    public SealedMaker(Digest genesis, Prng random, string id, Register? read, BigInteger value)
    {
        _genesis = genesis;
        _random = random;
        _id = id;
        _additive = SealedRequests.IsAdditive(id);
        _read = read is null ? null : VariableValue.Decode(VariableValue.TypeOf(read.Contract)!.Value, read.Value);
        _version = read?.Version ?? 0;
        _value = value;
        _key = _read?.Key ?? (_additive ? SimulatedKeys.Ids[0] : id);
        _record = _read?.Record ?? [];
    }

    public List<EnvelopePart> Parts { get; } = [];

    public byte[] Noise(int sizeBytes)
    {
        var bytes = new byte[sizeBytes];
        for (var i = 0; i < sizeBytes; i++)
        {
            bytes[i] = (byte)_random.Next();
        }
        return bytes;
    }

    public (Operation, SealedStep) Make()
    {
        if (_read is null)
        {
            return _additive && _random.OneIn(2) ? Register() : Create();
        }
        switch (_random.Below(12))
        {
            case 0:
                return Create();
            case 1 or 2:
                return Set();
            case 3 or 4:
                return Sum("", _version);
            case 5:
                return Rekey();
            case 6:
                var (compare, compared) = Compare("");
                return (compare, compared);
            case 7:
                return (Search(), new SealedStep.Search());
            case 8:
                var (first, one) = Sum("0", _version);
                var (second, two) = Sum("1", null);
                return (new Transaction([first, second]), new SealedStep.All([one, two]));
            default:
                return Conditional();
        }
    }

    private (Operation, SealedStep) Register()
    {
        var id = _random.Pick(SimulatedKeys.Ids);
        var key = SimulatedKeys.Of(id);
        var proof = ModulusProof.Prove(key, ModulusProof.ContextOf(_genesis, Owner, id));
        return (new KeyCreate(id, key.PublicKey.Encoded.ToArray(), proof, Noise(40)), new SealedStep.Register(id));
    }

    private (Operation, SealedStep) Create()
    {
        var value = Number();
        var create = new CreateVariable(
            _id, Type, _key, Record(_key, value), [SimulatedRequest.Customer(1), SimulatedRequest.Customer(2)], [SimulatedRequest.Customer(1), SimulatedRequest.Customer(3)]);
        return (create, new SealedStep.Create(_id, _additive, _key, value));
    }

    private (Operation, SealedStep) Set()
    {
        var value = Number();
        var expects = _random.OneIn(2);
        return (new SetRecord(_id, Type, _key, Record(_key, value), expects ? Digest.Of(_record) : null), new SealedStep.Set(_id, _key, value, expects ? _version : null));
    }

    private (Operation, SealedStep) Sum(string path, long? madeFor)
    {
        var addend = Number();
        if (_additive)
        {
            return (new SumAdditive(_id, _key, Record(_key, addend)), new SealedStep.Sum(_id, _key, addend, null));
        }
        var (key, salt) = (SimulatedKeys.Ordered(_key, _id), Noise(OrderedRecord.SaltBytes));
        Parts.Add(key.Sum(path, _record, addend, salt)!);
        key.TryOpen(_record, out var before);
        _record = key.Seal(unchecked(before + addend), salt);
        return (new SumOrdered(_id, _key), new SealedStep.Sum(_id, _key, addend, madeFor));
    }

    private (Operation, SealedStep) Rekey()
    {
        if (_random.OneIn(2))
        {
            return (new Rekey(_id, Type, _key, _record, _read!.Writers, _read.Readers, _version), new SealedStep.Rekey(_id, _key, null, _version));
        }
        var (key, value) = (_additive ? _random.Pick(SimulatedKeys.Ids) : $"{_id}.{_random.Below(4)}", Argument(0));
        return (new Rekey(_id, Type, key, Record(key, value), _read!.Writers, _read.Readers, _version), new SealedStep.Rekey(_id, key, value, _version));
    }

    private (Operation, SealedStep.Compare) Compare(string path)
    {
        var (comparison, argument) = ((Comparison)(1 + _random.Below(6)), Argument(_random.Below(3) - 1));
        var meaning = new SealedStep.Compare(_id, comparison, argument, _version);
        if (!_additive)
        {
            return (new CompareOrdered(_id, comparison, SimulatedKeys.Ordered(_key, _id).Token(_record, argument)!), meaning);
        }
        Parts.Add(new EnvelopePart.Compare(path, Enum.Parse<Order>(comparison.ToString()), argument, SealedOpening.Of(SimulatedKeys.Of(_key), _id, _record)!));
        return (new CompareAdditive(_id, 2048), meaning);
    }

    private Operation Search()
    {
        if (_additive)
        {
            Parts.Add(EnvelopePart.Range.Of("", Argument(-5), Argument(5), [SealedOpening.Of(SimulatedKeys.Of(_key), _id, _record)!]));
            return new RangeAdditive([_id], 2048);
        }
        var key = SimulatedKeys.Ordered(_key, _id);
        return new RangeOrdered([new OrderedBounds(_id, key.Token(_record, Argument(-5))!, key.Token(_record, Argument(5))!)]);
    }

    private (Operation, SealedStep) Conditional()
    {
        var (condition, meaning) = Compare("c");
        var move = new Transfer("w" + (char)('0' + _random.Below(8)), "w" + (char)('0' + _random.Below(8)), 1 + _random.Below(9), null);
        var (update, updated) = _random.OneIn(2) ? Sum("u1", _version) : Set();
        return (new ConditionalUpdate(condition, [move, update]), new SealedStep.If(meaning, [new SealedStep.Plain(move), updated]));
    }

    private VariableType Type => _additive ? VariableType.Additive : VariableType.Ordered;

    private long Number() => _random.OneIn(12) && !_additive ? (_random.OneIn(2) ? long.MaxValue : long.MinValue) : _random.Below(60) - 30;

    private long Argument(int offset) => (long)BigInteger.Max(long.MinValue, BigInteger.Min(long.MaxValue, _value + offset));

    private byte[] Record(string key, long value) => _additive
        ? SimulatedKeys.Of(key).Encrypt(value, Noise(SimulatedKeys.Of(key).RandomnessBytes), SimulatedKeys.Tables)
        : SimulatedKeys.Ordered(key, _id).Seal(value, Noise(OrderedRecord.SaltBytes));
}
