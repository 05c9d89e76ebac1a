using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Client.Receipts;

/// <summary>
/// Checks receipts and certified reads against one pinned group. Each attestation is verified once per block and process; the signatures of a request that this
/// process sent itself are not verified again where the receipt shows the same bytes.
/// </summary>
public sealed class ReceiptVerifier
{
    private readonly AccountKeyCache _accounts = new();

    /// <summary>A verifier for the group of a genesis document; a document whose keys are off the curve is refused by the parser before it gets here.</summary>
    public ReceiptVerifier(GenesisDocument genesis)
    {
        Group = genesis.ToGroup();
        var members = genesis.CreateVerifier();
        Invariant.Require(members is not null, "a parsed genesis has keys on the curve");
        Members = new CachingMemberVerifier(members);
    }

    /// <summary>The group.</summary>
    public Group Group { get; }

    /// <summary>The members' signatures, with a cache of what verified.</summary>
    public IMemberVerifier Members { get; }

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

    private (VerifiedReceipt? Receipt, string Reason) Check(ReadOnlyMemory<byte> bytes, SignedRequest? sent)
    {
        if (Receipt.Parse(bytes.Span) is not { } receipt)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed));
        }
        // An id does not cover signatures: the id of the sent request with other bytes may stand over signatures that nobody made.
        var isSent = sent is not null && receipt.Request.Span.SequenceEqual(sent.Wire.Span);
        var check = ReceiptCheck.Verify(receipt, Group, Members, isSent ? OwnBytes.Instance : _accounts);
        return check.Request is { } request ? (new VerifiedReceipt(receipt, request, bytes), "") : (null, check.Message);
    }

    // Only for the exact bytes of a SignedRequest, whose signatures were checked or made when it was.
    private sealed class OwnBytes : IAccountVerifier
    {
        public static readonly OwnBytes Instance = new();

        public bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature) => true;
    }
}
