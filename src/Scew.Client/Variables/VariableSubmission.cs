using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Homomorphic.Envelopes;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.Client.Variables;

/// <summary>
/// From variables to a verified receipt: read, build, seal, sign, send, and once more when the group definitely refused with <c>stale</c>. Whatever has an unknown outcome is never built
/// anew, for it may be executed yet: a sum would count twice.
/// </summary>
internal sealed class VariableSubmission(ScewClient client, SigningKey account, VariableReads reads, VariableKeys keys, VariableHooks hooks)
{
    /// <summary>How often a request is made anew after <c>stale</c>.</summary>
    public const int MaxRetries = 5;

    // 2^4 times as long before the last: whoever collides with a writer in a hurry finds a gap.
    private const int FirstPauseMs = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly KnownVariables _known = new(account.Account);

    /// <summary>Puts the operation together from what was read for it, adding what it delegates.</summary>
    public delegate Operation Build(VariableSet variables, EnvelopeParts parts);

    /// <summary>The variables as they are now, with the keys that are here.</summary>
    public async Task<VariableSet> ReadAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var found = await reads.FindAllAsync(ids, cancellation);
        Array.ForEach(found, _known.Saw);
        return await WithKeysAsync(found, cancellation);
    }

    /// <summary>A variable that was read elsewhere; what is known to be newer stays.</summary>
    public void Saw(StoredVariable variable) => _known.Saw(variable);

    /// <summary>As they are known here; those that are not are read.</summary>
    public async Task<VariableSet> RecallAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var found = new StoredVariable[ids.Count];
        var missing = new List<int>();
        for (var i = 0; i < found.Length; i++)
        {
            if (_known.Find(ids[i]) is { } known)
            {
                found[i] = known;
            }
            else
            {
                missing.Add(i);
            }
        }
        var read = missing.Count > 0 ? await reads.FindAllAsync([.. missing.Select(i => ids[i])], cancellation) : [];
        for (var i = 0; i < read.Length; i++)
        {
            _known.Saw(read[i]);
            found[missing[i]] = read[i];
        }
        return await WithKeysAsync(found, cancellation);
    }

    private async Task<VariableSet> WithKeysAsync(StoredVariable[] found, CancellationToken cancellation)
    {
        var opened = new ValueKey?[found.Length];
        for (var i = 0; i < found.Length; i++)
        {
            opened[i] = await keys.FindAsync(found[i], cancellation);
        }
        return new VariableSet(found, opened, account.Account);
    }

    /// <summary>
    /// The receipt of a success, or of a refusal with <paramref name="accepted"/>; every other end is a <see cref="VariableException"/>. <paramref name="first"/> saves the first reading
    /// where the caller has one already; <paramref name="retries"/> is 0 where a change by others must be told.
    /// </summary>
    public async Task<VerifiedReceipt> RunAsync(
        IReadOnlyList<string> ids, Build build, CancellationToken cancellation, string? accepted = null, int retries = MaxRetries, VariableSet? first = null)
    {
        var before = first ?? await RecallAsync(ids, cancellation);
        var now = before;
        var isResealed = false;
        for (var retry = 0; ; retry++)
        {
            VerifiedReceipt receipt;
            long? modulesEpoch;
            try
            {
                (receipt, modulesEpoch) = await SendAsync(build, now, cancellation);
            }
            catch
            {
                // It may have been executed all the same.
                _known.Forget(ids);
                throw;
            }
            if (receipt.Succeeded || receipt.Code == accepted)
            {
                return receipt;
            }
            if (receipt.Code == Codes.BadEnvelope && !isResealed && modulesEpoch is { } sealedFor && await HasNewModulesAsync(sealedFor, cancellation))
            {
                isResealed = true;
                now = await ReadAsync(ids, cancellation);
                hooks.Progress?.Invoke("changed   the modules' key; sealed anew");
                continue;
            }
            if (receipt.Code != Codes.Stale)
            {
                throw VariableFaults.Refused(receipt);
            }
            if (retry < retries)
            {
                var pause = TimeSpan.FromMilliseconds(FirstPauseMs * (1 << retry) * (0.5 + Random.Shared.NextDouble()));
                await Task.Delay(pause < Patience ? pause : Patience, cancellation);
            }
            now = await ReadAsync(ids, cancellation);
            if (retry >= retries)
            {
                throw VariableFaults.Stale(receipt, before, now, retries);
            }
            hooks.Progress?.Invoke($"changed   meanwhile; made anew ({retry + 1} of {retries})");
        }
    }

    /// <summary>Sends an operation that is about no variable that was read.</summary>
    public async Task<VerifiedReceipt> RunAsync(Operation operation, CancellationToken cancellation)
    {
        var (receipt, _) = await SendAsync((_, _) => operation, new VariableSet([], [], account.Account), cancellation);
        return receipt.Succeeded ? receipt : throw VariableFaults.Refused(receipt);
    }

    private async Task<bool> HasNewModulesAsync(long sealedFor, CancellationToken cancellation)
    {
        if (client.Present.ModulesEpoch == sealedFor)
        {
            await client.FollowAsync(cancellation);
        }
        return client.Present.ModulesEpoch != sealedFor;
    }

    // Beside the receipt: since which epoch the modules have the key to which the envelope was sealed; null without one.
    private async Task<(VerifiedReceipt Receipt, long? ModulesEpoch)> SendAsync(Build build, VariableSet variables, CancellationToken cancellation)
    {
        var (request, modulesEpoch) = Make(build, variables);
        hooks.Sending?.Invoke(request);
        var first = Random.Shared.Next(client.Merchants.Length);
        var outcome = hooks.Sight is { } sight ? await client.SubmitAsync(request, first, sight, cancellation) : await client.SubmitAsync(request, first, cancellation);
        hooks.Sent?.Invoke(outcome);
        if (outcome is not SubmitOutcome.Settled settled)
        {
            throw VariableFaults.NotSettled(outcome);
        }
        _known.Took(settled.Receipt, request.Payload.Operation);
        return (settled.Receipt, modulesEpoch);
    }

    /// <summary>Nonce and end of validity first, then the envelope for them, then the signature over all of it.</summary>
    private (SignedRequest Request, long? ModulesEpoch) Make(Build build, VariableSet variables)
    {
        var group = client.Verifier.Group.Genesis;
        var nonce = Nonce.Create();
        var validUntilMs = client.ValidUntil(signers: 1);
        using var parts = new EnvelopeParts();
        var operation = build(variables, parts);
        byte[] envelope = [];
        long? modulesEpoch = null;
        if (!parts.IsEmpty)
        {
            var present = client.Present;
            var modules = present.Modules ?? throw VariableFaults.NoModules();
            modulesEpoch = present.ModulesEpoch;
            envelope = parts.Seal(modules.Key, new EnvelopeBinding(group, present.ModulesEpoch, account.Account, Base64Url.Decode(nonce, EnvelopeBinding.NonceBytes)!, validUntilMs, ""));
        }
        hooks.Signing?.Invoke(new RequestPayload([account.Account], group, nonce, operation, validUntilMs) { Envelope = envelope });
        var made = RequestMaker.Sign(group, operation, validUntilMs, nonce, envelope, account);
        return made.Request is { } request ? (request, modulesEpoch) : throw new VariableException(made.Code, "the request cannot be made: " + made.Message);
    }
}
