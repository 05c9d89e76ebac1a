using System.Collections.Immutable;
using System.Security.Cryptography;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Keys;
using Scew.Homomorphic.Modules;
using Scew.Homomorphic.Ordered;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Homomorphic.Tests.Clients;

/// <summary>
/// All that two clients do, by what is public, with random numbers: Ann makes keys and variables, adds, compares and searches with the modules' help, and hands
/// over; Ben takes and goes on with what the registers hold. A dictionary stands for the registers.
/// </summary>
public sealed class ClientPathTests : IDisposable
{
    private const string KeyId = "ann:paillier";
    private static readonly Digest Group = Digest.Of([1]);
    private static readonly Account Ann = new(Digest.Of([2]));
    private static readonly Account Ben = new(Digest.Of([3]));
    private readonly MasterSecret _ann = new(Random(MasterSecret.SizeBytes));
    private readonly MasterSecret _ben = new(Random(MasterSecret.SizeBytes));
    private readonly HybridPrivateKey _modulePublic = HybridPrivateKey.Derive(TestKeys.Noise(32, 50));
    private readonly ModuleKeys _moduleKeys = new ModuleKeys().Add(0, HybridPrivateKey.Derive(TestKeys.Noise(32, 50)));
    private readonly SecureModule _module;
    private readonly Dictionary<string, byte[]> _registers = [];
    private byte[] _publicKey = [];
    private byte[] _sealedKey = [];

    public ClientPathTests() => _module = new SecureModule(_moduleKeys, new VerifiedOpenings());

    public void Dispose()
    {
        _ann.Dispose();
        _ben.Dispose();
        _modulePublic.Dispose();
        _moduleKeys.Dispose();
    }

    [Fact]
    public void Two_clients_do_everything_by_what_is_public()
    {
        RegisterKey();
        using (var key = SealedPaillierKey.TryOpen(_ann, Group, KeyId, _publicKey, _sealedKey)!)
        {
            AddAndRead(key);
            Delegate(_ann.OrderedKey(Group, "ann:stock", "ann:stock"), key, Ann);
        }
        using (var taken = Take(out var stock))
        {
            Assert.Equal(49, taken.Decrypt(_registers["ann:points"]));
            Delegate(stock, taken, Ben);
        }
    }

    /// <summary>Draws, proves, registers and seals a key.</summary>
    private void RegisterKey()
    {
        using var key = Draw();
        var context = ModulusProof.ContextOf(Group, Ann, KeyId);
        Ok(new ModuleCall.CheckKey(key.PublicKey.Encoded.ToArray(), ModulusProof.Prove(key, context), context));
        _publicKey = key.PublicKey.Encoded.ToArray();
        _sealedKey = SealedPaillierKey.Seal(_ann, Group, KeyId, key, Random(SealedPaillierKey.NonceBytes));
    }

    private static PaillierPrivateKey Draw()
    {
        while (true)
        {
            using var rsa = RSA.Create(2048);
            var primes = rsa.ExportParameters(true);
            if (PaillierPrivateKey.TryCreate(primes.P, primes.Q, Random(PaillierPrivateKey.SeedBytes), out var fault) is { } key)
            {
                return key;
            }
            Assert.True(PaillierPrivateKey.IsUnlucky(fault));
        }
    }

    /// <summary>What works on ciphertexts alone: sums, and comparisons of ordered variables.</summary>
    private void AddAndRead(PaillierPrivateKey key)
    {
        _registers["ann:points"] = key.Encrypt(-7, Random(key.RandomnessBytes));
        _registers["ann:more"] = key.Encrypt(100, Random(key.RandomnessBytes));
        Ok(new ModuleCall.CheckAdditive(_publicKey, _registers["ann:points"]));
        using var forWriters = PaillierPublicKey.TryParse(_publicKey, out _)!;
        var addend = forWriters.Encrypt(49, Random(forWriters.RandomnessBytes));
        _registers["ann:points"] = Ok(new ModuleCall.SumAdditive(_publicKey, _registers["ann:points"], addend)).Record;
        Assert.Equal(42, key.Decrypt(_registers["ann:points"]));

        using var stock = _ann.OrderedKey(Group, "ann:stock", "ann:stock");
        _registers["ann:stock"] = stock.Seal(12, Random(OrderedRecord.SaltBytes));
        var record = _registers["ann:stock"];
        Assert.True(stock.TryOpen(record, out var value) && value == 12);
        Assert.True(Ok(new ModuleCall.CompareOrdered(Comparison.Greater, record, stock.Token(record, 11)!)).Holds);
        Assert.True(Ok(new ModuleCall.RangeOrdered(record, stock.Token(record, 12)!, stock.Token(record, 20)!)).Holds);
        Assert.Null(stock.Token(record.AsSpan(1), 11));
        Assert.Null(stock.Sum("", record.AsSpan(1), 1, Random(OrderedRecord.SaltBytes)));
        Assert.False(stock.TryOpen(record.AsSpan(1), out _));
    }

