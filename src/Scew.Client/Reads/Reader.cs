using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Scew.Client.Eras;
using Scew.Client.Proofs;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>Reads that nobody has to be trusted for.</summary>
internal sealed class Reader(IReadOnlyList<MerchantEndpoint> merchants, Era era, GroupEras eras, EvidenceVerifier evidence, RegisterPages pages, ClientOptions options)
{
    private readonly Witnesses _witnesses = new(merchants, eras, evidence);

    /// <summary>Certified: the newest attested state of the first merchant whose answer verifies, at <paramref name="atLeast"/> or above.</summary>
    public async Task<ReadOutcome<RegisterRead>> CertifiedAsync(RegisterKey key, int first, long atLeast, CancellationToken cancellation)
    {
        var (reason, unverified, sign) = ("", false, TurnSign.None);
        for (var i = 0; i < merchants.Count; i++)
        {
            var merchant = merchants[(first + i) % merchants.Count];
            var answer = await pages.OneAsync(merchant, key, atLeast, cancellation);
            if (answer.Page is { } found)
            {
                return await WitnessedAsync(merchant, found[0], cancellation);
            }
            (reason, unverified) = (answer.Reason, unverified || answer.Unverified);
            sign = answer.Sign > sign ? answer.Sign : sign;
        }
        return new ReadOutcome<RegisterRead>(null, reason, unverified) { Sign = sign };
    }

    /// <summary>
    /// All registers of a kind whose ids begin with <paramref name="prefix"/>, page by page, each checked like a single read and in the order of ids. A merchant that leaves one out
    /// is not noticed here: <see cref="CompleteLists"/> notices, and an ordered <c>ledger</c> request proves. Ends with one outcome without a value when a page cannot be had.
    /// </summary>
    public async IAsyncEnumerable<ReadOutcome<RegisterRead>> AllAsync(RegisterKind kind, string prefix, string after, int first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var answer = await PageAsync(kind, prefix, first, after, cancellation);
            if (answer.Page is not { } page)
            {
                yield return new ReadOutcome<RegisterRead>(null, answer.Reason, answer.Unverified) { Sign = answer.Sign };
                yield break;
            }
            foreach (var read in page)
            {
                after = read.Register!.Key.Id;
                yield return new ReadOutcome<RegisterRead>(read, "", false);
            }
            if (page.Count < RequestLimits.MaxPage)
            {
                yield break;
            }
        }
    }

    /// <summary>Linearizable: a height that n-f merchants prove is the newest they know, then certified state at or above it.</summary>
    public async Task<ReadOutcome<RegisterRead>> LinearizableAsync(RegisterKey key, int first, CancellationToken cancellation)
    {
        var (height, reason, sign) = await HeadAsync(cancellation);
        return height is null ? new ReadOutcome<RegisterRead>(null, reason, false) { Sign = sign } : await CertifiedAsync(key, first, height.Value, cancellation);
    }

    /// <summary>The highest height that any of n-f merchants holds as final or voted to finalize, asked of all at once with a fresh nonce.</summary>
    public async Task<(long? Height, string Reason, TurnSign Sign)> HeadAsync(CancellationToken cancellation)
    {
        var nonce = Base64Url.Encode(RandomNumberGenerator.GetBytes(RequestLimits.NonceBytes));
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = merchants.Select(merchant => merchant.GetAsync("/v1/head?nonce=" + nonce, options.ReadTimeout, rest.Token)).ToList();
        var answers = new List<HeadAnswer>();
        var reason = "too few merchants answer";
        var (sign, strange) = (TurnSign.None, 0);
        while (running.Count > 0)
        {
            var finished = await Task.WhenAny(running);
            running.Remove(finished);
            var told = await finished;
            sign = told.MayPass && sign == TurnSign.None ? TurnSign.Cut : sign;
            switch (told)
            {
                case MerchantAnswer.Body body when HeadAnswer.Parse(body.Bytes) is { } answer:
                    answers.Add(answer);
                    if (HeadCheck.Highest(answers, nonce, era.Group, era.Members) is { } highest)
                    {
                        await rest.CancelAsync();
                        return (highest, "", TurnSign.None);
                    }
                    // It does not say its epoch; one of another fits no signature of this one. A liar's does not either, but f+1 are no liars alone.
                    strange += HeadCheck.Check(answer, nonce, era.Group, era.Members) == ProofFault.None ? 0 : 1;
                    sign = strange > era.Group.MaxFaulty ? TurnSign.OtherEpoch : sign;
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"too few merchants prove their head; one answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = "too few merchants answer: " + unreachable.Reason;
                    break;
            }
        }
        return (null, reason, sign);
    }

    private async Task<ReadOutcome<RegisterRead>> WitnessedAsync(MerchantEndpoint merchant, RegisterRead read, CancellationToken cancellation)
    {
        if (options.Witnesses == 0)
        {
            return new ReadOutcome<RegisterRead>(read, "", false);
        }
        var (agreeing, conflict) = await _witnesses.AskAsync(merchant.Index, read.Proof.Certified, options.Witnesses, cancellation);
        return conflict.IsEmpty
            ? new ReadOutcome<RegisterRead>(read, "", false) { Witnesses = agreeing }
            : new ReadOutcome<RegisterRead>(null, $"{merchant.Name} shows another history than a witness: height {read.Height} was signed twice", true) { Conflict = conflict };
    }

    private async Task<PageAnswer> PageAsync(RegisterKind kind, string prefix, int first, string after, CancellationToken cancellation)
    {
        var (reason, unverified, sign) = ("no merchant answers", false, TurnSign.None);
        for (var i = 0; i < merchants.Count; i++)
        {
            var answer = await pages.PageAsync(merchants[(first + i) % merchants.Count], kind, prefix, after, 0, cancellation);
            if (answer.Page is not null)
            {
                return answer;
            }
            (reason, unverified) = (answer.Reason, unverified || answer.Unverified);
            sign = answer.Sign > sign ? answer.Sign : sign;
        }
        return new PageAnswer(null, reason, unverified) { Sign = sign };
    }
}
