using System.Text;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Codec;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Pages;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Tests.Agents;
using Scew.Protocol.Tests.Groups;
using Scew.Protocol.Tests.Messages;
using Scew.Protocol.Tests.Pages;
using Scew.Protocol.Tests.Receipts;
using Scew.Protocol.Tests.Requests;

namespace Scew.Protocol.Tests.Fuzz;

/// <summary>Every reader of untrusted bytes in the protocol.</summary>
internal static class Decoders
{
    private static readonly Digest Genesis = SampleGroup.Group.Genesis;

    private delegate T Part<T>(ref CodecReader reader);

    public static IReadOnlyList<Decoder> All { get; } = [.. Messages(), .. Parts(), .. Requests(), .. Proofs(), .. Agents(), .. Genesises(), .. Eras(), PeerFrames.Decoder];

    public static Decoder Named(string name) => All.Single(decoder => decoder.Name == name);

    private static IEnumerable<Decoder> Messages() => RandomValue.Concrete(typeof(PeerMessage)).Select(type => new Decoder(
        "message-" + type.Name,
        false,
        bytes => MessageCodec.Decode(bytes, Genesis),
        message => MessageCodec.Encode((PeerMessage)message),
        [.. SampleMessages.All().Where(message => message.GetType() == type).Select(MessageCodec.Encode)],
        random => MessageCodec.Encode((PeerMessage)RandomValue.Of(type, random, "")!)));

    private static IEnumerable<Decoder> Parts()
    {
        yield return Decoder.Binary<Evidence>("evidence", bytes => EvidenceCodec.Decode(bytes), EvidenceCodec.Encode);
        yield return Whole("certificate", Certificate.Decode, (value, writer) => value.Encode(writer));
        yield return Whole("justification", Justification.Decode, (value, writer) => value.Encode(writer));
        yield return Whole("block", (ref CodecReader reader) => Block.Decode(ref reader, Genesis)!, (value, writer) => value.Encode(writer));
        yield return Whole("attestation", Attestation.Decode, (value, writer) => value.Encode(writer));
        yield return Decoder.Binary<Register>("register", bytes => Register.Decode(bytes), register => (register with { }).Encode());
        yield return Decoder.Binary<WalletValue>("wallet", bytes => WalletValue.Decode(bytes), value => value.Encode());
        yield return Decoder.Binary<IssuerValue>("issuer", bytes => IssuerValue.Decode(bytes), value => value.Encode());
        yield return Decoder.Binary<VariableValue>("variable", bytes => VariableValue.Decode(VariableType.Ordered, bytes), value => value.Encode());
        yield return Decoder.Binary<PaillierKeyValue>("paillier-key", bytes => PaillierKeyValue.Decode(bytes), value => value.Encode());
        yield return Decoder.Binary<EncryptionKeyValue>("encryption-key", bytes => EncryptionKeyValue.Decode(bytes), value => value.Encode());
    }

    private static Decoder Whole<T>(string name, Part<T> decode, Action<T, CodecWriter> encode)
    {
        object? Decode(byte[] bytes)
        {
            var reader = new CodecReader(bytes);
            var value = decode(ref reader);
            return reader.Complete ? value : null;
        }
        byte[] Encode(T value)
        {
            var writer = new CodecWriter();
            encode(value, writer);
            return writer.ToArray();
        }
        return Decoder.Binary<T>(name, Decode, Encode);
    }

    private static IEnumerable<Decoder> Requests()
    {
        byte[][] wires =
        [
            .. SampleRequests.All().Select(sample => SampleRequests.Ann.DeterministicWire(PayloadCodec.Encode(SampleRequests.Payload(sample.Operation)))),
            SampleRequests.Ann.DeterministicWire(PayloadCodec.Encode(SampleRequests.Payload(SampleRequests.Transfer(), SampleRequests.Bob)), SampleRequests.Bob),
        ];
        yield return new Decoder(
            "request",
            true,
            bytes => RequestParser.Shape(bytes, SampleRequests.Group).Request,
            value => RequestBuilder.Assemble(
                PayloadCodec.Encode(((UnverifiedRequest)value).Payload), [.. ((UnverifiedRequest)value).Signatures.Select(signature => (signature.Key, signature.Signature))]),
            wires,
            null);
        yield return new Decoder(
            "payload",
            true,
            bytes => PayloadCodec.Decode(bytes),
            value => PayloadCodec.Encode((RequestPayload)value),
            [.. SampleRequests.All().Select(sample => PayloadCodec.Encode(SampleRequests.Payload(sample.Operation, SampleRequests.Bob)))],
            RandomPayload);
        yield return new Decoder(
            "operation",
            true,
            bytes => PayloadCodec.DecodeOperation(bytes),
            operation => PayloadCodec.EncodeOperation((Operation)operation),
            [.. SampleRequests.All().Select(s => PayloadCodec.EncodeOperation(s.Operation))],
            random => PayloadCodec.EncodeOperation(RandomOperation(random)));
        yield return Decoder.Text<MachineValue>("machine-value", bytes => MachineValueJson.Parse(bytes), Json);
        yield return Decoder.Text<PublicKey>("header", bytes => RequestHeader.Decode(bytes), RequestHeader.Encode);
    }

