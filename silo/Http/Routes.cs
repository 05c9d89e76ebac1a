using Scew.Protocol.Api;
using Scew.Protocol.Registers;

namespace Scew.Silo.Http;

/// <summary>The HTTP API, version 1.</summary>
internal static class Routes
{
    public static void MapScew(this WebApplication app)
    {
        app.MapPost("/v1/requests", (HttpContext http, RequestEndpoints requests) => requests.SubmitAsync(http))
            .WithSummary("Takes a signed request and answers its receipt; the same bytes again answer the same receipt")
            .Accepts<string>(MediaTypes.Request).Produces(200, contentType: "application/json").ProducesProblem(400).ProducesProblem(429).ProducesProblem(503);
        app.MapGet("/v1/receipts/{requestId}", (string requestId, HttpContext http, RequestEndpoints requests) => requests.ReceiptAsync(requestId, http))
            .WithSummary("The receipt of a request").Produces(200, contentType: "application/json").ProducesProblem(404).ProducesProblem(409);
        app.MapPost("/v1/never-executed", (HttpContext http, OutcomeEndpoints outcomes) => outcomes.NeverExecutedAsync(http))
            .WithSummary("Takes a signed request whose validity ended and answers a signed statement that it was never executed")
            .Accepts<string>(MediaTypes.Request).Produces(200, contentType: "application/json").ProducesProblem(409);
        app.MapPost("/v1/machines/check", (HttpContext http, MachineEndpoints machines) => machines.CheckAsync(http))
            .WithSummary("What is wrong with a machine's text of at most 32 KiB: its faults, or what the group's checks find; nothing is deployed")
            .Accepts<string>(MediaTypes.Machine).Produces<MachineCheckResponse>().ProducesProblem(400).ProducesProblem(413).ProducesProblem(429).ProducesProblem(503);
        MapReads(app);
        MapInfo(app);
        app.MapOpenApi("/openapi/v1.json");
    }