    /// <summary>All delegated operations, in one request whose second sum builds upon the first; all of them were foretold.</summary>
    private void Delegate(OrderedKey stock, PaillierPrivateKey key, Account who)
    {
        using var owned = stock;
        var transaction = new Transaction([
            new CompareAdditive("ann:points", 2048), new RangeAdditive(["ann:points", "ann:more"], 2048), new SumOrdered("ann:stock", "ann:stock"), new SumOrdered("ann:stock", "ann:stock")]);
        var paths = Delegation.Of(transaction).Select(part => part.Path).ToArray();
        var old = _registers["ann:stock"];
        Assert.True(stock.TryOpen(old, out var before));
        var salts = new[] { Random(OrderedRecord.SaltBytes), Random(OrderedRecord.SaltBytes) };
        var between = stock.Seal(before + 5, salts[0]);
        var binding = new EnvelopeBinding(Group, 0, who, Random(EnvelopeBinding.NonceBytes), 1_790_000_000_000, "");
        using var content = EnvelopeContent.Of([
            stock.Sum(paths[3], between, -6, salts[1])!,
            stock.Sum(paths[2], old, 5, salts[0])!,
            new EnvelopePart.Compare(paths[0], Comparison.GreaterOrEqual, 42, Open("ann:points")),
            EnvelopePart.Range.Of(paths[1], 0, 60, [Open("ann:points"), Open("ann:more")])]);
        var envelope = Envelope.Seal(_modulePublic.PublicKey, binding, content, Random(HybridPrivateKey.SeedBytes))!;

        Assert.True(Ask(DelegatedKind.CompareAdditive, 0, "ann:points")[0].Holds);
        Assert.Equal([true, false], Ask(DelegatedKind.RangeAdditive, 1, "ann:points", "ann:more").Select(answer => answer.Holds));
        _registers["ann:stock"] = Ask(DelegatedKind.SumOrdered, 2, "ann:stock")[0].Record;
        Assert.Equal(between, _registers["ann:stock"]);
        _registers["ann:stock"] = Ask(DelegatedKind.SumOrdered, 3, "ann:stock")[0].Record;
        Assert.True(stock.TryOpen(_registers["ann:stock"], out var after));
        Assert.Equal(before - 1, after);

        SealedOpening Open(string id) => SealedOpening.Of(key, id, _registers[id])!;

        ImmutableArray<ModuleAnswer> Ask(DelegatedKind kind, int part, params string[] ids)
        {
            var publicKey = kind == DelegatedKind.SumOrdered ? [] : _publicKey;
            var answers = _module.Run(new ModuleCall.Delegated(binding, envelope, [.. ids.Select(id => new DelegatedItem(kind, paths[part], id, publicKey, _registers[id]))]));
            Assert.All(answers, answer => Assert.Equal(ModuleCode.Ok, answer.Code));
            return answers;
        }
    }

    /// <summary>Ann hands both keys to Ben, who checks them with the registers and has them from then on by his own master secret, or by the messages.</summary>
    private PaillierPrivateKey Take(out OrderedKey stock)
    {
        using var published = _ben.EncryptionKey(Group, Ben);
        Assert.True(HybridKeys.IsPublicKey(published.PublicKey));
        var paillier = new HandOver(Group, Ann, Ben, HandOverKind.PaillierKey, KeyId);
        var variable = new HandOver(Group, Ann, Ben, HandOverKind.VariableKey, "ann:stock");
        var (keyMessage, variableMessage) = (GiveKey(paillier, published.PublicKey), variable.Seal(published.PublicKey, _ann.VariableKey(Group, "ann:stock"), Random(32))!);

        // Only now does Ann's client go on adding: a key handed over opens what comes later too.
        using (var key = SealedPaillierKey.TryOpen(_ann, Group, KeyId, _publicKey, _sealedKey)!)
        {
            _registers["ann:points"] = key.PublicKey.Add(_registers["ann:points"], key.Encrypt(7, Random(key.RandomnessBytes)))!;
        }
        using var own = _ben.EncryptionKey(Group, Ben);
        stock = new OrderedKey(variable.TryOpen(own, variableMessage)!, "ann:stock");
        Assert.True(stock.TryOpen(_registers["ann:stock"], out _));
        var taken = PaillierPrivateKey.TryImport(paillier.TryOpen(own, keyMessage)!, _publicKey, out var fault);
        Assert.Equal(KeyFault.None, fault);
        return taken!;
    }

    private byte[] GiveKey(HandOver handOver, ReadOnlySpan<byte> published)
    {
        using var key = SealedPaillierKey.TryOpen(_ann, Group, KeyId, _publicKey, _sealedKey)!;
        var exported = new byte[key.ExportBytes];
        key.Export(exported);
        return handOver.Seal(published, exported, Random(32))!;
    }

    private ModuleAnswer Ok(ModuleCall call)
    {
        var answer = Assert.Single(_module.Run(call));
        Assert.Equal(ModuleCode.Ok, answer.Code);
        return answer;
    }

    private static byte[] Random(int sizeBytes) => RandomNumberGenerator.GetBytes(sizeBytes);
}
