using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans;
using Scew.Grains;
using Scew.Protocol;
using Scew.Protocol.Api;
using Scew.Protocol.Groups;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Silo.Peers;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>What this merchant says of itself and its group. Unsigned, except where a proof stands inside.</summary>
internal sealed class InfoEndpoints(
    IGrainFactory grains, MerchantContext merchant, LedgerReads reads, IReplicaStore store, IPeerLinks links, Readiness readiness, ModuleClient modules, EraTurn turn, RequestGate gate)
{
    private const int MaxHandovers = 16;

    private static readonly string Version = typeof(InfoEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0";

    public IResult Group()
    {
        var genesis = merchant.Genesis;
        var members = genesis.Merchants.Select((m, i) => new GroupMember(i, m.Name, m.Account.ToString(), m.Url, m.Peer));
        var issuers = genesis.Issuers.Select(i => new GroupIssuer(i.Name, i.Account.ToString(), i.Limit.ToString(CultureInfo.InvariantCulture)));
        return Json(
            new GroupResponse(
                merchant.Group.Genesis.ToString(), genesis.Name, genesis.Dev, merchant.Group.Epoch, merchant.Group.Quorum, merchant.Group.MaxFaulty,
                [.. members], [.. issuers], Base64Url.Encode(merchant.GenesisFile.Encode())),
            ApiJson.Default.GroupResponse);
    }

    public async Task<IResult> StatusAsync()
    {
        var status = await grains.GetGrain<IReplicaGrain>(GrainKeys.Replica).StatusAsync();
        var head = readiness.Started ? await reads.HeadAsync() : null;
        var evidence = await store.ReadEvidenceAsync();
        var connected = links.Connected;
        var peers = merchant.Genesis.Merchants
            .Select((m, i) => (m.Name, Index: i, Position: i < status.Peers.Length ? status.Peers[i] : null))
            .Where(peer => peer.Index != merchant.Self)
            .Select(peer => new PeerStatus(
                peer.Index, peer.Name, connected.Contains(peer.Index), peer.Position?.View, peer.Position?.FinalHeight, peer.Position?.ExecutedHeight,
                peer.Position?.TwoActivations));
        var state = status.HaltedBecause is not null ? "stopped"
            : status.SuspectBecause is not null ? "suspect"
            : !readiness.Started || status.FinalHeight > status.ExecutedHeight + 16 ? "catching-up" : "normal";
        return Json(
            new StatusResponse(
                merchant.Group.Genesis.ToString(), merchant.NameOf(merchant.Self), merchant.Self, state, status.HaltedBecause ?? status.SuspectBecause ?? modules.WaitingBecause, Version, status.View,
                status.Leader, status.FinalHeight, status.ExecutedHeight, status.CertifiedHeight, head?.TimeMs ?? 0, head?.StateRoot.ToString() ?? string.Empty, status.Pooled,
                evidence.Length, [.. peers]),
            ApiJson.Default.StatusResponse);
    }

    /// <summary>How the eras from an epoch on passed to the next, as far as a quorum of both signed it.</summary>
    public async Task<IResult> HandoversAsync(HttpContext http, long? from)
    {
        if (from is < 0)
        {
            return Problems.Of(Codes.BadId, "from is an epoch, a number from 0");
        }
        var handovers = await turn.HandoversAsync(from ?? 0, complete: true);
        // Each is as long as a page of registers.
        gate.Charge(http, Math.Min(handovers.Length, MaxHandovers));
        return new BytesResult(HandoverFile.Encode(handovers.Take(MaxHandovers)));
    }

    public IResult VersionOf() =>
        Json(new VersionResponse(Version, PeerGate.ProtocolVersion, merchant.Group.Genesis.ToString()), ApiJson.Default.VersionResponse);

    private static BytesResult Json<T>(T value, JsonTypeInfo<T> type, int status = 200) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), status);
}
