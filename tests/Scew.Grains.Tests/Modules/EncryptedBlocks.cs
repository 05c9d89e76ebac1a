using Scew.Grains.Tests.Transfers;
using Scew.Homomorphic.Additive;
using Scew.Homomorphic.Envelopes;
using Scew.Homomorphic.Tests;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests.Modules;

/// <summary>
/// A group whose first blocks register a Paillier key (1), create a variable (2), ask by an envelope whether it is above 99 and add to it, which holds a wallet's creation too (3), and
/// create a wallet (4).
/// </summary>
internal sealed class EncryptedBlocks : IDisposable
{
    /// <summary>Index of the block that needs the modules' key.</summary>
    public const int Delegated = 2;

    private static readonly byte[] ModuleKey = MakeModuleKey();
    private readonly byte[] _record = Encrypt(100, 1);

    public EncryptedBlocks(long stepMs = 1000)
    {
        Group = new TestGroup(stepMs, ModuleKey);
        Add(new KeyCreate(Key, TestKeys.Ann.PublicKey.Encoded.ToArray(), ModulusProof.Prove(TestKeys.Ann, ModulusProof.ContextOf(Group.Group.Genesis, Group.Customer.Account, Key)), TestKeys.Noise(286, 2)));
        Add(new CreateVariable(Variable, VariableType.Additive, Key, _record, [], []));
        Group.Add(Group.NextMs, Compare(), Sign(new SumAdditive(Variable, Key, Encrypt(5, 3))), Sign(new CreateWallet(Group.Wallet(0), 0)));
        Add(new CreateWallet(Group.Wallet(1), 0));
    }

    public TestGroup Group { get; }

    private string Key => IdRules.OwnPrefix(Group.Customer.Account) + ":key";

    public string Variable => IdRules.OwnPrefix(Group.Customer.Account) + ":p";

    public void Dispose() => Group.Dispose();

    public SignedRequest Sign(Operation operation) => RequestSigner.Sign(Group.Group.Genesis, operation, Group.NextMs + 60_000, Group.Customer).Request!;

    private static byte[] MakeModuleKey()
    {
        using var key = ModuleQuestions.NewKey();
        return key.PublicKey.ToArray();
    }

    private static byte[] Encrypt(long value, int seed) => TestKeys.Ann.Encrypt(value, TestKeys.Noise(TestKeys.Ann.RandomnessBytes, seed));

    private void Add(Operation operation) => Group.Add(Group.NextMs, Sign(operation));

    private SignedRequest Compare()
    {
        var (nonce, until) = (Nonce.Create(), Group.NextMs + 60_000);
        var (genesis, key) = (Group.Group.Genesis, Group.Customer);
        var binding = new EnvelopeBinding(genesis, 0, key.Account, Base64Url.Decode(nonce, EnvelopeBinding.NonceBytes)!, until, "");
        using var content = new EnvelopeContent([new EnvelopePart.Compare("", Homomorphic.Comparison.Greater, 99, SealedOpening.Of(TestKeys.Ann, Variable, _record)!)]);
        var envelope = Envelope.Seal(ModuleKey, binding, content, TestKeys.Noise(32, 5))!;
        var payload = PayloadCodec.Encode(new RequestPayload([key.Account], genesis, nonce, new CompareAdditive(Variable, 2048), until) { Envelope = envelope });
        return RequestParser.Parse(RequestBuilder.Assemble(payload, [(key.PublicKey, RequestSigner.SignPayload(key, payload))]), genesis, new Protocol.Accounts.AccountKeyCache()).Request!;
    }
}