    private static Operation RandomOperation(Prng random) => random.OneIn(2) ? RandomValue.Of<Operation>(random) : RandomVariable.Operation(random);

    private static byte[] RandomPayload(Prng random)
    {
        var operation = RandomOperation(random);
        return PayloadCodec.Encode(SampleRequests.Payload(operation, SampleRequests.Bob) with { Envelope = RandomVariable.EnvelopeFor(operation, random) });
    }

    private static IEnumerable<Decoder> Proofs()
    {
        yield return Decoder.Text<Receipt>("receipt", bytes => IsFile(bytes) ? null : Receipt.Parse(bytes), value => value.Encode(), SampleReceipt.Create().Encode());
        yield return Decoder.Text<CertifiedState>("certified-state", bytes => CertifiedState.Parse(bytes), value => value.Encode());
        yield return Decoder.Text<CertifiedRegister>("certified-register", bytes => CertifiedRegister.Parse(bytes), value => value.Encode());
        yield return Decoder.Text<BlockProof>("block-proof", bytes => BlockProof.Parse(bytes), value => value.Encode());
        yield return Decoder.Text<HeadAnswer>("head", bytes => HeadAnswer.Parse(bytes), value => value.Encode());
        yield return Decoder.Text<NeverExecuted>("never-executed", bytes => NeverExecuted.Parse(bytes), value => value.Encode());
        yield return new Decoder(
            "signed-page", true, bytes => SignedPage.Parse(bytes), value => ((SignedPage)value).Encode(), [SamplePage.Signed(0).Encode(), SamplePage.Signed(3).Encode()],
            random => new SignedPage(SamplePage.Manifest(random), random.Below(9), random.Bytes(64)).Encode());
        yield return new Decoder(
            "asset-history", true, bytes => AssetHistoryPage.Parse(bytes), value => ((AssetHistoryPage)value).Encode(), [SampleHistory.Page(static most => most / 2).Encode(), SampleHistory.Page(static _ => 0).Encode()], null);
    }

    private static IEnumerable<Decoder> Agents()
    {
        yield return new Decoder(
            "signed-order",
            true,
            bytes => SignedOrder.Parse(bytes).Order,
            value => SignedOrder.Assemble(((SignedOrder)value).Signer, ((SignedOrder)value).Order, ((SignedOrder)value).Signature),
            [.. SampleOrders.All().Select(static order => SampleOrders.Wire(order))],
            static random => SampleOrders.Wire(SampleOrders.Order(random)));
        yield return new Decoder(
            "signed-releases", true, bytes => SignedReleaseList.Parse(bytes), value => ((SignedReleaseList)value).Encode(), [SampleOrders.SignedReleases().Encode()],
            random => new SignedReleaseList(SampleOrders.Releases(random), random.Bytes(64)).Encode());
    }

    private static IEnumerable<Decoder> Genesises()
    {
        yield return new Decoder(
            "genesis", true, bytes => GenesisDocument.Parse(bytes).Document, value => ((GenesisDocument)value).Encode(), [SampleGroup.Document.Encode(), SampleGroup.WithModules.Encode()], null);
        yield return new Decoder(
            "genesis-file", true, bytes => IsFile(bytes) ? null : GenesisFile.Parse(bytes, requireConsents: false).File, value => ((GenesisFile)value).Encode(), [GenesisFile.Unsigned(SampleGroup.Document).Encode()], null);
        yield return new Decoder("merchant-card", true, bytes => IsFile(bytes) ? null : MerchantCard.Parse(bytes).Card, value => ((MerchantCard)value).Encode(), [SampleGroup.Card(0).Encode(), SampleGroup.Card(3).Encode()], null);
    }

    private static IEnumerable<Decoder> Eras()
    {
        yield return new Decoder("plan", true, bytes => IsFile(bytes) ? null : GroupPlan.Parse(bytes), value => Encoding.UTF8.GetBytes(((GroupPlan)value).Text), [Encoding.UTF8.GetBytes(SampleEras.Plan.Text)], null);
        yield return new Decoder("handover", true, bytes => IsFile(bytes) ? null : Handover.Parse(bytes), value => ((Handover)value).Encode(), [SampleEras.Handover.Encode(), (SampleEras.Handover with { Begun = [] }).Encode()], null);
        yield return new Decoder("group-register", false, bytes => GroupValue.Decode(bytes), value => ((GroupValue)value).Encode(), [SampleEras.Deciding.Encode(), SampleEras.After.Encode(), GroupValue.First.Encode()],
            static random => new GroupValue(SampleEras.Random(random), [new PlanApproval(new Account(random.Digest()), random.Digest())], null).Encode());
    }

    // The one line feed that a file may end with is the only byte that a reader drops.
    private static bool IsFile(byte[] bytes) => bytes.Length > 0 && bytes[^1] == '\n';

    private static byte[] Json(MachineValue value)
    {
        var json = new Json.JsonWriter();
        MachineValueJson.Write(json, value);
        return json.ToArray();
    }
}
