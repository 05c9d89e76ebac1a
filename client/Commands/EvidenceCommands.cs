using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Proofs;
using Scew.Protocol;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>evidence list|show|submit|verify</c>. Finding some is exit code 9, so that a script notices.</summary>
internal static class EvidenceCommands
{
    public static Noun Build()
    {
        var id = new Argument<string>("ID") { Description = "evidence by its id, or the first characters of it" };
        var file = new Argument<string>("FILE") { Description = "what 'evidence show --json' or -o json wrote" };
        var genesis = new Option<string?>("--genesis") { Description = "the group's genesis file (else the profile's)" };
        var pin = new Option<string?>("--pin") { Description = "the genesis hash that you trust (else the profile's)" };
        return new Noun("evidence", "proofs that a merchant lied",
            new Verb("list", "what the merchants hold, verified here", ListAsync),
            new Verb("show", "one piece with its proof", (call, cancel) => ShowAsync(call, call.Value(id), cancel), id),
            new Verb("submit", "show a piece to every merchant", (call, cancel) => SubmitAsync(call, call.Value(file), cancel), file),
            new Verb("verify", "check a piece offline", (call, _) => Task.FromResult(Verify(call, call.Value(file), call.Value(genesis), call.Value(pin))), file, genesis, pin));
    }

    private static async Task<CommandOutput> ListAsync(Call call, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var evidence = await FetchAsync(session, cancellation);
        var table = new TableView("evidence", "merchant", "what");
        foreach (var piece in evidence)
        {
            table.Row(piece.Id.ToString(), Names(piece, NameIn(session, piece)), piece.Description);
        }
        return new CommandOutput(
            new JsonArray([.. evidence.Select(piece => (JsonNode)Data(piece, NameIn(session, piece)))]),
            evidence.Count == 0 ? "no evidence against anyone\n" : table.Render())
        {
            Ids = [.. evidence.Select(piece => piece.Id.ToString())],
            ExitCode = evidence.Count == 0 ? ExitCodes.Ok : ExitCodes.EvidenceFound,
        };
    }

    private static async Task<CommandOutput> ShowAsync(Call call, string id, CancellationToken cancellation)
    {
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var piece = (await FetchAsync(session, cancellation)).FirstOrDefault(candidate => candidate.Id.ToString().StartsWith(id, StringComparison.Ordinal))
            ?? throw CliFault.NotFound($"no merchant holds evidence '{id}'", "scew evidence list");
        return Output(piece, NameIn(session, piece));
    }

    private static CommandOutput Verify(Call call, string path, string? genesisPath, string? pin)
    {
        RequireFile(path);
        var eras = ReceiptCommands.TrustedEras(call, genesisPath, pin);
        var piece = Read(path, new EvidenceVerifier(eras));
        return Output(piece, eras.At(piece.Epoch)!.NameOf);
    }

    private static async Task<CommandOutput> SubmitAsync(Call call, string path, CancellationToken cancellation)
    {
        RequireFile(path);
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var piece = Read(path, session.Client.Evidence);
        var (took, reason) = await session.Client.SpreadEvidenceAsync(piece, cancellation);
        if (took.IsEmpty)
        {
            throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "no merchant took the evidence") { Why = reason, Next = "scew status", Retryable = true };
        }
        var data = Data(piece, NameIn(session, piece));
        data["takenBy"] = new JsonArray([.. took.Select(name => (JsonNode?)JsonValue.Create(name))]);
        return new CommandOutput(
            data,
            CommandOutput.Facts(("evidence", piece.Id.ToString()), ("merchant", NameIn(session, piece)(piece.Accused)), ("what", piece.Description), ("taken by", string.Join(", ", took))))
        {
            Ids = [piece.Id.ToString()],
        };
    }

    private static Func<int, string> NameIn(GroupSession session, VerifiedEvidence piece) => member => session.Client.NameAt(member, piece.Epoch);

    private static void RequireFile(string path)
    {
        if (!File.Exists(path))
        {
            throw CliFault.NotFound($"there is no file '{path}'", "scew evidence show ID --json > FILE");
        }
    }

    private static VerifiedEvidence Read(string path, EvidenceVerifier verifier)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var item = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("data", out var data) ? data : document.RootElement;
            if (verifier.VerifyJson(item) is { } piece)
            {
                return piece;
            }
        }
        catch (JsonException)
        {
        }
        throw new CliFault(Codes.VerificationFailed, ExitCodes.VerificationFailed, "the file proves nothing against anyone")
        {
            Why = "it is no evidence, or its signatures are not those of a member of this group",
            Next = "scew evidence list",
        };
    }

    private static async Task<IReadOnlyList<VerifiedEvidence>> FetchAsync(GroupSession session, CancellationToken cancellation)
    {
        var (evidence, answered) = await session.Client.FetchEvidenceAsync(cancellation);
        return answered > 0
            ? evidence
            : throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "no merchant answers") { Next = "scew status", Retryable = true };
    }

    private static CommandOutput Output(VerifiedEvidence piece, Func<int, string> nameOf) => new(
        Data(piece, nameOf),
        CommandOutput.Facts(
            ("evidence", piece.Id.ToString()),
            (piece.Members.Length > 1 ? "merchants" : "merchant", Names(piece, nameOf)),
            ("kind", piece.Kind),
            ("what", piece.Description),
            ("proof", piece.Bytes.Length.ToString(CultureInfo.InvariantCulture) + " bytes, every signature verified here")))
    {
        Ids = [piece.Id.ToString()],
        ExitCode = ExitCodes.EvidenceFound,
    };

    private static string Names(VerifiedEvidence piece, Func<int, string> nameOf) => string.Join(", ", piece.Members.Select(nameOf));

    private static JsonObject Data(VerifiedEvidence piece, Func<int, string> nameOf)
    {
        var data = new JsonObject
        {
            ["id"] = piece.Id.ToString(),
            ["member"] = piece.Accused,
            ["merchant"] = nameOf(piece.Accused),
            ["kind"] = piece.Kind,
            ["description"] = piece.Description,
            ["proof"] = Base64Url.Encode(piece.Bytes),
        };
        if (piece.Members.Length > 1)
        {
            data["merchants"] = new JsonArray([.. piece.Members.Select(member => (JsonNode)nameOf(member))]);
        }
        return data;
    }
}
