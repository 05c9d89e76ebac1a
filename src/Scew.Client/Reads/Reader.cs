using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Scew.Client.Proofs;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>Reads that nobody has to be trusted for.</summary>
internal sealed class Reader(IReadOnlyList<MerchantEndpoint> merchants, ReceiptVerifier verifier, EvidenceVerifier evidence, ClientOptions options)
{
    private readonly Witnesses _witnesses = new(merchants, verifier, evidence);

    /// <summary>Certified: the newest attested state of the first merchant whose answer verifies, at <paramref name="atLeast"/> or above.</summary>
    public async Task<ReadOutcome<RegisterRead>> CertifiedAsync(RegisterKey key, int first, long atLeast, CancellationToken cancellation)
    {
        var path = RegisterPaths.Of(key.Kind) + "/" + Uri.EscapeDataString(key.Id)
            + (atLeast > 0 ? "?atLeast=" + atLeast.ToString(CultureInfo.InvariantCulture) : "");
        var reason = "";
        var unverified = false;
        for (var i = 0; i < merchants.Count; i++)
        {
            var merchant = merchants[(first + i) % merchants.Count];
            switch (await merchant.GetAsync(path, options.ReadTimeout, cancellation))
            {
                case MerchantAnswer.Body body:
                    var (read, fault) = Check(body.Bytes, key, atLeast);
                    if (read is not null)
                    {
                        return await WitnessedAsync(merchant, read, cancellation);
                    }
                    unverified = true;
                    reason = $"{merchant.Name}'s answer does not verify: {fault}";
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"{merchant.Name} answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = unreachable.Reason;
                    break;
            }
        }
        return new ReadOutcome<RegisterRead>(null, reason, unverified);
    }

    /// <summary>
    /// All registers of a kind whose ids begin with <paramref name="prefix"/>, page by page, each checked like a single read and in the order of ids. A merchant that leaves one out
    /// is not noticed here: what must be complete is an ordered <c>ledger</c> request. Ends with one outcome without a value when a page cannot be had.
    /// </summary>
    public async IAsyncEnumerable<ReadOutcome<RegisterRead>> AllAsync(RegisterKind kind, string prefix, int first, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var (page, failure) = await PageAsync(kind, prefix, first, after, cancellation);
            if (failure is not null)
            {
                yield return failure;
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
        var (height, reason) = await HeadAsync(cancellation);
        return height is null ? new ReadOutcome<RegisterRead>(null, reason, false) : await CertifiedAsync(key, first, height.Value, cancellation);
    }

    /// <summary>The highest height that any of n-f merchants holds as final or voted to finalize, asked of all at once with a fresh nonce.</summary>
    public async Task<(long? Height, string Reason)> HeadAsync(CancellationToken cancellation)
    {
        var nonce = Base64Url.Encode(RandomNumberGenerator.GetBytes(RequestLimits.NonceBytes));
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = merchants.Select(merchant => merchant.GetAsync("/v1/head?nonce=" + nonce, options.ReadTimeout, rest.Token)).ToList();
        var answers = new List<HeadAnswer>();
        var reason = "too few merchants answer";
        while (running.Count > 0)
        {
            var finished = await Task.WhenAny(running);
            running.Remove(finished);
            switch (await finished)
            {
                case MerchantAnswer.Body body when HeadAnswer.Parse(body.Bytes) is { } answer:
                    answers.Add(answer);
                    if (HeadCheck.Highest(answers, nonce, verifier.Group, verifier.Members) is { } highest)
                    {
                        await rest.CancelAsync();
                        return (highest, "");
                    }
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"too few merchants prove their head; one answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = "too few merchants answer: " + unreachable.Reason;
                    break;
            }
        }
        return (null, reason);
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

    private async Task<(List<RegisterRead> Page, ReadOutcome<RegisterRead>? Failure)> PageAsync(RegisterKind kind, string prefix, int first, string after, CancellationToken cancellation)
    {
        var path = $"{RegisterPaths.Of(kind)}?limit={RequestLimits.MaxPage}" + (prefix.Length > 0 ? "&prefix=" + Uri.EscapeDataString(prefix) : "") + (after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "");
        var failure = new ReadOutcome<RegisterRead>(null, "no merchant answers", false);
        for (var i = 0; i < merchants.Count; i++)
        {
            var merchant = merchants[(first + i) % merchants.Count];
            switch (await merchant.GetAsync(path, options.ReadTimeout, cancellation))
            {
                case MerchantAnswer.Body body when CheckPage(body.Bytes, kind, prefix, after) is { } page:
                    return (page, null);
                case MerchantAnswer.Body:
                    failure = new ReadOutcome<RegisterRead>(null, $"{merchant.Name}'s page does not verify", true);
                    break;
                case MerchantAnswer.Problem problem:
                    failure = failure with { Reason = $"{merchant.Name} answers {problem.Code}: {problem.Detail}" };
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    failure = failure with { Reason = unreachable.Reason };
                    break;
            }
        }
        return ([], failure);
    }

    private List<RegisterRead>? CheckPage(byte[] bytes, RegisterKind kind, string prefix, string after)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var page = new List<RegisterRead>();
            foreach (var item in document.RootElement.EnumerateArray())
            {
                var raw = Encoding.UTF8.GetBytes(item.GetRawText());
                var id = item.GetProperty("id").GetString() ?? "";
                var (read, _) = Check(raw, new RegisterKey(kind, id), 0);
                if (read?.Register is null || !id.StartsWith(prefix, StringComparison.Ordinal) || string.CompareOrdinal(after, id) >= 0)
                {
                    return null;
                }
                after = id;
                page.Add(read);
            }
            return page;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Checks one certified register from bytes.</summary>
    public (RegisterRead? Read, string Fault) Check(ReadOnlySpan<byte> bytes, RegisterKey key, long atLeast)
    {
        if (CertifiedRegister.Parse(bytes) is not { } certified)
        {
            return (null, ProofFaults.Sentence(ProofFault.Malformed));
        }
        var fault = certified.Check(key, verifier.Group, verifier.Members);
        if (fault != ProofFault.None)
        {
            return (null, ProofFaults.Sentence(fault));
        }
        var state = certified.Certified.State;
        return state.Height < atLeast
            ? (null, "it is older than was asked for")
            : (new RegisterRead(certified.Register, state.Height, state.TimeMs, certified), "");
    }
}
