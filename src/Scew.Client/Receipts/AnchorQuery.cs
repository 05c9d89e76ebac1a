using System.Collections.Immutable;
using System.Globalization;
using Scew.Client.Eras;
using Scew.Client.Proofs;
using Scew.Client.Transport;
using Scew.Protocol.Api;
using Scew.Protocol.Receipts;

namespace Scew.Client.Receipts;

/// <summary>Asks every merchant of an era for the block of a receipt under its newest history root, and for what it knows of the results of that height.</summary>
internal sealed class AnchorQuery(ImmutableArray<MerchantEndpoint> merchants, Era era, GroupEras eras, EvidenceVerifier evidence, ClientOptions options)
{
    public async Task<ReceiptAnchor> AskAsync(VerifiedReceipt receipt, CancellationToken cancellation)
    {
        var height = receipt.Height.ToString(CultureInfo.InvariantCulture);
        var blocks = Task.WhenAll(merchants.Select(merchant => merchant.GetAsync($"/v1/blocks/{height}/proof", options.ReadTimeout, cancellation)));
        var states = await Task.WhenAll(merchants.Select(merchant => merchant.GetAsync("/v1/states/" + height, options.ReadTimeout, cancellation)));
        var anchor = new ReceiptAnchor(null, [], era.Group.MaxFaulty + 1, "no merchant proves the block of height " + height);
        foreach (var (answer, merchant) in (await blocks).Zip(merchants))
        {
            anchor = Block(anchor, merchant, answer, receipt);
        }
        foreach (var (answer, merchant) in states.Zip(merchants))
        {
            anchor = Results(anchor, merchant, answer, receipt.Receipt.Certified);
        }
        return anchor.IsAnchored || anchor.IsContradicted || anchor.Under is null ? anchor
            : anchor with { Reason = $"{anchor.Confirmed.Length} merchants show the results of height {height}, and {anchor.Needed} must" };
    }

    private ReceiptAnchor Block(ReceiptAnchor anchor, MerchantEndpoint merchant, MerchantAnswer answer, VerifiedReceipt receipt)
    {
        if (anchor.IsContradicted)
        {
            return anchor;
        }
        switch (answer)
        {
            case MerchantAnswer.Body body when BlockProof.Parse(body.Bytes) is { } proof:
                var fault = proof.Check(receipt.Height, proof.Block, era.Group, era.Members);
                if (fault != ProofFault.None)
                {
                    return anchor with { IsUnverified = true, Reason = $"{merchant.Name}'s proof does not verify: {ProofFaults.Sentence(fault)}", Sign = proof.Certified.State.Epoch > era.Epoch ? TurnSign.OtherEpoch : anchor.Sign };
                }
                return proof.Block == receipt.Receipt.Certified.State.Block
                    ? anchor with { Under = proof.Certified.State }
                    : anchor with { IsContradicted = true, Reason = $"the block of height {receipt.Height} is another one: n-f merchants of epoch {era.Epoch} attest a history with {proof.Block}" };
            case MerchantAnswer.Problem problem:
                return Without(anchor, $"{merchant.Name} answers {problem.Code}: {problem.Detail}") with { IsPruned = anchor.IsPruned || problem.Code == Codes.Pruned, Sign = SignOf(anchor, answer) };
            case MerchantAnswer.Unreachable unreachable:
                return Without(anchor, unreachable.Reason) with { Sign = SignOf(anchor, answer) };
            default:
                return anchor with { IsUnverified = true, Reason = $"{merchant.Name}'s proof does not verify: {ProofFaults.Sentence(ProofFault.Malformed)}" };
        }
    }

    private ReceiptAnchor Results(ReceiptAnchor anchor, MerchantEndpoint merchant, MerchantAnswer answer, CertifiedState shown)
    {
        if (answer is not MerchantAnswer.Body body || CertifiedState.Parse(body.Bytes) is not { } known || known.State.Height != shown.State.Height
            || eras.For(known.State).Era is not { } of || known.Check(of.Group, of.Members) != ProofFault.None)
        {
            return anchor;
        }
        // The last state of an era is attested in the next one too.
        return known.State with { Epoch = shown.State.Epoch } == shown.State
            ? anchor with { Confirmed = anchor.Confirmed.Add(merchant.Name) }
            : anchor with
            {
                IsContradicted = true,
                Reason = $"{merchant.Name} shows another state of height {shown.State.Height}, attested by n-f merchants too",
                Conflict = anchor.Conflict.AddRange(evidence.FromTwoStates(shown, known)),
            };
    }

    // Who showed something false is worth more words than who showed nothing.
    private static ReceiptAnchor Without(ReceiptAnchor anchor, string reason) => anchor.IsUnverified ? anchor : anchor with { Reason = reason };

    private static TurnSign SignOf(ReceiptAnchor anchor, MerchantAnswer answer) => answer.MayPass && anchor.Sign == TurnSign.None ? TurnSign.Cut : anchor.Sign;
}
