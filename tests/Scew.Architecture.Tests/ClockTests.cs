using System.Text.RegularExpressions;

namespace Scew.Architecture.Tests;

/// <summary>Time-outs, leases and timers run on a monotonic clock: a wall clock that jumps must neither end nor prolong one.</summary>
public partial class ClockTests
{
    // Each of these compares with a time that stands in a request, a block or a file, or says what time it is.
    private static readonly string[] MayAskForTheTimeOfDay =
    [
        "client/Commands/DoctorCommands.cs", "client/Commands/ReceiptAge.cs", "client/Commands/ReleaseCommands.cs", "client/Commands/RequestCommands.cs", "client/Demo/LendPart.cs", "client/State/Submitting.cs", "silo/Commands/DoctorFiles.cs", "silo/Hosting/TestClock.cs", "silo/Http/OutcomeEndpoints.cs",
        "silo/Watching/BoundedFormatter.cs",
        "src/Scew.Agent/ReplicaAgent.cs", "src/Scew.Client/Agents/AgentClient.cs", "src/Scew.Client/ScewClient.cs", "src/Scew.Client/Transport/MerchantProbe.cs", "src/Scew.Grains/Ingress/IngressGrain.cs", "src/Scew.Grains/Replicas/ReplicaShell.cs",
    ];

    private static IEnumerable<(string File, string Text)> Product => SourceTree.Files("*.cs").Select(path => (SourceTree.Relative(path), File.ReadAllText(path)))
        .Where(file => !file.Item1.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void The_time_of_day_is_asked_for_in_these_files_only() =>
        Assert.Equal(MayAskForTheTimeOfDay, Product.Where(file => TimeOfDay().IsMatch(file.Text)).Select(file => file.File));

    [Fact]
    public void No_deadline_is_made_of_the_time_of_day() =>
        Assert.Empty(Product.Where(file => Deadline().IsMatch(file.Text)).Select(file => file.File));

    [GeneratedRegex(@"\b(GetUtcNow|GetLocalNow|UtcNow|DateTime(Offset)?\.Now)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex TimeOfDay();

    // "now + 10 s", and a comparison of now with something: what a time-out looks like.
    [GeneratedRegex(@"UtcNow(\(\))?\s*([+<>]|\.Add(Seconds|Milliseconds|Minutes)?\(\s*(Limit|time-?out))", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Deadline();
}
