using Scew.Protocol.Api;
using Scew.Protocol.Requests;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Members;

/// <summary>Three of four members die at the turn of an era, each at another point of it.</summary>
[Trait("row", "A18")]
public sealed class EraCrashTests
{
    internal static readonly string[] CrashPoints = ["before-era", "era-before-commit", "after-era"];

    private const int Sigkill = 128 + 9;

    [Fact]
    public async Task TheTurnIsDoneOnceWhereverAMemberDiesInIt()
    {
        await using var group = await RunningGroup.StartAsync(new GroupShape { Program = CrashBuild.Program, Parameters = GroupShape.Impatient });
        var present = group.Net.Genesis.Document;
        for (var i = 0; i < CrashPoints.Length; i++)
        {
            await group.Net.StopAsync(i);
            group.Net.Merchants[i].Process.Environment["SCEW_CRASH_AT"] = CrashPoints[i];
            await group.Net.RestartAsync(i);
        }
        // Everybody stays; the fourth has another address.
        var moved = present.Merchants[3] with { Url = "http://127.0.0.1:9" };
        await Changing.DecideAsync(group, Changing.Plan(group, present, present.Merchants.SetItem(3, moved)), 0, 1, 2);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var i = 0; i < CrashPoints.Length; i++)
        {
            Assert.Equal(Sigkill, await group.Net.Merchants[i].Process.WaitForExitAsync(limit.Token));
            group.Net.Merchants[i].Process.Environment.Remove("SCEW_CRASH_AT");
        }
        for (var i = 0; i < CrashPoints.Length; i++)
        {
            group.Net.Launch(i);
        }
        var a = group.Net.Merchants[0].Url;
        var eras = await Changing.UntilEpochAsync(group, 1, a, () => string.Join("\n====\n", Enumerable.Range(0, 4).Select(group.Log)));
        Assert.Equal(Codes.Ok, (await Changing.SettleAsync(group, eras[1], a, group.Sign(new CreateWallet("late", 0), group.Net.Merchants[0].Key))).Code);
        foreach (var other in group.Net.Merchants.Skip(1))
        {
            await Changing.UntilEqualAsync(group, other.Url, a, () => group.Log(other.Index));
        }
    }
}
