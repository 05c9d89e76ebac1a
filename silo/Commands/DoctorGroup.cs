using System.Globalization;
using Scew.Client.Transport;
using Scew.Protocol.Groups;

namespace Scew.Silo.Commands;

/// <summary>What the other merchants' addresses say: whether they answer, how their clocks stand to this one, and which programs they run.</summary>
internal static class DoctorGroup
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string Own = typeof(DoctorGroup).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static async Task LookAsync(GenesisDocument? genesis, int? self, List<DoctorFinding> findings, CancellationToken cancellation)
    {
        if (genesis is null)
        {
            return;
        }
        var probes = await Task.WhenAll(genesis.Merchants.Where((_, index) => index != self).Select(merchant => MerchantProbe.AskAsync(merchant.Name, new Uri(merchant.Url), TimeProvider.System, Limit, cancellation)));
        var silent = probes.Where(static probe => probe.Unreachable is not null).ToArray();
        var group = genesis.ToGroup();
        findings.Add(
            silent.Length == 0 ? DoctorFinding.Ok("merchants", $"all {probes.Length} others answer")
            : silent.Length == probes.Length ? DoctorFinding.Unknown("merchants", $"none of the others answers: {Shown(silent)}")
            : silent.Length > group.MaxFaulty ? DoctorFinding.Warning("merchants", $"{silent.Length} of the others do not answer, and the group orders nothing without {group.Quorum}: {Shown(silent)}", "ask their operators")
            : DoctorFinding.Warning("merchants", $"no answer from {Shown(silent)}", "the group goes on without; ask their operators"));
        Clock(genesis, probes, findings);
        var others = probes.Where(static probe => probe.Version.Length > 0).ToArray();
        var skew = others.Where(static probe => probe.Version != Own).ToArray();
        if (others.Length > 0)
        {
            findings.Add(skew.Length == 0
                ? DoctorFinding.Ok("versions", $"{Own}, as the others")
                : DoctorFinding.Warning("versions", $"{Own} here; {string.Join(", ", skew.Select(static probe => $"{probe.Name} {probe.Version}"))}", "right in the middle of an upgrade; otherwise agree on one"));
        }
    }

    private static void Clock(GenesisDocument genesis, MerchantProbe[] probes, List<DoctorFinding> findings)
    {
        if (MerchantProbe.Middle(probes) is not var (offset, uncertainty))
        {
            findings.Add(DoctorFinding.Unknown("clock", "not compared: no other merchant tells the time"));
            return;
        }
        var text = string.Create(CultureInfo.InvariantCulture, $"the others' is {offset.TotalSeconds:+0.0;-0.0} s from this one, give or take {uncertainty.TotalSeconds:0.0} s; {genesis.Parameters.DriftMs} ms are allowed");
        var drift = TimeSpan.FromMilliseconds(genesis.Parameters.DriftMs);
        findings.Add(
            offset.Duration() - uncertainty > drift ? DoctorFinding.Failed("clock", text, "set the clock by NTP (timedatectl); blocks of this merchant would be refused")
            : offset.Duration() - uncertainty > drift / 4 ? DoctorFinding.Warning("clock", text, "set the clock by NTP (timedatectl)")
            : DoctorFinding.Ok("clock", text));
    }

    private static string Shown(IEnumerable<MerchantProbe> probes) => string.Join("; ", probes.Select(static probe => $"{probe.Name} ({probe.Unreachable})"));
}
