using System.Diagnostics;
using System.Globalization;

namespace Scew.Simulation.Twins;

/// <summary>Plays every scenario of the canonical set, or every k-th of them.</summary>
public static class TwinsCommand
{
    /// <summary>How many were played and what failed, each with its place and sides.</summary>
    public static (int Played, int All, long MostViews, IReadOnlyList<string> Failures) Play(int everyNth, int first = 0)
    {
        var members = Enumerable.Range(0, 4).Select(TwinsRun.MemberAt).ToArray();
        var failures = new List<string>();
        var (all, played, most) = (0, 0, 0L);
        foreach (var scenario in TwinsScenario.Canonical(place => members[place]))
        {
            if (all++ % everyNth != first)
            {
                continue;
            }
            played++;
            var (failure, views) = TwinsRun.Play(scenario, members[scenario.Place]);
            most = Math.Max(most, views);
            if (failure is not null)
            {
                failures.Add($"twin at place {scenario.Place}, sides {string.Join(' ', scenario.Sides.Select(side => side.ToString("b5", CultureInfo.InvariantCulture)))}: {failure.Message}");
            }
        }
        return (played, all, most, failures);
    }

    public static int Run(int everyNth, TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        var (played, all, most, failures) = Play(everyNth);
        foreach (var failure in failures)
        {
            output.WriteLine(failure);
        }
        output.WriteLine($"{played} of {all} canonical Twins scenarios, {failures.Count} failed, a new block at most {most} views after synchrony, {clock.Elapsed.TotalSeconds:F0} s");
        return failures.Count == 0 ? 0 : 1;
    }
}
