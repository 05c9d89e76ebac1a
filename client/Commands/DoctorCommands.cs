using System.Globalization;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Transport;
using Scew.Keys;

namespace Scew.Cli.Commands;

/// <summary><c>doctor</c>: what may be wrong with this user's keys and with the group as it is seen from here; a merchant's own machine is looked at by <c>scew-silo doctor</c>.</summary>
internal static class DoctorCommands
{
    private const string Ok = "ok";
    private const string Warning = "warning";
    private const string Failed = "failed";
    private const string Unknown = "unknown";
    private const int SoonDays = 30;
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string Own = typeof(DoctorCommands).Assembly.GetName().Version?.ToString(3) ?? "0";

    private sealed record Finding(string Name, string State, string Message, string? Next = null);

    public static Verb Build() => new("doctor", "look for what is wrong: keys, clock, merchants, certificates, versions", RunAsync);

    private static async Task<CommandOutput> RunAsync(Call call, CancellationToken cancellation)
    {
        var findings = new List<Finding> { Home(call.Home) };
        findings.AddRange(Keys(call.Home));
        if (call.Profiles.CurrentName() is null)
        {
            findings.Add(new Finding("group", Unknown, "no group is chosen", "scew profile add NAME --genesis HASH --merchant URL"));
        }
        else
        {
            await LookAtGroupAsync(call, findings, cancellation);
        }
        return Output(findings);
    }

    private static Finding Home(ScewHome home)
    {
        if (!Directory.Exists(home.Root))
        {
            return new Finding("home", Ok, $"{home.Root} is not there yet");
        }
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(home.Root) & Others) != UnixFileMode.None
            ? new Finding("home", Warning, $"others may look into {home.Root}", $"chmod 700 {home.Root}")
            : new Finding("home", Ok, home.Root);
    }

    private static IEnumerable<Finding> Keys(ScewHome home)
    {
        var listings = KeyFaults.Require(new KeyStore(home.Keys).List());
        var bad = listings.Where(static one => !one.Result.Ok).ToArray();
        foreach (var one in bad)
        {
            yield return new Finding("keys", Failed, $"{one.Name}: {one.Result.Problem!.Message}", "make it readable by its owner alone (chmod 600), or restore it from a backup");
        }
        if (bad.Length == 0)
        {
            yield return new Finding("keys", Ok, $"{listings.Count}, readable by their owner alone");
        }
    }

    private static async Task LookAtGroupAsync(Call call, List<Finding> findings, CancellationToken cancellation)
    {
        GroupSession session;
        try
        {
            session = await GroupSession.OpenAsync(call, cancellation);
        }
        catch (CliFault fault) when (fault.ExitCode == ExitCodes.Unavailable)
        {
            findings.Add(new Finding("group", Failed, $"{fault.Message}: {fault.Why}", fault.Next));
            return;
        }
        using (session)
        {
            var probes = await Task.WhenAll(session.Genesis.Merchants.Select(merchant => MerchantProbe.AskAsync(merchant.Name, new Uri(merchant.Url), TimeProvider.System, Limit, cancellation)));
            findings.Add(Merchants(session, probes));
            findings.Add(Clock(session, probes));
            findings.Add(Versions(probes));
            findings.AddRange(Certificates(probes));
            var pending = session.Outbox.PendingIds().Length;
            findings.Add(pending == 0 ? new Finding("requests", Ok, "none without an outcome") : new Finding("requests", Warning, $"{pending} without an outcome", "scew request list"));
        }
    }

    private static Finding Merchants(GroupSession session, MerchantProbe[] probes)
    {
        var wrong = probes.Where(static probe => probe.Unreachable is not null || probe.State is not ("normal" or "catching-up")).ToArray();
        var shown = string.Join("; ", wrong.Select(static probe => $"{probe.Name} ({probe.Unreachable ?? probe.State})"));
        return wrong.Length == 0 ? new Finding("merchants", Ok, $"all {probes.Length} answer")
            : wrong.Length <= session.Client.Verifier.Group.MaxFaulty ? new Finding("merchants", Warning, shown, "the group goes on without; scew status")
            : new Finding("merchants", Failed, $"too few for a quorum of {session.Client.Verifier.Group.Quorum}: {shown}", "scew status; ask the merchants");
    }

    private static Finding Clock(GroupSession session, MerchantProbe[] probes)
    {
        if (MerchantProbe.Middle(probes) is not var (offset, uncertainty))
        {
            return new Finding("clock", Unknown, "not compared: no merchant tells the time");
        }
        var text = string.Create(CultureInfo.InvariantCulture, $"the merchants' is {offset.TotalSeconds:+0.0;-0.0} s from this one, give or take {uncertainty.TotalSeconds:0.0} s");
        return offset.Duration() - uncertainty > TimeSpan.FromMilliseconds(session.Genesis.Parameters.WindowMs) / 2 ? new Finding("clock", Failed, text + "; requests signed here would be too old or too early", "set the clock by NTP (timedatectl)")
            : offset.Duration() - uncertainty > TimeSpan.FromMilliseconds(session.Genesis.Parameters.DriftMs) ? new Finding("clock", Warning, text, "set the clock by NTP (timedatectl)")
            : new Finding("clock", Ok, text);
    }

    private static Finding Versions(MerchantProbe[] probes)
    {
        var told = probes.Where(static probe => probe.Version.Length > 0).ToArray();
        var shown = string.Join(", ", told.GroupBy(static probe => probe.Version).OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Key} ({string.Join(' ', one.Select(static probe => probe.Name))})"));
        return told.Length == 0 ? new Finding("versions", Unknown, "no merchant tells its version")
            : told.All(static probe => probe.Version == Own) ? new Finding("versions", Ok, $"{Own}, as this console")
            : new Finding("versions", Warning, $"this console {Own}; {shown}", "right in the middle of an upgrade; otherwise get the newest");
    }

    private static IEnumerable<Finding> Certificates(MerchantProbe[] probes)
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var probe in probes.Where(static probe => probe.CertificateEnds is not null))
        {
            var ends = probe.CertificateEnds!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var days = (probe.CertificateEnds.Value - now).TotalDays;
            yield return days < 0 ? new Finding("certificate", Failed, $"that of {probe.Name} ended on {ends}", "ask the merchant")
                : days < SoonDays ? new Finding("certificate", Warning, $"that of {probe.Name} ends on {ends}", "ask the merchant")
                : new Finding("certificate", Ok, $"{probe.Name} until {ends}");
        }
    }

    private static CommandOutput Output(List<Finding> findings)
    {
        var table = new TableView("state", "what", "found");
        var data = new JsonArray();
        foreach (var one in findings)
        {
            table.Row(one.State, one.Name, one.Message + (one.Next is null ? "" : $" (next: {one.Next})"));
            data.Add((JsonNode)new JsonObject { ["name"] = one.Name, ["state"] = one.State, ["message"] = PlainText.Clean(one.Message), ["next"] = one.Next });
        }
        return new CommandOutput(data, table.Render())
        {
            Ids = [.. findings.Where(static one => one.State == Failed).Select(static one => one.Name)],
            ExitCode = findings.Any(static one => one.State == Failed) ? ExitCodes.General : ExitCodes.Ok,
        };
    }
}
