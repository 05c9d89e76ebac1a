using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Scew.Client.Eras;
using Scew.Client.Transport;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>
/// Lists from which no coalition of f can leave anything out: the union of the pages of f+1 different merchants, so of one honest one at least, with the newest state of each register.
/// All is as of the head that is read first, or newer; what is created after the call began may be missing.
/// </summary>
/// <remarks>
/// Worst schedule: f of the f+1 are liars that list nothing, and the honest one lags; but it is counted only after it showed state at or above the head, so it lists all that was final then.
/// An honest merchant that loses its memory between showing that state and listing nothing at all from an older one counts as one of the f.
/// Who speaks is told by the address alone, so the merchants' addresses must differ and be reached over TLS.
/// </remarks>
internal sealed class CompleteLists(IReadOnlyList<MerchantEndpoint> merchants, int maxFaulty, Reader reader, RegisterPages pages, ClientOptions options)
{
    /// <summary>Most merchants that are asked at once.</summary>
    private const int MaxAtOnce = 8;

    private readonly int _needed = maxFaulty + 1;

    /// <summary>
    /// All registers of a kind whose ids begin with <paramref name="prefix"/>, in the order of ids, each proven at the head or above. Ends with one outcome without a value when fewer than f+1
    /// merchants show a page.
    /// </summary>
    public async IAsyncEnumerable<ReadOutcome<RegisterRead>> AllAsync(RegisterKind kind, string prefix, string first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (head, reason, sign) = await reader.HeadAsync(cancellation);
        if (head is null)
        {
            yield return new ReadOutcome<RegisterRead>(null, reason, false) { Sign = sign };
            yield break;
        }
        MerchantList[] lists = [.. merchants.Select(merchant => new MerchantList(merchant, pages, kind, prefix, head.Value))];
        RandomNumberGenerator.Shuffle<MerchantList>(lists);
        for (string? after = first; after is not null;)
        {
            var (found, failure) = await GatherAsync([.. lists.OrderBy(static list => list.Standing)], after, cancellation);
            if (failure is not null)
            {
                yield return failure;
                yield break;
            }
            // A full page says nothing of what follows its last id.
            var end = found.Where(static page => page.Count == RequestLimits.MaxPage).Select(static page => Id(page[^1])).Min(StringComparer.Ordinal);
            foreach (var read in Union(found, end))
            {
                yield return new ReadOutcome<RegisterRead>(read, "", false);
            }
            after = end;
        }
    }

    private static IEnumerable<RegisterRead> Union(IEnumerable<IReadOnlyList<RegisterRead>> found, string? end) => found
        .SelectMany(static page => page)
        .Where(read => end is null || string.CompareOrdinal(Id(read), end) <= 0)
        .GroupBy(Id, StringComparer.Ordinal)
        .OrderBy(static same => same.Key, StringComparer.Ordinal)
        .Select(static same => same.MaxBy(static read => read.Height)!);

    private static string Id(RegisterRead read) => read.Register!.Key.Id;

    /// <summary>The page after an id as f+1 different merchants show it: as many at once as are needed, one more for each that fails or keeps everybody waiting.</summary>
    private async Task<(List<IReadOnlyList<RegisterRead>> Found, ReadOutcome<RegisterRead>? Failure)> GatherAsync(MerchantList[] lists, string after, CancellationToken cancellation)
    {
        var found = new List<IReadOnlyList<RegisterRead>>();
        var running = new Dictionary<Task<PageAnswer>, MerchantList>();
        var (asked, slow, reason, unverified) = (0, 0, "", false);
        var sign = TurnSign.None;
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        while (found.Count < _needed)
        {
            while (asked < lists.Length && running.Count < Math.Min(_needed - found.Count + slow, MaxAtOnce))
            {
                running.Add(lists[asked].PageAsync(after, rest.Token), lists[asked]);
                asked++;
            }
            if (running.Count == 0)
            {
                return (found, new ReadOutcome<RegisterRead>(null, TooFew(found.Count, lists.Length, reason), unverified && found.Count == 0) { Sign = sign });
            }
            var finished = Task.WhenAny(running.Keys);
            try
            {
                await finished.WaitAsync(options.StallAfter, cancellation);
            }
            catch (TimeoutException)
            {
                slow++;
                continue;
            }
            var task = await finished;
            running.Remove(task, out var list);
            var answer = await task;
            list!.Standing = answer.Page is null ? Standing.Failed : Standing.Answered;
            if (answer.Page is { } page)
            {
                found.Add(page);
            }
            sign = answer.Sign > sign ? answer.Sign : sign;
            (reason, unverified) = answer.Page is null ? (answer.Reason, unverified || answer.Unverified) : (reason, unverified);
        }
        foreach (var late in running.Values)
        {
            late.Standing = Standing.Failed;
        }
        await rest.CancelAsync();
        return (found, null);
    }

    private string TooFew(int found, int asked, string reason) =>
        $"{found} of {asked} merchants showed their list, and {_needed} must, so that one of them is honest; the last that did not: {reason}. Ask again when more of them answer";
}
