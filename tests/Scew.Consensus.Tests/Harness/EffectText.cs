using System.Collections.Immutable;
using System.Globalization;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests.Harness;

/// <summary>
/// Effects and messages as short lines. A block is named after its view (<c>B3</c>, the second one of a view <c>B3'</c>), a request after what it was submitted as.
/// </summary>
internal sealed class EffectText
{
    private readonly Dictionary<Digest, string> _names = [];

    public void Name(Digest digest, string name) => _names[digest] = name;

    public ImmutableArray<string> Of(IEnumerable<Effect> effects) => [.. effects.Select(Of)];

    public string Of(Effect effect) => effect switch
    {
        Send send => $"send {send.To}: {Of(send.Message)}",
        Broadcast broadcast => $"broadcast: {Of(broadcast.Message)}",
        Sign sign => $"sign {Of(sign.Statement)}",
        SignAttestation sign => $"sign attestation {sign.State.Height}",
        CheckBlock check => $"check {Name(check.Block)}",
        Persist persist => Of(persist),
        Finalised finalised => $"finalised {string.Join(' ', finalised.Blocks.Select(Name))}",
        Certified certified => $"certified {certified.State.Height}",
        Vouched vouched => $"vouched {vouched.State.Height}",
        ServeChain serve => $"serve {serve.To}: chain from {serve.FromHeight}",
        ServeBlock serve => $"serve {serve.To}: {Name(serve.Hash)}",
        ServeRequests serve => $"serve {serve.To}: requests {Ids(serve.Ids)}",
        ServeAttestations serve => $"serve {serve.To}: attestations above {serve.AboveHeight}",
        EvidenceFound found => $"evidence against {string.Join(' ', found.Accused)}: {Of(found.Evidence)}",
        RequestsDropped dropped => $"dropped {Ids(dropped.Ids)}",
        RequestBusy busy => $"busy {Name(busy.Id)}, again after {busy.RetryMs}",
        Doubted doubted => $"doubted: {doubted.Reason}",
        Settle settle => $"settle {settle.Lease}",
        Halted halted => $"halted: {halted.Reason}",
        _ => effect.GetType().Name,
    };

    public string Of(PeerMessage message) => message switch
    {
        Proposal proposal => $"proposal {Describe(proposal.Block)}",
        VoteMessage vote => Of(vote.Vote.Statement),
        CertificateMessage certificate => Of(certificate.Certificate),
        Status s => $"status view {s.View} floor {s.Floor} notarized {s.Notarized.View} voted {s.FinalizeVotedView} final {s.Final.Height}@{s.Final.View} executed {s.ExecutedHeight} certified {s.CertifiedHeight}",
        BlockQuery query => $"which block {Name(query.Hash)}",
        BlockAnswer answer => $"block {Describe(answer.Block)}",
        RequestQuery query => $"which requests {Ids(query.Ids)}",
        RequestAnswer => "requests",
        Offer offer => $"offer {Ids(offer.Ids)}",
        OfferAnswer answer => $"answer {string.Join(' ', answer.Verdicts.Select(one => $"{Name(one.Id)}={one.Status.ToString().ToLowerInvariant()}"))}",
        AttestationMessage attestation => $"attestation {attestation.Attestation.State.Height}",
        ChainQuery query => $"which chain from {query.FromHeight}",
        ChainAnswer answer => $"chain {string.Join(' ', answer.Blocks.Select(Name))}",
        RejoinQuery query => $"where are you, wanted {query.WantedView}",
        RejoinAnswer answer => $"lease {answer.Lease} final {answer.Final.Height}@{answer.Final.View} votes {answer.Votes.Length}",
        EvidenceMessage evidence => $"evidence {Of(evidence.Evidence)}",
        _ => message.GetType().Name,
    };

    public string Of(Statement statement) => statement.Kind == StatementKind.Nullify
        ? $"nullify {statement.View.ToString(CultureInfo.InvariantCulture)}"
        : $"{statement.Kind.ToString().ToLowerInvariant()} {Name(statement.Block, statement.View)}";

    public string Of(Certificate certificate) => certificate.Statement.Kind switch
    {
        StatementKind.Notarize => $"notarization {Name(certificate.Statement.Block, certificate.Statement.View)}",
        StatementKind.Finalize => $"finalization {Name(certificate.Statement.Block, certificate.Statement.View)}",
        _ => $"nullification {certificate.Statement.View.ToString(CultureInfo.InvariantCulture)}",
    };

    public string Name(Block block) => Name(block.Hash, block.Header.View);

    public string Describe(Block block) => block.RequestIds.IsEmpty ? $"{Name(block)} (empty)" : $"{Name(block)} ({Ids(block.RequestIds)})";

    private string Of(Persist persist)
    {
        var parts = new List<string>();
        if (persist.Lease is { } lease)
        {
            parts.Add($"lease {lease.ToString(CultureInfo.InvariantCulture)}");
        }
        parts.AddRange(persist.Votes.Select(vote => Of(vote.Statement)));
        parts.AddRange(persist.Certificates.Select(Of));
        parts.AddRange(persist.Blocks.Select(Name));
        return $"persist {persist.Sequence}: {string.Join(", ", parts)}";
    }

    private string Of(Evidence evidence) => evidence switch
    {
        ConflictingVotes votes => $"{Of(votes.First.Statement)} and {Of(votes.Second.Statement)}",
        ConflictingCertificates certificates => $"{Of(certificates.First)} and {Of(certificates.Second)}",
        ConflictingAttestations attestations => $"attestations of {attestations.First.State.Height}",
        _ => evidence.GetType().Name,
    };

    private string Ids(ImmutableArray<Digest> ids) =>
        ids.Length <= 6 ? string.Join(' ', ids.Select(Name)) : $"{Name(ids[0])} and {ids.Length - 1} more";

    public string NameOf(Digest digest) => Name(digest);

    private string Name(Digest digest) => _names.TryGetValue(digest, out var name) ? name : digest.Short;

    private string Name(Digest block, long view)
    {
        if (!_names.TryGetValue(block, out var name))
        {
            name = $"B{view.ToString(CultureInfo.InvariantCulture)}";
            while (_names.ContainsValue(name))
            {
                name += "'";
            }
            _names[block] = name;
        }
        return name;
    }
}
