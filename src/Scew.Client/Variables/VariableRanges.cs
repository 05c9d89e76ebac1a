using System.Collections.Immutable;
using Scew.Client.Receipts;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>Ranges over any number of variables, in requests of one type and of at most 100 variables, fewer where large keys cost more.</summary>
internal static class VariableRanges
{
    // Somebody may store junk between the list and the question, and as many as there are writers may do so in turns.
    private const int MaxListings = 16;

    // A signature and an envelope.
    private const int Besides = 64;

    public static async Task<RangeOutcome> AskAsync(VariableSubmission submission, IReadOnlyList<string> ids, long low, long high, CancellationToken cancellation)
    {
        var matches = new HashSet<string>(StringComparer.Ordinal);
        var receipts = ImmutableArray.CreateBuilder<VerifiedReceipt>();
        foreach (var page in ids.Chunk(RequestLimits.MaxIds))
        {
            var read = await submission.RecallAsync(page, cancellation);
            foreach (var batch in read.All.GroupBy(static variable => variable.Type).SelectMany(group => group.Chunk(MostAtOnce(read, group))))
            {
                string[] asked = [.. batch.Select(static variable => variable.Id)];
                // Stands alone, so that a retry reads no more than it asks for.
                var receipt = await submission.RunAsync(
                    asked, (variables, parts) => VariableRequests.Range(variables, parts, low, high), cancellation, first: read.Only(asked));
                receipts.Add(receipt);
                foreach (var id in receipt.Result().GetProperty("ids").EnumerateArray())
                {
                    matches.Add(id.GetString()!);
                }
            }
        }
        return new RangeOutcome([.. ids.Where(matches.Contains)], [], receipts.ToImmutable());
    }

    /// <summary>
    /// All of a prefix that this account may ask for and that open here. The list shows none as it was before the call began, or one merchant could have a record of the past opened to the
    /// modules; so own ones, for which nobody else is named, are not read again. What does not open any more when it is asked about is left out, so that no junk ends the range.
    /// </summary>
    public static async Task<RangeOutcome> AskAsync(
        VariableSubmission submission, VariableReads reads, VariableKeys keys, Account account, string prefix, long low, long high, CancellationToken cancellation)
    {
        var spoilt = new HashSet<string>(StringComparer.Ordinal);
        for (var listing = 1; ; listing++)
        {
            var (readable, unreadable) = (new List<string>(), ImmutableArray.CreateBuilder<string>());
            await foreach (var stored in reads.ListAsync(prefix, cancellation))
            {
                if (!spoilt.Contains(stored.Id) && await CanAskAsync(stored, keys, account, cancellation))
                {
                    submission.Saw(stored);
                    readable.Add(stored.Id);
                }
                else
                {
                    unreadable.Add(stored.Id);
                }
            }
            try
            {
                return await AskAsync(submission, readable, low, high, cancellation) with { Unreadable = unreadable.ToImmutable() };
            }
            catch (VariableException failed) when (failed is { Code: Codes.CorruptRecord, Variable: { } id } && listing < MaxListings && spoilt.Add(id))
            {
            }
        }
    }

    // An ordered record that does not open gets no token; of additive ones any opens.
    private static async Task<bool> CanAskAsync(StoredVariable stored, VariableKeys keys, Account account, CancellationToken cancellation) =>
        (stored.Owner == account || stored.Value.Readers.Contains(account))
        && await keys.FindAsync(stored, cancellation) is { CanOpen: true } key
        && (stored.Type == VariableType.Additive || key.TryOpen(stored, out _) == VariableReading.Value);

    private static int MostAtOnce(VariableSet read, IEnumerable<StoredVariable> variables)
    {
        string[] ids = [.. variables.Select(static variable => variable.Id)];
        if (read.Variable(ids[0]).Type == VariableType.Ordered)
        {
            return RequestLimits.MaxIds;
        }
        var one = OperationCost.Of(new RangeAdditive([ids[0]], ids.Max(id => read.Additive(id).Bits)));
        return Math.Clamp((OperationCost.MaxPerDelegating - Besides) / one, 1, RequestLimits.MaxIds);
    }
}