    private static void MapReads(WebApplication app)
    {
        app.MapGet("/v1/wallets", (HttpContext http, string? after, int? limit, ReadEndpoints reads) => reads.PageAsync(http, RegisterKind.Wallet, null, after, limit))
            .WithSummary("A page of wallets in order of their ids, each with its proof").Produces(200, contentType: "application/json");
        app.MapGet("/v1/assets", (HttpContext http, string? prefix, string? after, int? limit, ReadEndpoints reads) => reads.PageAsync(http, RegisterKind.Asset, prefix, after, limit))
            .WithSummary("A page of assets whose ids begin so, in order of their ids, each with its proof").Produces(200, contentType: "application/json").ProducesProblem(413);
        app.MapGet("/v1/machines", (HttpContext http, string? after, int? limit, ReadEndpoints reads) => reads.PageAsync(http, RegisterKind.Machine, null, after, limit))
            .WithSummary("A page of deployed machines in order of their hashes, each with its proof").Produces(200, contentType: "application/json").ProducesProblem(413);
        app.MapGet(
                "/v1/wallets/{id}",
                (string id, long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.RegisterAsync(RegisterKind.Wallet, id, atLeast ?? 0, cancel))
            .WithSummary("A wallet, or its absence, with its proof").Produces(200, contentType: "application/json").ProducesProblem(503);
        app.MapGet(
                "/v1/assets/{id}",
                (string id, long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.RegisterAsync(RegisterKind.Asset, id, atLeast ?? 0, cancel))
            .WithSummary("An asset, or its absence, with its proof").Produces(200, contentType: "application/json").ProducesProblem(503);
        app.MapGet(
                "/v1/assets/{id}/history",
                (HttpContext http, string id, long? below, int? limit, long? atLeast, HistoryEndpoints histories) => histories.PageAsync(http, id, below, limit, atLeast ?? 0))
            .WithSummary("What made the versions of an asset, the newest first, each request with its receipt; one merchant's word on what no receipt proves")
            .Produces(200, contentType: "application/json").ProducesProblem(400).ProducesProblem(503);
        app.MapGet(
                "/v1/machines/{name}",
                (string name, long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.RegisterAsync(RegisterKind.Machine, name, atLeast ?? 0, cancel))
            .WithSummary("A deployed machine's text by its hash, or its absence, with its proof").Produces(200, contentType: "application/json").ProducesProblem(503);
        MapVariables(app);
        app.MapGet("/v1/states/{height:long}", (long height, ReadEndpoints reads, CancellationToken cancel) => reads.StateAsync(height, cancel))
            .WithSummary("What n-f merchants attested of a height").Produces(200, contentType: "application/json").ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/v1/head", (string? nonce, ReadEndpoints reads) => reads.HeadAsync(nonce))
            .WithSummary("The highest block that this merchant holds as final or voted to finalize, signed over the caller's nonce")
            .Produces(200, contentType: "application/json");
        app.MapGet("/v1/events", (HttpContext http, string? since, string[]? id, EventEndpoints events) => events.FeedAsync(http, since, id))
            .WithSummary("Executed requests and fired timers as server-sent events, all or those that name an id (up to 16); resume with Last-Event-ID").Produces(200, contentType: "text/event-stream").ProducesProblem(410);
    }

    private static void MapVariables(WebApplication app)
    {
        app.MapGet("/v1/variables", (HttpContext http, string? prefix, string? after, int? limit, ReadEndpoints reads) => reads.PageAsync(http, RegisterKind.Variable, prefix, after, limit))
            .WithSummary("A page of encrypted variables whose ids begin so, in order of their ids, each with its proof").Produces(200, contentType: "application/json");
        MapRegister(app, "/v1/variables/{id}", RegisterKind.Variable, "An encrypted variable, or its absence, with its proof");
        MapRegister(app, "/v1/keys/{id}", RegisterKind.PaillierKey, "A registered Paillier key, or its absence, with its proof");
        MapRegister(app, "/v1/encryption-keys/{id}", RegisterKind.EncryptionKey, "The key to which others seal for an account, or its absence, with its proof");
    }

    private static void MapRegister(WebApplication app, string path, RegisterKind kind, string summary) =>
        app.MapGet(path, (string id, long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.RegisterAsync(kind, id, atLeast ?? 0, cancel))
            .WithSummary(summary).Produces(200, contentType: "application/json").ProducesProblem(503);

    private static void MapInfo(WebApplication app)
    {
        app.MapGet("/v1/blocks/{height:long}/proof", (HttpContext http, long height, BlockEndpoints blocks) => blocks.ProofAsync(http, height))
            .WithSummary("That the block of a height is part of the history which the newest certified state covers").Produces(200, contentType: "application/json").ProducesProblem(404).ProducesProblem(410).ProducesProblem(503);
        app.MapGet("/v1/group", (InfoEndpoints info) => info.Group()).WithSummary("The group and its signed genesis file").Produces<GroupResponse>();
        app.MapGet("/v1/group/handovers", (HttpContext http, long? from, InfoEndpoints info) => info.HandoversAsync(http, from))
            .WithSummary("How the members changed: every handover from an epoch on, each signed by a quorum of the old and of the new members, at most 16").Produces(200, contentType: "application/json").ProducesProblem(400);
        app.MapGet("/v1/group/members", (long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.GroupAsync(GroupValue.Key, atLeast ?? 0, cancel))
            .WithSummary("Who orders together, open approvals and the end of the epoch, with its proof").Produces(200, contentType: "application/json").ProducesProblem(503);
        app.MapGet("/v1/group/plans/{hash}", (string hash, long? atLeast, ReadEndpoints reads, CancellationToken cancel) => reads.PlanAsync(hash, atLeast ?? 0, cancel))
            .WithSummary("A proposed plan of the next members by its hash, or its absence, with its proof").Produces(200, contentType: "application/json").ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/v1/machine-texts/{name}", (string name) => MachineEndpoints.Shipped(name))
            .WithSummary("The text of this hash, where it is one that ships with every silo, deployed or not").Produces(200, contentType: MediaTypes.Machine).ProducesProblem(404);
        app.MapGet("/v1/page", (PageEndpoints page) => page.Page())
            .WithSummary("The files of the page that this merchant serves, with their SHA-256, signed by it").Produces(200, contentType: "application/json").ProducesProblem(404);
        app.MapGet("/v1/status", (InfoEndpoints info) => info.StatusAsync()).WithSummary("Where this merchant stands").Produces<StatusResponse>();
        app.MapGet("/v1/evidence", (string? after, int? limit, EvidenceEndpoints evidence) => evidence.PageAsync(after, limit))
            .WithSummary("Proofs of merchants' lies, a page").Produces<EvidenceResponse>();
        app.MapPost("/v1/evidence", (HttpContext http, EvidenceEndpoints evidence) => evidence.TakeAsync(http))
            .WithSummary("Takes a proof of a merchant's lie (its bytes, or JSON with 'proof') and passes it on").Produces<EvidenceTaken>().ProducesProblem(400);
        app.MapGet("/health/live", () => HealthEndpoints.Live()).WithSummary("The process runs").Produces<HealthResponse>();
        app.MapGet("/health/ready", (HealthEndpoints health) => health.Ready()).WithSummary("The merchant can order and attest, and stands near the others").Produces<HealthResponse>();
        app.MapGet("/health/detail", (HttpContext http, HealthEndpoints health) => health.DetailAsync(http))
            .WithSummary("How the merchant is, with reasons; for the holder of its operators' token").Produces(200, contentType: "application/json").ProducesProblem(401);
        app.MapGet("/metrics", (HttpContext http, HealthEndpoints health) => health.Metrics(http))
            .WithSummary("Numbers in Prometheus' text format; for the holder of its operators' token").Produces(200, contentType: "text/plain").ProducesProblem(401);
        app.MapGet("/version", (InfoEndpoints info) => info.VersionOf()).WithSummary("Versions").Produces<VersionResponse>();
    }
}
