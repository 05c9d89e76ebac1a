using Scew.Client.Transport;
using Scew.Protocol.Registers;

namespace Scew.Client.Reads;

/// <summary>
/// One merchant's list of a kind, and nobody else's. A list tells no height of its own, and an empty one shows none, so the merchant first shows certified state at or above
/// <paramref name="head"/>: an honest one lists from that same ledger afterwards. Failing is this merchant's failure.
/// </summary>
internal sealed class MerchantList(MerchantEndpoint merchant, RegisterPages pages, RegisterKind kind, string prefix, long head)
{
    private const int Attempts = 4;
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private bool _isAbreast = head == 0;

    /// <summary>How the last question went; whoever answered is asked first the next time.</summary>
    public Standing Standing { get; set; } = Standing.NotAsked;

    /// <summary>The page after an id, every entry at or above the head; a merchant that says that it will know later is asked again a few times.</summary>
    public async Task<PageAnswer> PageAsync(string after, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await OnceAsync(after, cancellation);
            if (answer.Page is not null || answer.RetryAfter is not { } pause || attempt == Attempts)
            {
                return answer;
            }
            await Task.Delay(pause < MaxPause ? pause : MaxPause, cancellation);
        }
    }

    private async Task<PageAnswer> OnceAsync(string after, CancellationToken cancellation)
    {
        if (!_isAbreast)
        {
            // Any register will do, there or not.
            var shown = await pages.OneAsync(merchant, new RegisterKey(kind, "0"), head, cancellation);
            if (shown.Page is null)
            {
                return shown;
            }
            _isAbreast = true;
        }
        return await pages.PageAsync(merchant, kind, prefix, after, head, cancellation);
    }
}
