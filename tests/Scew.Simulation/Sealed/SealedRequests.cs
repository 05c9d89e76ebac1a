using System.Numerics;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Modules;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Simulation.Sealed;

/// <summary>
/// What the customers of one group do with encrypted integers. What a request is follows from its bytes: a number, the variable, and the register as the customer read it at some member,
/// perhaps long before it is executed. Sealing takes time, so each request is made once.
/// </summary>
internal sealed class SealedRequests(Digest genesis)
{
    private const int Variables = 3;

    private readonly Dictionary<Digest, SealedRequest> _made = [];
    private readonly Dictionary<string, BigInteger> _values = new(StringComparer.Ordinal);

    /// <summary>Answers to registrations of keys, which take long and are the same at every member.</summary>
    public Dictionary<Digest, ModuleAnswer> CheckedKeys { get; } = [];

    public static string Variable(Prng random, bool additive) => (additive && random.OneIn(3) ? "a" : "o") + (char)('0' + random.Below(Variables));

    public static bool IsAdditive(string id) => id[0] == 'a';

    /// <summary>The request of this id, made for <paramref name="payload"/>'s accounts, nonce and time.</summary>
    public SealedRequest Make(Digest id, ulong number, string variable, Register? read, Func<Operation, RequestPayload> payload)
    {
        if (!_made.TryGetValue(id, out var made))
        {
            var maker = new SealedMaker(genesis, new Prng(number ^ 0x5EA1ED), variable, read, read is null ? 0 : ValueOf(read));
            var (operation, step) = maker.Make();
            made = new SealedRequest(operation, Seal(payload(operation), maker), step);
            _made.Add(id, made);
        }
        return made;
    }

    /// <summary>What is in a variable's register; every value that the customers make can be read.</summary>
    public BigInteger ValueOf(Register register)
    {
        var value = VariableValue.Decode(VariableValue.TypeOf(register.Contract)!.Value, register.Value)!;
        var name = $"{register.Key.Id} {value.Key} {Convert.ToHexString(value.Record)}";
        if (!_values.TryGetValue(name, out var plain))
        {
            plain = value.Type == VariableType.Additive ? SimulatedKeys.Of(value.Key).Decrypt(value.Record) ?? -1
                : SimulatedKeys.Ordered(value.Key, register.Key.Id).TryOpen(value.Record, out var opened) ? opened : throw new ViolationException("sealed", "a record does not open");
            _values.Add(name, plain);
        }
        return plain;
    }

    private byte[] Seal(RequestPayload payload, SealedMaker maker)
    {
        if (maker.Parts.Count == 0)
        {
            return [];
        }
        var nonce = Base64Url.Decode(payload.Nonce, EnvelopeBinding.NonceBytes)!;
        using var content = EnvelopeContent.Of(maker.Parts);
        return Envelope.Seal(SimulatedKeys.ModulePublicKey, new EnvelopeBinding(genesis, 0, payload.Submitter, nonce, payload.ValidUntilMs, ""), content, maker.Noise(32))!;
    }
}

/// <summary>A request on encrypted integers, and what it means.</summary>
internal sealed record SealedRequest(Operation Operation, byte[] Envelope, SealedStep Meaning);
