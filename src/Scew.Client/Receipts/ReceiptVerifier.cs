using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Client.Receipts;

/// <summary>
/// Checks receipts and certified reads against one pinned group. Each attestation is verified once per block and process; the signature of a request that this
/// process signed itself is not verified again.
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
    public (VerifiedReceipt? Receipt, string Reason) Verify(ReadOnlyMemory<byte> bytes) => Verify(bytes, _accounts);

    /// <summary>As <see cref="Verify(ReadOnlyMemory{byte})"/>, and it must be the receipt of <paramref name="sent"/>.</summary>
    public (VerifiedReceipt? Receipt, string Reason) Verify(ReadOnlyMemory<byte> bytes, SignedRequest sent)
    {
        var (receipt, reason) = Verify(bytes, new KnownSignature(sent, _accounts));
        return receipt is not null && receipt.RequestId != sent.Id ? (null, ProofFaults.Sentence(ProofFault.OtherSubject)) : (receipt, reason);
    }

    private (VerifiedReceipt? Receipt, string Reason) Verify(ReadOnlyMemory<byte> bytes, IAccountVerifier accounts)
    {
        if (Receipt.Parse(bytes.Span) is not { } receipt)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed));
        }
        var check = ReceiptCheck.Verify(receipt, Group, Members, accounts);
        return check.Request is { } request ? (new VerifiedReceipt(receipt, request, bytes), "") : (null, check.Message);
    }

    // The id is the hash that was signed: where it is the sent request's own, this process already holds good signatures over exactly these bytes.
    private sealed class KnownSignature(SignedRequest sent, AccountKeyCache accounts) : IAccountVerifier
    {
        public bool Verify(PublicKey key, Digest hash, ReadOnlySpan<byte> signature) =>
            (hash == sent.Id && sent.Payload.By.Length == 1 && key.Account == sent.Payload.Submitter) || accounts.Verify(key, hash, signature);
    }
}
