using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Histories;
using Scew.Client.Reads;
using Scew.Machines;

namespace Scew.Cli.Commands;

/// <summary>An asset's history as one merchant tells it, every entry marked with what stands behind it.</summary>
internal static class AssetHistoryViews
{
    public const int Usual = 100;
    private const int Most = 100_000;

    public static readonly Option<string?> From = new("--from") { Description = "the merchant that tells it; by default the first that answers, and others for what no receipt proves" };

    public static readonly Option<int> Limit = new("--limit") { Description = "the newest so many versions", DefaultValueFactory = _ => Usual };

    public static readonly Option<bool> Kept = new("--kept") { Description = "instead: verified receipts on this machine that touch it, refusals too" };

    /// <summary><c>asset history</c>.</summary>
    public static async Task<CommandOutput> RunAsync(Call call, Argument<string> idArgument, Option<string?> keyOption, CancellationToken cancellation)
    {
        if (call.Value(Limit) is < 1 or > Most)
        {
            throw CliFault.Usage($"--limit is 1 to {Most}", "--limit 100");
        }
        using var session = await GroupSession.OpenAsync(call, cancellation);
        var ring = new KeyRing(call, session.Profile);
        var id = Ids.Expand(call.Value(idArgument), () => ring.AccountOf(ring.Choose(call.Value(keyOption))));
        if (call.Value(Kept))
        {
            return ReceiptHistory.Of(session, id);
        }
        var read = await AssetViews.ReadAsync(session, id, cancellation);
        var (history, reason) = await ReadAsync(session, id, read, call.Value(From), call.Value(Limit), cancellation);
        if (history is null)
        {
            throw new CliFault("unavailable", ExitCodes.Unavailable, $"the history of '{id}' cannot be read") { Why = reason, Next = call.Value(From) is null ? "scew status" : $"ask another merchant: scew asset history {id}", Retryable = true };
        }
        var text = Table(session, id, history) + string.Create(
            CultureInfo.InvariantCulture,
            $"told by {session.Client.NameOf(history.Merchant)}; version {read.Register!.Version} at height {read.Height}, {history.Entries.Count(IsVerified)} of {history.Entries.Length} entries verified here\n");
        return new CommandOutput(Data(session, id, read, history), text)
        {
            Ids = [.. history.Entries.Select(static entry => entry.Receipt?.RequestId.ToString()).OfType<string>().Distinct(StringComparer.Ordinal)],
            Warnings = Warnings(session, history),
            Next = history.IsFalse || !history.Gaps.IsEmpty ? [$"scew asset history {id} --from ANOTHER"] : [],
            ExitCode = history.IsFalse ? ExitCodes.VerificationFailed : 0,
        };
    }

    /// <summary>From the merchant of that name, or from the first that answers; null with the reason where none does.</summary>
    public static async Task<(AssetHistory? History, string Reason)> ReadAsync(
        GroupSession session, string id, RegisterRead read, string? from, int limit, CancellationToken cancellation)
    {
        var merchants = session.Client.Merchants;
        var chosen = from is null ? -1 : merchants.IndexOf(merchants.FirstOrDefault(merchant => merchant.Name == from)!);
        if (from is not null && chosen < 0)
        {
            throw CliFault.Usage($"there is no merchant '{from}'", "--from " + merchants[0].Name);
        }
        var armed = read.Register is { } register ? AssetRegister.ToState(register)?.Timers.Items : null;
        var reason = "";
        foreach (var merchant in chosen < 0 ? Enumerable.Range(0, merchants.Length) : [chosen])
        {
            var (history, why) = await session.Client.ReadHistoryAsync(merchant, id, read, armed, limit, cancellation);
            if (history is not null)
            {
                // Who asks for one merchant's word gets that.
                return (chosen < 0 ? await session.Client.CorroborateAsync(history, id, read, armed, limit, cancellation) : history, "");
            }
            reason = why;
        }
        return (null, reason);
    }

    /// <summary>What a reader must not overlook.</summary>
    public static string[] Warnings(GroupSession session, AssetHistory history)
    {
        var name = session.Client.NameOf(history.Merchant);
        return
        [
            .. history.Faults.Select(fault => $"what {name} tells is false: {fault}"),
            .. history.Gaps.Where(static gap => !gap.IsPruned).Select(gap => $"{name} left out {Versions(gap)}, and says that it leaves nothing out"),
            .. history.Gaps.Where(static gap => gap.IsPruned).Select(gap => $"{Versions(gap)} missing: {name} says that it does not hold what was made at or below height {history.CompleteAbove}"),
        ];
    }

    /// <summary>One line an entry, for <c>asset explain</c>.</summary>
    public static string Line(GroupSession session, string id, HistoryEntry entry) => string.Create(
        CultureInfo.InvariantCulture, $"version {entry.Version}, {Position(entry)} {ReceiptViews.Time(entry.TimeMs)} {Step(id, entry)}{By(entry) switch { "" => "", var by => " by " + by }}: {Proof(session, entry)}");

    public static JsonArray Entries(GroupSession session, string id, AssetHistory history) => new([.. history.Entries.Select(entry => (JsonNode)Data(session, id, entry))]);

