using System.Globalization;
using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;

namespace Scew.Benchmarks.Homomorphic;

/// <summary>Ordered records, envelopes and whole answers of a secure module.</summary>
internal sealed class ModuleRows(SideBySide measure, PaillierPrivateKey key)
{
    private const string Id = "shop:stock";
    private const int RangeSize = 100;

    public IEnumerable<HomomorphicRow> Run()
    {
        var (variableKey, salt, newSalt) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(16));
        var recordKey = OrderedRecord.KeyOf(variableKey, Id, salt);
        var record = OrderedRecord.Seal(recordKey, Id, salt, -7);
        var token = OrderToken.Make(recordKey, record, 5);
        yield return Row("ordered: key of a record", () => OrderedRecord.KeyOf(variableKey, Id, salt), null);
        yield return Row("ordered: token", () => OrderToken.Make(recordKey, record, 5), 2);
        yield return Row("ordered: comparison", () => OrderToken.Compare(record, token), 0.5);
        yield return Row("ordered: record", () => OrderedRecord.Seal(recordKey, Id, salt, -7), null);
        yield return Row("ordered: record opened", () => OrderedRecord.TryOpen(recordKey, Id, record, out _), null);

        var seed = RandomNumberGenerator.GetBytes(32);
        using var moduleKey = HybridPrivateKey.Derive(seed);
        using var moduleKeys = new ModuleKeys().Add(1, HybridPrivateKey.Derive(seed));
        var binding = new EnvelopeBinding(Digest.Of([1]), 1, new Account(Digest.Of([2])), RandomNumberGenerator.GetBytes(16), 1_790_000_000_000, "");
        var sum = new EnvelopePart.OrderedSum("0", Id, Digest.Of(record), 12, recordKey, OrderedRecord.KeyOf(variableKey, Id, newSalt), newSalt);
        using var sumContent = new EnvelopeContent([sum]);
        var sumEnvelope = Envelope.Seal(moduleKey.PublicKey, binding, sumContent, RandomNumberGenerator.GetBytes(32))!;
        yield return Row("envelope sealed", () => Envelope.Seal(moduleKey.PublicKey, binding, sumContent, RandomNumberGenerator.GetBytes(32)), null);
        var module = new SecureModule(moduleKeys, null);
        foreach (var row in Plain(module))
        {
            yield return row;
        }
        yield return Row("module: envelope of one part opened", () => module.Run(new ModuleCall.Delegated(binding, sumEnvelope, [])), null);
        using var fullContent = new EnvelopeContent([.. Enumerable.Range(0, EnvelopeContent.MaxParts).Select(i =>
            new EnvelopePart.OrderedSum(i.ToString("D3", CultureInfo.InvariantCulture), Id, Digest.Of(record), 12, recordKey, recordKey, newSalt))]);
        var fullEnvelope = Envelope.Seal(moduleKey.PublicKey, binding, fullContent, RandomNumberGenerator.GetBytes(32))!;
        yield return Row($"module: envelope of {EnvelopeContent.MaxParts} parts, {fullEnvelope.Length} bytes, opened", () => module.Run(new ModuleCall.Delegated(binding, fullEnvelope, [])), null);
        var sumCall = new ModuleCall.Delegated(binding, sumEnvelope, [new DelegatedItem(DelegatedKind.SumOrdered, "0", Id, [], record)]);
        yield return Row("module: sum on an ordered variable", () => module.Run(sumCall), null);
        foreach (var row in Ranges(moduleKey, moduleKeys, binding))
        {
            yield return row;
        }
    }

    private IEnumerable<HomomorphicRow> Plain(SecureModule module)
    {
        var encoded = key.PublicKey.Encoded.ToArray();
        var check = new ModuleCall.CheckKey(encoded, ModulusProof.Prove(key, "benchmark"u8), "benchmark"u8.ToArray());
        var (a, b) = (key.Encrypt(1, RandomNumberGenerator.GetBytes(key.RandomnessBytes)), key.Encrypt(2, RandomNumberGenerator.GetBytes(key.RandomnessBytes)));
        yield return Row("module: check of a key", () => module.Run(check), null);
        yield return Row("module: check of a ciphertext", () => module.Run(new ModuleCall.CheckAdditive(encoded, a)), null);
        yield return Row("module: sum on an additive variable", () => module.Run(new ModuleCall.SumAdditive(encoded, a, b)), null);
    }

    private IEnumerable<HomomorphicRow> Ranges(HybridPrivateKey moduleKey, ModuleKeys keys, EnvelopeBinding binding)
    {
        var encoded = key.PublicKey.Encoded.ToArray();
        using var tables = new EncryptionTables();
        var variables = Enumerable.Range(0, RangeSize).Select(i => (Id: "shop:" + i.ToString("D3", CultureInfo.InvariantCulture), Record: key.Encrypt(i, RandomNumberGenerator.GetBytes(key.RandomnessBytes), tables))).ToArray();
        using var content = new EnvelopeContent([new EnvelopePart.Range("0", 20, 40, [.. variables.Select(one => SealedOpening.Of(key, one.Id, one.Record)!)])]);
        var envelope = Envelope.Seal(moduleKey.PublicKey, binding, content, RandomNumberGenerator.GetBytes(32))!;
        var call = new ModuleCall.Delegated(binding, envelope, [.. variables.Select(one => new DelegatedItem(DelegatedKind.RangeAdditive, "0", one.Id, encoded, one.Record))]);
        var warm = new SecureModule(keys, new VerifiedOpenings());
        if (warm.Run(call).Count(answer => answer.Code == ModuleCode.Ok && answer.Holds) != 21)
        {
            throw new InvalidOperationException("the range is wrong");
        }
        yield return Row($"module: envelope of a range over 100, {envelope.Length} bytes, opened", () => warm.Run(call with { Items = [] }), null);
        yield return Row("module: range over 100 additive variables, cold", () => new SecureModule(keys, null).Run(call), 2_000_000);
        yield return Row("module: range over 100 additive variables, warm", () => warm.Run(call), null);
    }

    private HomomorphicRow Row(string name, Action ours, double? target) => new(name, measure.Measure(ours, null).Microseconds, null, target);
}
