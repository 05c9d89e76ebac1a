using System.Text;
using System.Text.Json;
using Orleans;
using Scew.Grains;
using Scew.Grains.Watching;
using Scew.Protocol.Api;
using Scew.Silo.Hosting;
using Scew.Silo.Limits;
using Scew.Silo.Watching;
using Scew.Storage;

namespace Scew.Silo.Http;

/// <summary>How this merchant is: for everybody whether it lives and is ready, for the holder of the token everything.</summary>
internal sealed class HealthEndpoints(
    IGrainFactory grains, MerchantContext merchant, IReplicaStore store, IPeerLinks links, Readiness readiness, SiloCondition condition, ReplicaStanding standing, WatchOptions options,
    WatchToken token, WatchService watch, RequestGate gate)
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";

    public static IResult Live() => new BytesResult(JsonSerializer.SerializeToUtf8Bytes(new HealthResponse("live", null), ApiJson.Default.HealthResponse));

    public IResult Ready()
    {
        var reasons = Reasons();
        var answer = new HealthResponse(reasons.Count == 0 ? "ready" : "not-ready", reasons.Count == 0 ? null : string.Join("; ", reasons.Select(static one => one.Reason)));
        return new BytesResult(JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Default.HealthResponse), reasons.Count == 0 ? 200 : 503);
    }

    public async Task<IResult> DetailAsync(HttpContext http)
    {
        if (Closed(http) is { } refusal)
        {
            return refusal;
        }
        var status = await grains.GetGrain<IReplicaGrain>(GrainKeys.Replica).StatusAsync();
        var evidence = await store.ReadEvidenceAsync();
        var connected = links.Connected;
        var peers = Enumerable.Range(0, merchant.Group.Size).Where(member => member != merchant.Self).Select(member => new HealthPeer(
            merchant.NameOf(member), connected.Contains(member), member < status.Peers.Length ? status.Peers[member]?.ExecutedHeight : null, links.Waiting(member),
            standing.OffsetOf(member) is var offset && double.IsNaN(offset) ? null : offset));
        var all = condition.Reasons.Select(static one => new HealthReason(NameOf(one.Condition), one.Text));
        var current = readiness.Started ? condition.Current : ReplicaCondition.Starting;
        var detail = new HealthDetail(
            Reasons().Count == 0 ? "ready" : "not-ready", NameOf(current), (int)current, [.. all], RequestTraces.Version, status.View, status.FinalHeight, status.ExecutedHeight,
            status.CertifiedHeight, standing.Lag, options.ReadyBehind, status.Pooled, condition.Available, merchant.Group.Quorum, evidence.Length, [.. peers]);
        return new BytesResult(JsonSerializer.SerializeToUtf8Bytes(detail, HealthJson.Default.HealthDetail));
    }

    public IResult Metrics(HttpContext http) => Closed(http) ?? new BytesResult(Encoding.UTF8.GetBytes(watch.Text()), 200, Text);

    private IResult? Closed(HttpContext http)
    {
        if (token.Opens(http.Request.Headers.Authorization))
        {
            return null;
        }
        gate.ChargeBad(http);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(Codes.NoToken, token.IsSet
            ? "send the token of this merchant's watching.tokenFile as 'Authorization: Bearer TOKEN'"
            : "this merchant shows its numbers to nobody: its configuration has no watching.tokenFile");
    }

    /// <summary>What keeps the replica from voting near the others. A module that is missing and a state that is fetched do by the lag that they cause.</summary>
    private List<HealthReason> Reasons() => readiness.Draining ? [new HealthReason("draining", "the silo was told to stop and still serves what comes")]
        : !readiness.Started && standing.HaltedBecause is null ? [new HealthReason("starting", "the replica is starting")]
        : [.. condition.Reasons.Where(static one => one.Condition is not (ReplicaCondition.WaitingForModules or ReplicaCondition.FetchingState)).Select(static one => new HealthReason(NameOf(one.Condition), one.Text))];

    private static string NameOf(ReplicaCondition condition) => JsonNamingPolicy.KebabCaseLower.ConvertName(condition.ToString());
}
