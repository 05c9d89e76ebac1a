using Scew.Client.Eras;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Client.Receipts;

/// <summary>
/// Checks receipts against one pinned group, each with the members of the era in which it was attested. Each attestation is verified once per block and process; the signatures of a request that this
/// process sent itself are not verified again where the receipt shows the same bytes.
/// </summary>
public sealed class ReceiptVerifier
{
    private readonly AccountKeyCache _accounts = new();

    /// <summary>A verifier for the group of a genesis document; a document whose keys are off the curve is refused by the parser before it gets here.</summary>
    public ReceiptVerifier(GenesisDocument genesis)
        : this(new GroupEras(genesis))
    {
    }

    /// <summary>A verifier for all eras that are known, and those that will be.</summary>
    public ReceiptVerifier(GroupEras eras) => Eras = eras;

    /// <summary>The eras.</summary>
    public GroupEras Eras { get; }

    /// <summary>The group as it is in the newest era.</summary>
    public Group Group => Eras.Present.Group;

    /// <summary>The signatures of the newest era's members, with a cache of what verified.</summary>
    public IMemberVerifier Members => Eras.Present.Members;

    /// <summary>Checks a file or an answer; exactly one of receipt and reason is meaningful.</summary>
    public (VerifiedReceipt? Receipt, string Reason) Verify(ReadOnlyMemory<byte> bytes) => Check(bytes, null);

    /// <summary>As <see cref="Verify(ReadOnlyMemory{byte})"/>, and it must be the receipt of <paramref name="sent"/>.</summary>
    public (VerifiedReceipt? Receipt, string Reason) Verify(ReadOnlyMemory<byte> bytes, SignedRequest sent)
    {
        using var traced = VerifyTraces.Start(sent.Id);
        var (receipt, reason) = Check(bytes, sent);
        return receipt is not null && receipt.RequestId != sent.Id ? (null, ProofFaults.Sentence(ProofFault.OtherSubject)) : (receipt, reason);
    }

    /// <summary>Reads a request that was kept as bytes, its signatures checked: a file may have been changed since it was signed.</summary>
    public ParsedRequest Read(ReadOnlyMemory<byte> wire) => RequestParser.Parse(wire, Group.Genesis, _accounts);

    /// <summary>True for bytes that say that they were attested in an era that is not known here yet.</summary>
    internal bool IsOfLaterEra(ReadOnlySpan<byte> bytes) => Receipt.Parse(bytes) is { } receipt && receipt.Certified.State.Epoch > Eras.Present.Epoch;

    private (VerifiedReceipt? Receipt, string Reason) Check(ReadOnlyMemory<byte> bytes, SignedRequest? sent)
    {
        if (Receipt.Parse(bytes.Span) is not { } receipt)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed));
        }
        var (era, reason) = Eras.For(receipt.Certified.State);
        if (era is null)
        {
            return (null, reason);
        }
        // An id does not cover signatures: the id of the sent request with other bytes may stand over signatures that nobody made.
        var isSent = sent is not null && receipt.Request.Span.SequenceEqual(sent.Wire.Span);
        var check = ReceiptCheck.Verify(receipt, era.Group, era.Members, isSent ? OwnBytes.Instance : _accounts);
        return check.Request is { } request ? (new VerifiedReceipt(receipt, request, bytes), "") : (null, check.Message);
    }

    // Only for the exact bytes of a SignedRequest, whose signatures were checked or made when it was.
    private sealed class OwnBytes : IAccountVerifier
    {
        public static readonly OwnBytes Instance = new();

        public bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature) => true;
    }
}
