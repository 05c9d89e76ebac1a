using System.Collections.Immutable;
using System.Globalization;
using Scew.Client.Histories;
using Scew.Client.Pages;
using Scew.Client.Proofs;
using Scew.Client.Reads;
using Scew.Client.Receipts;
using Scew.Client.Submission;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client;

/// <summary>
/// One customer's or merchant's way to a group. It trusts the pinned genesis hash and nothing that comes over the network: receipts, registers, heads and evidence
/// are verified here. Thread-safe.
/// </summary>
public sealed class ScewClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly ClientOptions _options;
    private readonly Submitter _submitter;
    private readonly Reader _reader;
    private readonly CompleteLists _lists;
    private readonly HistoryReader _histories;
    private readonly NeverExecutedQuery _neverExecuted;

    /// <summary>A client of a group whose genesis the caller has already checked against its pin.</summary>
    public ScewClient(GenesisDocument genesis, ClientOptions? options = null, IReadOnlyList<Uri>? addresses = null)
    {
        _options = options ?? new ClientOptions();
        _http = MerchantEndpoint.CreateHttpClient();
        Genesis = genesis;
        Verifier = new ReceiptVerifier(genesis);
        Evidence = new EvidenceVerifier(Verifier.Group, Verifier.Members);
        Merchants =
        [
            .. genesis.Merchants.Select((merchant, index) =>
                new MerchantEndpoint(index, merchant.Name, addresses?[index] ?? new Uri(merchant.Url), _http)),
        ];
        _neverExecuted = new NeverExecutedQuery(Merchants, Verifier);
        _submitter = new Submitter(Merchants, Verifier, Verifier.Group.MaxFaulty, _options, _neverExecuted);
        _histories = new HistoryReader(Merchants, Verifier, _options);
        var pages = new RegisterPages(Verifier, _options);
        _reader = new Reader(Merchants, Verifier, Evidence, pages, _options);
        _lists = new CompleteLists(Merchants, Verifier.Group.MaxFaulty, _reader, pages, _options);
    }

    /// <summary>The group's founding document.</summary>
    public GenesisDocument Genesis { get; }

    /// <summary>Checks receipts against this group.</summary>
    public ReceiptVerifier Verifier { get; }

    /// <summary>Checks evidence against this group.</summary>
    public EvidenceVerifier Evidence { get; }

    /// <summary>The merchants in the order of genesis.</summary>
    public ImmutableArray<MerchantEndpoint> Merchants { get; }

    /// <summary>Requests and receipts on disk, or null.</summary>
    public Outbox? Outbox => _options.Outbox;

    /// <summary>
    /// Fetches the genesis file from the first address that serves the pinned one, all consents verified; null with the reason when none does.
    /// </summary>
    public static async Task<(GenesisFile? Genesis, string Reason)> FetchGenesisAsync(Digest pin, IReadOnlyList<Uri> addresses, CancellationToken cancellation)
    {
        using var http = MerchantEndpoint.CreateHttpClient();
        var reason = "no address is known";
        foreach (var address in addresses)
        {
            var endpoint = new MerchantEndpoint(0, address.Authority, address, http);
            switch (await endpoint.GetAsync("/v1/group", TimeSpan.FromSeconds(5), cancellation))
            {
                case MerchantAnswer.Body body:
                    var (parsed, file) = GenesisFile.Parse(GroupAnswer.GenesisBytes(body.Bytes));
                    if (file is not null && file.Document.Hash() == pin)
                    {
                        return (file, "");
                    }
                    reason = file is null ? $"{address.Authority}: {parsed.Message}" : $"{address.Authority} belongs to another group";
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"{address.Authority} answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = unreachable.Reason;
                    break;
            }
        }
        return (null, reason);
    }

    /// <summary>The end of validity for a request made now: half the window that the group allows.</summary>
    public long ValidUntil(int signers) =>
        _options.Clock.GetUtcNow().ToUnixTimeMilliseconds() + (signers > 1 ? Genesis.Parameters.SeveralSignersWindowMs : Genesis.Parameters.WindowMs) / 2;

    /// <summary>Submits at merchant <paramref name="first"/>, and elsewhere when that one stalls. Cancelling leaves the request in the outbox.</summary>
    public Task<SubmitOutcome> SubmitAsync(SignedRequest request, int first = 0, CancellationToken cancellation = default) =>
        SpreadAsync(_submitter.RunAsync(request, first, cancellation), cancellation);

    /// <summary>A register at the newest attested state that one merchant shows, or above <paramref name="atLeast"/>.</summary>
    public Task<ReadOutcome<RegisterRead>> ReadCertifiedAsync(RegisterKey key, int first = 0, long atLeast = 0, CancellationToken cancellation = default) =>
        SpreadAsync(_reader.CertifiedAsync(key, first, atLeast, cancellation), cancellation);

    /// <summary>A register as it is now: not older than anything that was final when the call began.</summary>
    public Task<ReadOutcome<RegisterRead>> ReadLinearizableAsync(RegisterKey key, int first = 0, CancellationToken cancellation = default) =>
        SpreadAsync(_reader.LinearizableAsync(key, first, cancellation), cancellation);

    /// <summary>All wallets in the order of their ids, each proven; the merchant that lists them may leave one out: README.md.</summary>
    public IAsyncEnumerable<ReadOutcome<RegisterRead>> ReadWalletsAsync(int first = 0, CancellationToken cancellation = default) =>
        _reader.AllAsync(RegisterKind.Wallet, "", first, cancellation);

    /// <summary>
    /// Encrypted variables whose ids begin with <paramref name="prefix"/> in the order of their ids, each proven at a height that is not below anything final when the call began. f+1 different
    /// merchants list them, so none that was final then is left out. Ends with one outcome without a value where fewer than f+1 show their lists.
    /// </summary>
    public IAsyncEnumerable<ReadOutcome<RegisterRead>> ReadVariablesAsync(string prefix, CancellationToken cancellation = default) =>
        _lists.AllAsync(RegisterKind.Variable, prefix, cancellation);

    /// <summary>
    /// The newest versions of an asset as one merchant tells them, checked against the certified read <paramref name="now"/> and, where the caller knows the machine, against the timers armed
    /// there; null with the reason where the merchant cannot tell.
    /// </summary>
    public Task<(AssetHistory? History, string Reason)> ReadHistoryAsync(
        int merchant, string assetId, RegisterRead now, IReadOnlyDictionary<string, long>? armedNow = null, int limit = 100, CancellationToken cancellation = default) =>
        _histories.ReadAsync(merchant, assetId, now, armedNow, limit, cancellation);

    /// <summary>
    /// Asks other merchants for the same history until f+1 told every entry that no receipt proves, or none is left: then one honest merchant told it. Who is found out is not counted.
    /// </summary>
    public async Task<AssetHistory> CorroborateAsync(
        AssetHistory history, string assetId, RegisterRead now, IReadOnlyDictionary<string, long>? armedNow = null, int limit = 100, CancellationToken cancellation = default)
    {
        for (var i = 1; i < Merchants.Length && history.NeedsMore(Verifier.Group.MaxFaulty + 1); i++)
        {
            var (other, _) = await _histories.ReadAsync((history.Merchant + i) % Merchants.Length, assetId, now, armedNow, limit, cancellation);
            history = other is { IsFalse: false } ? history.ToldAlsoBy(other) : history;
        }
        return history;
    }

    /// <summary>What one merchant says of itself; nobody else signs it.</summary>
    public Task<MerchantAnswer> StatusAsync(int merchant, CancellationToken cancellation = default) =>
        Merchants[merchant].GetAsync("/v1/status", _options.ReadTimeout, cancellation);

    /// <summary>
    /// All evidence that the merchants show, each piece verified here and counted once, and how many merchants answered. What does not verify is dropped.
    /// </summary>
    public async Task<(ImmutableArray<VerifiedEvidence> Evidence, int Answered)> FetchEvidenceAsync(CancellationToken cancellation = default)
    {
        var found = new SortedDictionary<Digest, VerifiedEvidence>();
        var answered = 0;
        foreach (var pages in await Task.WhenAll(Merchants.Select(merchant => EvidencePagesAsync(merchant, cancellation))))
        {
            answered += pages.Count > 0 ? 1 : 0;
            foreach (var evidence in pages.SelectMany(page => page))
            {
                found[evidence.Id] = evidence;
            }
        }
        return ([.. found.Values], answered);
    }

    /// <summary>
    /// Shows evidence to every merchant: one honest one among them is enough, the accused's own need not listen. Answers the names of those that took it, and why the
    /// others did not.
    /// </summary>
    public async Task<(ImmutableArray<string> Took, string Reason)> SpreadEvidenceAsync(VerifiedEvidence evidence, CancellationToken cancellation = default)
    {
        var took = ImmutableArray.CreateBuilder<string>();
        var reason = "";
        var answers = await Task.WhenAll(Merchants.Select(merchant => merchant.PostRequestAsync("/v1/evidence", evidence.Bytes, _options.ReadTimeout, cancellation)));
        for (var i = 0; i < answers.Length; i++)
        {
            switch (answers[i])
            {
                case MerchantAnswer.Body:
                    took.Add(Merchants[i].Name);
                    break;
                case MerchantAnswer.Problem problem:
                    reason = $"{Merchants[i].Name} answers {problem.Code}: {problem.Detail}";
                    break;
                case MerchantAnswer.Unreachable unreachable:
                    reason = unreachable.Reason;
                    break;
            }
        }
        return (took.ToImmutable(), reason);
    }

    // Whoever is found out is told of: the accused's own silo would keep it to itself.
    private async Task<ReadOutcome<RegisterRead>> SpreadAsync(Task<ReadOutcome<RegisterRead>> reading, CancellationToken cancellation)
    {
        var outcome = await reading;
        await Task.WhenAll(outcome.Conflict.Select(evidence => SpreadEvidenceAsync(evidence, cancellation)));
        return outcome;
    }

    private async Task<SubmitOutcome> SpreadAsync(Task<SubmitOutcome> submitting, CancellationToken cancellation)
    {
        var outcome = await submitting;
        if (outcome is SubmitOutcome.Settled { Receipt: var honest })
        {
            var proven = outcome.Complaints.Select(complaint => Evidence.FromFalseReceipt(complaint.Answer, honest)).OfType<VerifiedEvidence>();
            await Task.WhenAll(proven.Select(evidence => SpreadEvidenceAsync(evidence, cancellation)));
        }
        return outcome;
    }

    private async Task<List<ImmutableArray<VerifiedEvidence>>> EvidencePagesAsync(MerchantEndpoint merchant, CancellationToken cancellation)
    {
        const int MostPages = 100;
        var pages = new List<ImmutableArray<VerifiedEvidence>>();
        var path = "/v1/evidence";
        while (pages.Count < MostPages && await merchant.GetAsync(path, _options.ReadTimeout, cancellation) is MerchantAnswer.Body body)
        {
            pages.Add(Evidence.VerifyList(body.Bytes));
            if (ApiReader.NextEvidence(body.Bytes) is not { } next)
            {
                break;
            }
            path = "/v1/evidence?after=" + Uri.EscapeDataString(next);
        }
        return pages;
    }

    /// <summary>A height that is not below anything final when the call began; null with the reason when too few merchants prove theirs.</summary>
    public Task<(long? Height, string Reason)> HeadAsync(CancellationToken cancellation = default) => _reader.HeadAsync(cancellation);

    /// <summary>A verified receipt by id, from the outbox or any merchant; null when nobody shows one.</summary>
    public async Task<VerifiedReceipt?> FindReceiptAsync(Digest requestId, CancellationToken cancellation = default) =>
        Outbox?.Receipt(requestId) is { } kept && Verifier.Verify(kept).Receipt is { } receipt
            ? receipt
            : await _neverExecuted.FindReceiptAsync(requestId, cancellation);

    /// <summary>
    /// f+1 signed statements that a request can never be executed, or its receipt, or why there is neither yet. Ends an unknown outcome. Beside a receipt the reason
    /// says why it could not be kept, or is empty.
    /// </summary>
    public async Task<(ImmutableArray<NeverExecuted> Proof, VerifiedReceipt? Receipt, string Reason)> EndUnknownAsync(
        SignedRequest request, CancellationToken cancellation = default)
    {
        var (proof, receipt, reason) = await _neverExecuted.AskAsync(request, cancellation);
        if (receipt is not null)
        {
            reason = Outbox?.TrySettle(request.Id, receipt.Bytes.Span) ?? "";
        }
        else if (!proof.IsEmpty)
        {
            Outbox?.Bury(request.Id, [.. proof.SelectMany(statement => statement.Encode().Append((byte)'\n'))]);
        }
        return (proof, receipt, reason);
    }

    /// <summary>Compares the page at an address, file by file, with what f+1 or more merchants sign of theirs.</summary>
    public Task<PageCheck> CheckPageAsync(Uri page, CancellationToken cancellation = default) => new PageReader(Merchants, Verifier, _options).CheckAsync(page, cancellation);

    /// <summary>
    /// Events of one merchant after <paramref name="since"/> (<c>height.index</c>, empty for new ones only), each once and in order. One merchant's word; receipts prove. A feed
    /// of new events begins with one without data, whose id is where it begins: a feed that ends goes on, here or at another merchant, after the last id.
    /// </summary>
    public async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        int merchant, string since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var path = "/v1/events" + (since.Length > 0 ? "?since=" + Uri.EscapeDataString(since) : "");
        await using var stream = await Merchants[merchant].OpenEventsAsync(path, cancellation);
        EventPosition? last = EventPosition.TryParse(since, out var begin) ? begin : null;
        await foreach (var item in ServerSentEvents.ReadAsync(stream, cancellation))
        {
            if (item.Data.Length == 0 && item.Id.Length == 0)
            {
                continue;
            }
            if (!EventPosition.TryParse(item.Id, out var position))
            {
                throw new InvalidDataException("an event has no position in the ledger");
            }
            if (last is null || position.CompareTo(last.Value) > 0)
            {
                last = position;
                yield return item;
            }
        }
    }

    /// <summary>A merchant's name by its place, or its number when there is none.</summary>
    public string NameOf(int merchant) =>
        merchant >= 0 && merchant < Merchants.Length ? Merchants[merchant].Name : "#" + merchant.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
