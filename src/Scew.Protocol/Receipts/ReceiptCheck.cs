using Scew.Protocol.Accounts;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Protocol.Receipts;

/// <summary>What the check of a receipt found: the fault, or the request that the receipt is for.</summary>
public readonly record struct CheckedReceipt(ProofFault Fault, SignedRequest? Request)
{
    /// <summary>What is wrong, for a person.</summary>
    public string Message => ProofFaults.Sentence(Fault);
}

/// <summary>Checks receipts offline, against nothing but the group.</summary>
public static class ReceiptCheck
{
    /// <summary>
    /// Recomputes the request's id from the signed bytes, the leaf from the result, follows the path and checks n-f attestations. A
    /// <see cref="CachingMemberVerifier"/> makes many receipts of one block cost one verification per attestation.
    /// </summary>
    public static CheckedReceipt Verify(Receipt receipt, Group group, IMemberVerifier members, IAccountVerifier accounts)
    {
        var parsed = RequestParser.Parse(receipt.Request, group.Genesis, accounts);
        if (parsed.Request is not { } request)
        {
            return Refused(parsed.Fault == RequestFault.WrongGroup ? ProofFault.WrongGroup : ProofFault.Request);
        }
        var state = receipt.Certified.State;
        if (receipt.Index >= state.ResultCount)
        {
            return Refused(ProofFault.Index);
        }
        var leaf = new RequestResult(request.Id, receipt.Code, receipt.ResultJson).Leaf(group.Genesis, state.Height, receipt.Index);
        if (!MerkleTree.Verify(state.ResultsRoot, leaf, receipt.Index, state.ResultCount, receipt.Path))
        {
            return Refused(ProofFault.Path);
        }
        var fault = receipt.Certified.Check(group, members);
        return fault == ProofFault.None ? new CheckedReceipt(ProofFault.None, request) : Refused(fault);
    }

    private static CheckedReceipt Refused(ProofFault fault) => new(fault, null);
}
