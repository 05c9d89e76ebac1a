using Orleans;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Codec;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>Certified and linearizable reads.</summary>
internal sealed class ReadEndpoints(IGrainFactory grains, LedgerReads reads, IReplicaStore store, MerchantContext merchant, Readiness readiness, RequestGate gate)
{
    private static readonly TimeSpan CertificateLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan WitnessLimit = TimeSpan.FromSeconds(2);

    /// <summary>Most registers in one page; each comes with its proof.</summary>
    private const int MaxPage = 100;

    /// <summary>A client takes no larger answer than 8 MiB.</summary>
    private const int MaxPageBytes = 6 << 20;

    private const string NoId = "an id is 1 to 128 characters of a-z 0-9 . _ : -";

    /// <summary>A plan by its hash.</summary>
    public async Task<IResult> PlanAsync(string hash, long atLeast, CancellationToken cancel) => Digest.TryParse(hash, out var plan)
        ? await GroupAsync(GroupValue.PlanKey(plan), atLeast, cancel)
        : Problems.Of(Codes.BadId, "a plan's hash is 43 characters of base64url");

    /// <summary>One of the registers about the group itself.</summary>
    public async Task<IResult> GroupAsync(RegisterKey key, long atLeast, CancellationToken cancel) =>
        await CertifiedAsync(key, atLeast, cancel) is { } register ? new BytesResult(register.Encode()) : Problems.Of(Codes.CatchingUp, "nothing is certified at that height yet", 500);

    public async Task<IResult> RegisterAsync(RegisterKind kind, string id, long atLeast, CancellationToken cancel)
    {
        if (!IsId(kind, id))
        {
            return Problems.Of(Codes.BadId, !IsHash(kind) ? NoId : kind == RegisterKind.Machine ? "a machine's name is 43 characters of base64url" : "an account is 43 characters of base64url");
        }
        return await CertifiedAsync(new RegisterKey(kind, id), atLeast, cancel) is { } register
            ? new BytesResult(register.Encode())
            : Problems.Of(Codes.CatchingUp, "nothing is certified at that height yet", 500);
    }

    /// <summary>What n-f merchants attested of one height: a witness's word on what another merchant showed.</summary>
    public async Task<IResult> StateAsync(long height, CancellationToken cancel)
    {
        if (height < 1)
        {
            return Problems.Of(Codes.BadId, "a height is a number from 1");
        }
        using var wait = readiness.Wait(WitnessLimit, cancel);
        try
        {
            var attestations = await reads.CertifiedAsync(height, wait.Token);
            return attestations.Length > 0 && attestations.Length >= merchant.QuorumOf(attestations[0].State)
                ? new BytesResult(CertifiedState.From(attestations).Encode())
                : Problems.Of(Codes.NotFound, "this merchant does not hold the attestations of that height");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Problems.Of(Codes.CatchingUp, "nothing is certified at that height yet", 500);
        }
    }

    /// <summary>A page of a kind's registers in order of their ids, each with its proof.</summary>
    public async Task<IResult> PageAsync(HttpContext http, RegisterKind kind, string? prefix, string? after, int? limit)
    {
        if ((prefix is { Length: > 0 } && !IdRules.IsValid(prefix)) || (after is not null && !IsId(kind, after)) || limit is < 1 or > MaxPage)
        {
            return Problems.Of(Codes.BadId, $"prefix begins an id, after is one, limit 1 to {MaxPage}");
        }
        gate.Charge(http, (limit ?? MaxPage) / 10);
        var ids = await grains.GetGrain<ILedgerGrain>(GrainKeys.Ledger).IdsAsync((byte)kind, prefix ?? "", after, limit ?? MaxPage);
        using var page = new MemoryStream();
        page.Write("["u8);
        foreach (var id in ids)
        {
            if (await CertifiedAsync(new RegisterKey(kind, id), 0, http.RequestAborted) is not { } register)
            {
                return Problems.Of(Codes.CatchingUp, "the newest height is not certified yet", 500);
            }
            page.Write(page.Length > 1 ? ","u8 : []);
            page.Write(register.Encode());
            if (page.Length > MaxPageBytes)
            {
                // A shorter page would say that nothing follows.
                return Problems.Of(Codes.TooLarge, $"that page has more than {MaxPageBytes} bytes: ask for fewer with limit");
            }
        }
        page.Write("]"u8);
        return new BytesResult(page.ToArray());
    }

    public async Task<IResult> HeadAsync(string? nonce)
    {
        if (nonce is null || !PayloadCodec.IsNonce(nonce))
        {
            return Problems.Of(Codes.Malformed, "nonce is 22 characters of base64url, chosen by the caller");
        }
        if (!readiness.Started)
        {
            return Problems.Of(Codes.Unavailable, "this silo is starting", 500);
        }
        if (merchant.SilentBecause is { } reason)
        {
            return Problems.Of(Codes.Unavailable, "this merchant signs nothing for now: " + reason, 5000);
        }
        if (store.CanLoseLock)
        {
            // Asked for after the question came: whoever goes on in this one's place did not vote before it.
            await store.HeldAsync(merchant.ActivationId);
        }
        var head = await grains.GetGrain<IReplicaGrain>(GrainKeys.Replica).HeadAsync();
        if (head.Height < 0)
        {
            return Problems.Of(Codes.CatchingUp, "this merchant took over a state and has no proof of its newest height yet", 500);
        }
        var certificate = CertificateOf(head.Certificate);
        var place = certificate is null
            ? merchant.Group.Start
            : new BlockRef(certificate.Statement.View, certificate.Statement.Height, certificate.Statement.Block);
        var statement = new HeadStatement(nonce, place);
        var signature = merchant.Sign(statement.SigningBytes(merchant.Group.Genesis, merchant.Group.Epoch));
        return new BytesResult(new HeadAnswer(statement, certificate, merchant.Self, signature).Encode());
    }

    private static bool IsHash(RegisterKind kind) => kind is RegisterKind.Machine or RegisterKind.EncryptionKey;

    private static bool IsId(RegisterKind kind, string id) => IsHash(kind) ? Digest.TryParse(id, out _) : IdRules.IsValid(id);

    private async Task<CertifiedRegister?> CertifiedAsync(RegisterKey key, long atLeast, CancellationToken cancel)
    {
        using var wait = readiness.Wait(CertificateLimit, cancel);
        try
        {
            var read = await reads.RegisterAsync(key, atLeast, wait.Token);
            if (read.State is null || read.Attestations.Length < merchant.Group.Quorum)
            {
                return null;
            }
            var register = read.Capture.Register is { } bytes ? Register.Decode(bytes) : null;
            return new CertifiedRegister(
                key, register, read.Proof, new Digest(read.Capture.HistoryRoot), CertifiedState.From(read.Attestations));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Certificate? CertificateOf(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return null;
        }
        var reader = new CodecReader(bytes);
        var certificate = Certificate.Decode(ref reader);
        Invariant.Require(reader.Complete, "a certificate of our own decodes");
        return certificate;
    }
}
