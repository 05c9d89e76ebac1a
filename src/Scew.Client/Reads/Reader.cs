using System.Globalization;
using System.Security.Cryptography;
using Scew.Client.Receipts;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Reads;

/// <summary>Reads that nobody has to be trusted for.</summary>
internal sealed class Reader(IReadOnlyList<MerchantEndpoint> merchants, ReceiptVerifier verifier, ClientOptions options)
{
    /// <summary>Certified: the newest attested state of the first merchant whose answer verifies, at <paramref name="atLeast"/> or above.</summary>
    public async Task<ReadOutcome<RegisterRead>> CertifiedAsync(RegisterKey key, int first, long atLeast, CancellationToken cancellation)
    {
        var path = (key.Kind == RegisterKind.Asset ? "/v1/assets/" : "/v1/wallets/") + Uri.EscapeDataString(key.Id)
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
                        return new ReadOutcome<RegisterRead>(read, "", false);
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
