using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Scew.Client.Eras;
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
    private readonly IReadOnlyList<Uri>? _addresses;
    private readonly EraSwitch _eras;

    /// <summary>
    /// A client of a group whose genesis the caller has already checked against its pin. It begins with the eras that <see cref="ClientOptions.Handovers"/> keeps and follows later ones by itself;
    /// <paramref name="addresses"/> stand in place of those in genesis, and in a later era for the merchants that kept theirs.
    /// </summary>
    public ScewClient(GenesisDocument genesis, ClientOptions? options = null, IReadOnlyList<Uri>? addresses = null)
    {
        _options = options ?? new ClientOptions();
        _addresses = addresses;
        Eras = new GroupEras(genesis.Origin ?? genesis);
        _options.Handovers?.LoadInto(Eras);
        Verifier = new ReceiptVerifier(Eras);
        Evidence = new EvidenceVerifier(Eras);
        _http = MerchantEndpoint.CreateHttpClient(roots: _options.Roots);
        _eras = new EraSwitch(Eras, _options, era => new EraParts(era, Verifier, Evidence, _options, Endpoints(era)));
        _submitter = new Submitter(_eras, Verifier, _options);
    }

    /// <summary>The group's founding document.</summary>
    public GenesisDocument Genesis => Eras.First.Document;

    /// <summary>The group as it is in the newest era that is known: its merchants, addresses and the modules' key.</summary>
    public GenesisDocument Present => _eras.Parts.Era.Document;

    /// <summary>Every era that is proven here.</summary>
    public GroupEras Eras { get; }

    /// <summary>Checks receipts of every era.</summary>
    public ReceiptVerifier Verifier { get; }

    /// <summary>Checks evidence of every era.</summary>
    public EvidenceVerifier Evidence { get; }

    /// <summary>The merchants of the newest era, in its order.</summary>
    public ImmutableArray<MerchantEndpoint> Merchants => _eras.Parts.Merchants;

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

    /// <summary>The same, asking all merchants meanwhile how far the request is.</summary>
    public async Task<SubmitOutcome> SubmitAsync(SignedRequest request, int first, IProgress<SubmitSight> told, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = new SubmitWatch(_eras.Parts, request.Id, told).RunAsync(over.Token);
        try
        {
            return await SubmitAsync(request, first, cancellation);
        }
        finally
        {
            await over.CancelAsync();
            // Whoever is told the stages may throw; what became of the request is settled without them.
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A register at the newest attested state that one merchant shows, or above <paramref name="atLeast"/>.</summary>
    public Task<ReadOutcome<RegisterRead>> ReadCertifiedAsync(RegisterKey key, int first = 0, long atLeast = 0, CancellationToken cancellation = default) =>
        SpreadAsync(_eras.AcrossAsync(parts => parts.Reader.CertifiedAsync(key, first, atLeast, cancellation), Sign, cancellation), cancellation);

    /// <summary>A register as it is now: not older than anything that was final when the call began.</summary>
    public Task<ReadOutcome<RegisterRead>> ReadLinearizableAsync(RegisterKey key, int first = 0, CancellationToken cancellation = default) =>
        SpreadAsync(_eras.AcrossAsync(parts => parts.Reader.LinearizableAsync(key, first, cancellation), Sign, cancellation), cancellation);

    /// <summary>All wallets in the order of their ids, each proven; the merchant that lists them may leave one out: README.md.</summary>
    public IAsyncEnumerable<ReadOutcome<RegisterRead>> ReadWalletsAsync(int first = 0, CancellationToken cancellation = default) =>
        PagesAsync((parts, after) => parts.Reader.AllAsync(RegisterKind.Wallet, "", after, first, cancellation), cancellation);

    /// <summary>
    /// Encrypted variables whose ids begin with <paramref name="prefix"/> in the order of their ids, each proven at a height that is not below anything final when the call began. f+1 different
    /// merchants list them, so none that was final then is left out. Ends with one outcome without a value where fewer than f+1 show their lists.
    /// </summary>
    public IAsyncEnumerable<ReadOutcome<RegisterRead>> ReadVariablesAsync(string prefix, CancellationToken cancellation = default) =>
        PagesAsync((parts, after) => parts.Lists.AllAsync(RegisterKind.Variable, prefix, after, cancellation), cancellation);

    /// <summary>
    /// The newest versions of an asset as one merchant tells them, checked against the certified read <paramref name="now"/> and, where the caller knows the machine, against the timers armed
    /// there; null with the reason where the merchant cannot tell.
    /// </summary>
    public Task<(AssetHistory? History, string Reason)> ReadHistoryAsync(
        int merchant, string assetId, RegisterRead now, IReadOnlyDictionary<string, long>? armedNow = null, int limit = 100, CancellationToken cancellation = default) =>
        _eras.AcrossAsync(parts => parts.Histories.ReadAsync(merchant, assetId, now, armedNow, limit, cancellation), static told => told.History is null ? TurnSign.None : null, cancellation);

    /// <summary>
    /// Asks other merchants for the same history until f+1 told every entry that no receipt proves, or none is left: then one honest merchant told it. Who is found out is not counted.
    /// </summary>
    public async Task<AssetHistory> CorroborateAsync(
        AssetHistory history, string assetId, RegisterRead now, IReadOnlyDictionary<string, long>? armedNow = null, int limit = 100, CancellationToken cancellation = default)
    {
        for (var i = 1; i < Merchants.Length && history.NeedsMore(Verifier.Group.MaxFaulty + 1); i++)
        {
            var (other, _) = await _eras.Parts.Histories.ReadAsync((history.Merchant + i) % Merchants.Length, assetId, now, armedNow, limit, cancellation);
            history = other is { IsFalse: false } ? history.ToldAlsoBy(other) : history;
        }
        return history;
    }

    /// <summary>What one merchant says of itself; nobody else signs it.</summary>
    public Task<MerchantAnswer> StatusAsync(int merchant, CancellationToken cancellation = default) =>
        _eras.Parts.At(merchant).GetAsync("/v1/status", _options.ReadTimeout, cancellation);

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
    public async Task<(long? Height, string Reason)> HeadAsync(CancellationToken cancellation = default)
    {
        var (height, reason, _) = await _eras.AcrossAsync(parts => parts.Reader.HeadAsync(cancellation), static head => head.Height is null ? head.Sign : null, cancellation);
        return (height, reason);
    }

    /// <summary>A verified receipt by id, from the outbox or any merchant; null when nobody shows one.</summary>
    public async Task<VerifiedReceipt?> FindReceiptAsync(Digest requestId, CancellationToken cancellation = default) =>
        Outbox?.Receipt(requestId) is { } kept && Verifier.Verify(kept).Receipt is { } receipt
            ? receipt
            : await _eras.AcrossAsync(parts => parts.NeverExecuted.FindReceiptAsync(requestId, cancellation), static found => found is null ? TurnSign.None : null, cancellation);

    /// <summary>
    /// Whether merchants of today stand by a verified receipt of whatever era: one proves its block under a history root that n-f of them attest, and f+1 show the same attested results of that
    /// height. Old keys alone can make neither.
    /// </summary>
    public async Task<ReceiptAnchor> AnchorAsync(VerifiedReceipt receipt, CancellationToken cancellation = default)
    {
        await FollowAsync(cancellation);
        var anchor = await _eras.AcrossAsync(
            parts => new AnchorQuery(parts.Merchants, parts.Era, Eras, Evidence, _options).AskAsync(receipt, cancellation), static found => found.IsAnchored || found.IsContradicted ? null : found.Sign, cancellation);
        await Task.WhenAll(anchor.Conflict.Select(evidence => SpreadEvidenceAsync(evidence, cancellation)));
        return anchor;
    }

    /// <summary>
    /// f+1 signed statements that a request can never be executed, or its receipt, or why there is neither yet. Ends an unknown outcome. Beside a receipt the reason
    /// says why it could not be kept, or is empty.
    /// </summary>
    public async Task<(ImmutableArray<NeverExecuted> Proof, VerifiedReceipt? Receipt, string Reason)> EndUnknownAsync(
        SignedRequest request, CancellationToken cancellation = default)
    {
        var (proof, receipt, reason) = await _eras.AcrossAsync(
            parts => parts.NeverExecuted.AskAsync(request, cancellation), static end => end.Receipt is null && end.Proof.IsEmpty ? TurnSign.None : null, cancellation);
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
    public Task<PageCheck> CheckPageAsync(Uri page, CancellationToken cancellation = default) => _eras.AcrossAsync(
        parts => new PageReader(parts.Merchants, parts.Era, _options).CheckAsync(page, cancellation), static check => check.Manifest is null ? TurnSign.None : null, cancellation);

    /// <summary>
    /// Events of one merchant after <paramref name="since"/> (<c>height.index</c>, empty for new ones only), each once and in order. One merchant's word; receipts prove. A feed
    /// of new events begins with one without data, whose id is where it begins: a feed that ends goes on, here or at another merchant, after the last id.
    /// </summary>
    public async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        int merchant, string since, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var path = "/v1/events" + (since.Length > 0 ? "?since=" + Uri.EscapeDataString(since) : "");
        await using var stream = await _eras.Parts.At(merchant).OpenEventsAsync(path, cancellation);
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

    /// <summary>Asks all merchants whether a newer era began, and goes on with it; true when one did.</summary>
    public Task<bool> FollowAsync(CancellationToken cancellation = default) => _eras.FollowAsync(_eras.Parts, all: true, cancellation);

    /// <summary>The name of a merchant of the newest era by its place, or its number when there is none.</summary>
    public string NameOf(int merchant) => _eras.Parts.Era.NameOf(merchant);

    /// <summary>The name of a merchant of an era by its place in it.</summary>
    public string NameAt(int merchant, long epoch) => Eras.At(epoch)?.NameOf(merchant) ?? "#" + merchant.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public void Dispose()
    {
        _eras.Dispose();
        _http.Dispose();
    }

    private static TurnSign? Sign(ReadOutcome<RegisterRead> outcome) => outcome.Value is null && outcome.Conflict.IsEmpty ? outcome.Sign : null;

    private ImmutableArray<MerchantEndpoint> Endpoints(Era era) =>
        [.. era.Document.Merchants.Select((merchant, index) => new MerchantEndpoint(index, merchant.Name, AddressOf(merchant), _http))];

    private Uri AddressOf(Merchant merchant)
    {
        var place = _addresses is null ? -1 : Genesis.Merchants.ToList().FindIndex(first => first.Url == merchant.Url && first.Account == merchant.Account);
        return place >= 0 ? _addresses![place] : new Uri(merchant.Url);
    }

    // A list that an era's end cuts goes on after the last id that it showed.
    private async IAsyncEnumerable<ReadOutcome<RegisterRead>> PagesAsync(
        Func<EraParts, string, IAsyncEnumerable<ReadOutcome<RegisterRead>>> list, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var (after, started) = ("", Stopwatch.GetTimestamp());
        for (var isWhole = false; !isWhole;)
        {
            var parts = _eras.Parts;
            isWhole = true;
            await foreach (var outcome in list(parts, after).WithCancellation(cancellation))
            {
                if (outcome.Value?.Register is { } register)
                {
                    (after, started) = (register.Key.Id, Stopwatch.GetTimestamp());
                }
                else if (await _eras.IsWorthAgainAsync(parts, outcome.Sign, started, cancellation))
                {
                    isWhole = false;
                    break;
                }
                yield return outcome;
            }
        }
    }
}
