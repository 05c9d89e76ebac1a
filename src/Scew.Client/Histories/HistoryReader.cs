using System.Globalization;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol.Receipts;

namespace Scew.Client.Histories;

/// <summary>Reads an asset's history page by page from one merchant.</summary>
internal sealed class HistoryReader(IReadOnlyList<MerchantEndpoint> merchants, ReceiptVerifier verifier, ClientOptions options)
{
    /// <summary>How often a merchant may say that it has enough of this address's questions.</summary>
    private const int MostWaits = 10;

    /// <summary>The newest <paramref name="limit"/> versions or a few more; null with the reason where the merchant does not answer, or what it answers is no page.</summary>
    public async Task<(AssetHistory? History, string Reason)> ReadAsync(
        int merchant, string assetId, RegisterRead now, IReadOnlyDictionary<string, long>? armedNow, int limit, CancellationToken cancellation)
    {
        var check = new AssetHistoryCheck(assetId, now, verifier, armedNow);
        for (var (asked, answered) = (0, 0); answered == 0 || (check.Count < limit && check.Next is not null); asked++)
        {
            var path = string.Create(
                CultureInfo.InvariantCulture, $"/v1/assets/{Uri.EscapeDataString(assetId)}/history?atLeast={now.Height}&limit={Math.Min(limit, AssetHistoryPage.MaxEntries)}")
                + (check.Next is { } below ? "&below=" + below.ToString(CultureInfo.InvariantCulture) : "");
            switch (await merchants[merchant % merchants.Count].GetAsync(path, options.ReadTimeout, cancellation))
            {
                case MerchantAnswer.Body body when AssetHistoryPage.Parse(body.Bytes) is { } page:
                    check.Add(page);
                    answered++;
                    break;
                case MerchantAnswer.Problem { RetryAfter: { } wait, Status: 429 } when wait < options.ReadTimeout && asked - answered < MostWaits:
                    await Task.Delay(wait, cancellation);
                    break;
                case MerchantAnswer.Problem problem:
                    return (null, $"{merchants[merchant % merchants.Count].Name} answers {problem.Code}: {problem.Detail}");
                case MerchantAnswer.Unreachable unreachable:
                    return (null, unreachable.Reason);
                default:
                    return (null, $"what {merchants[merchant % merchants.Count].Name} answers is no page of a history");
            }
        }
        return (check.Finish(merchant), "");
    }
}
