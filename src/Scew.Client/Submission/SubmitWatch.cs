using Scew.Client.Eras;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Client.Submission;

/// <summary>
/// Asks every merchant where a request stands while somebody else waits for its receipt. It counts who really answered, decides nothing, and its failures are nobody's.
/// </summary>
internal sealed class SubmitWatch(EraParts parts, Digest requestId, IProgress<SubmitSight> told)
{
    // A healthy group is done sooner: then nobody is asked.
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly HashSet<int> _holding = [];
    private readonly HashSet<int> _executed = [];

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(First, cancellation);
            await Task.WhenAll(parts.Merchants.Select(merchant => AskAsync(merchant, cancellation)));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task AskAsync(MerchantEndpoint merchant, CancellationToken cancellation)
    {
        while (true)
        {
            switch (await merchant.GetAsync("/v1/receipts/" + requestId, Limit, cancellation))
            {
                case MerchantAnswer.Body:
                case MerchantAnswer.Problem { Code: Codes.OutcomeUnknown or Codes.Pruned }:
                    Tell(merchant.Index, isExecuted: true);
                    return;
                case MerchantAnswer.Problem { Code: Codes.StillPossible }:
                    Tell(merchant.Index, isExecuted: false);
                    break;
            }
            await Task.Delay(Between, cancellation);
        }
    }

    private void Tell(int merchant, bool isExecuted)
    {
        lock (_lock)
        {
            // Who executed it holds it.
            if (_holding.Add(merchant) | (isExecuted && _executed.Add(merchant)))
            {
                told.Report(new SubmitSight(parts.Merchants.Length, _holding.Count, _executed.Count) { IsOrdered = _executed.Count > parts.Era.Group.MaxFaulty });
            }
        }
    }
}
