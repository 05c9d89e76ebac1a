using System.Text.Json;

namespace Scew.Client.Tests.Group;

[Collection(GroupCollection.Name)]
public sealed class DoctorTests(RunningGroup group)
{
    [Fact]
    public void ARunningGroupIsSound()
    {
        var run = group.Console.Run("doctor", "--json");
        Assert.True(run.Exit == 0, run.Out);
        var checks = JsonDocument.Parse(run.Out).RootElement.GetProperty("data").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("state").GetString());
        Assert.Equal("ok", checks["clock"]);
        Assert.Equal("ok", checks["versions"]);
        Assert.Contains("merchants", checks.Keys);
    }
}