    public static JsonArray Gaps(AssetHistory history) => new([.. history.Gaps.Select(static gap => (JsonNode)new JsonObject { ["from"] = gap.From, ["to"] = gap.To, ["pruned"] = gap.IsPruned })]);

    private static string Table(GroupSession session, string id, AssetHistory history)
    {
        var table = new TableView("version", "position", "time", "step", "by", "proof");
        var gaps = history.Gaps.OrderByDescending(static gap => gap.To).ToList();
        foreach (var entry in history.Entries)
        {
            Gaps(entry.Version);
            table.Row(entry.Version.ToString(CultureInfo.InvariantCulture), Position(entry), ReceiptViews.Time(entry.TimeMs), Step(id, entry), By(entry), Proof(session, entry));
        }
        Gaps(0);
        return table.Render();

        void Gaps(long above)
        {
            for (; gaps.Count > 0 && gaps[0].From > above; gaps.RemoveAt(0))
            {
                table.Row(
                    gaps[0].From == gaps[0].To ? $"{gaps[0].To}" : $"{gaps[0].From}-{gaps[0].To}", "", "", "", "",
                    gaps[0].IsPruned ? $"not held by {session.Client.NameOf(history.Merchant)} any more" : $"LEFT OUT by {session.Client.NameOf(history.Merchant)}");
            }
        }
    }

    private static JsonObject Data(GroupSession session, string id, RegisterRead read, AssetHistory history) => new()
    {
        ["id"] = id,
        ["merchant"] = session.Client.NameOf(history.Merchant),
        ["version"] = read.Register!.Version,
        ["height"] = read.Height,
        ["completeAbove"] = history.CompleteAbove,
        ["older"] = history.HasOlder,
        ["entries"] = Entries(session, id, history),
        ["gaps"] = Gaps(history),
        ["faults"] = new JsonArray([.. history.Faults.Select(static fault => (JsonNode)fault)]),
    };

    private static JsonObject Data(GroupSession session, string id, HistoryEntry entry)
    {
        var data = new JsonObject
        {
            ["version"] = entry.Version,
            ["position"] = Position(entry),
            ["time"] = ReceiptViews.Time(entry.TimeMs),
            ["step"] = entry.Step?.Step ?? entry.Timer?.Transition,
            ["proof"] = IsVerified(entry) ? "verified" : IsAgreed(session, entry) ? "merchants" : "merchant",
            ["why"] = Proof(session, entry),
        };
        if (entry.Receipt is { } receipt)
        {
            data["calledBy"] = entry.Step!.CalledBy;
            data["requestId"] = receipt.RequestId.ToString();
            data["by"] = new JsonArray([.. receipt.Request.Payload.By.Select(static account => (JsonNode)account.ToString())]);
        }
        if (entry.Timer is { } timer)
        {
            data["timer"] = new JsonObject
            {
                ["asset"] = timer.AssetId,
                ["transition"] = timer.Transition,
                ["due"] = ReceiptViews.Time(timer.DueMs),
                ["taken"] = timer.Taken,
                ["armed"] = entry.WasArmed,
                ["called"] = timer.AssetId != id,
            };
        }
        return data;
    }

    private static bool IsVerified(HistoryEntry entry) => entry.Proof == HistoryProof.Verified;

    private static string Position(HistoryEntry entry) => entry.Timer is null
        ? string.Create(CultureInfo.InvariantCulture, $"{entry.Height}.{entry.Place}")
        : entry.Height.ToString(CultureInfo.InvariantCulture);

    private static string Step(string id, HistoryEntry entry) => entry switch
    {
        { Step: { CalledBy: { } caller } called } => $"{called.Step}, called by {caller}",
        { Step: { } step } => step.Step,
        { Timer: { } timer } when timer.AssetId != id => $"called when the timer {timer.Transition} of {timer.AssetId} fired",
        { Timer: { Taken: false } spent } => $"{spent.Transition} refused when its timer fired",
        { Timer: { } timer } => $"{timer.Transition} by timer, due {ReceiptViews.Time(timer.DueMs)}",
        _ => "?",
    };

    private static string By(HistoryEntry entry) => entry.Receipt is { } receipt ? string.Join(' ', receipt.Request.Payload.By) : "";

    /// <summary>At most f merchants lie, so one of these does not.</summary>
    private static bool IsAgreed(GroupSession session, HistoryEntry entry) => entry.Merchants > session.Client.Verifier.Group.MaxFaulty;

    private static string Proof(GroupSession session, HistoryEntry entry)
    {
        if (IsVerified(entry))
        {
            return "verified here";
        }
        var why = entry switch
        {
            { Proof: HistoryProof.Unattested } => "not attested there yet",
            { WasArmed: true } => string.Create(CultureInfo.InvariantCulture, $"armed for then in version {entry.Version - 1}"),
            _ => "a timer has no receipt",
        };
        return (IsAgreed(session, entry) ? string.Create(CultureInfo.InvariantCulture, $"{entry.Merchants} merchants' word: ") : "one merchant's word: ") + why;
    }

    private static string Versions(HistoryGap gap) =>
        gap.From == gap.To ? string.Create(CultureInfo.InvariantCulture, $"version {gap.From}") : string.Create(CultureInfo.InvariantCulture, $"versions {gap.From} to {gap.To}");
}
