using System.Collections.Immutable;
using Scew.Client.Eras;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Requests;

namespace Scew.Client.Submission;

/// <summary>Collects f+1 merchants' signatures that a request never was and never will be executed.</summary>
internal sealed class NeverExecutedQuery(IReadOnlyList<MerchantEndpoint> merchants, Era era, ReceiptVerifier verifier)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ReceiptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The verified statements, or a receipt when it was executed after all, or the reason for neither.</summary>
    public async Task<(ImmutableArray<NeverExecuted> Proof, VerifiedReceipt? Receipt, string Reason)> AskAsync(
        SignedRequest request, CancellationToken cancellation)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = merchants.Select(merchant => merchant.PostRequestAsync("/v1/never-executed", request.Wire, Timeout, rest.Token)).ToList();
        var statements = ImmutableArray.CreateBuilder<NeverExecuted>();
        var reason = "too few merchants answer";
        while (running.Count > 0)
        {
            var finished = await Task.WhenAny(running);
            running.Remove(finished);
            switch (await finished)
            {
                case MerchantAnswer.Body body when NeverExecuted.Parse(body.Bytes) is { } statement:
                    statements.Add(statement);
                    if (NeverExecuted.CheckAll(statements, request.Id, era.Group, era.Members) == ProofFault.None)
                    {
                        await rest.CancelAsync();
                        return (statements.ToImmutable(), null, "");
                    }
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"too few merchants sign that it was never executed; one answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = "too few merchants answer: " + unreachable.Reason;
                    break;
            }
        }
        return ([], await FindReceiptAsync(request.Id, cancellation), reason);
    }

    /// <summary>A receipt from any merchant, verified, or null.</summary>
    public async Task<VerifiedReceipt?> FindReceiptAsync(Digest requestId, CancellationToken cancellation)
    {
        foreach (var merchant in merchants)
        {
            if (await merchant.GetAsync("/v1/receipts/" + requestId, ReceiptTimeout, cancellation) is MerchantAnswer.Body body
                && verifier.Verify(body.Bytes).Receipt is { } receipt && receipt.RequestId == requestId)
            {
                return receipt;
            }
        }
        return null;
    }
}
