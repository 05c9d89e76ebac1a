using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.SystemTests.Crashes;
using Scew.SystemTests.Support;
using Xunit.Abstractions;

namespace Scew.SystemTests.Durability;

/// <summary>One identity started twice, with a copy of everything: it is noticed, and the group is unharmed.</summary>
public sealed class TwoProcessesTests(ITestOutputHelper output)
{
    private const int Twin = 3;
    private static readonly int[] Others = [0, 1, 2];

    [Fact]
    [Trait("row", "A17")]
    public async Task ACopiedMerchantIsNoticed()
    {
        await using var group = await RunningGroup.StartAsync();
        await using var load = await TransferLoad.PrepareAsync(group);
        load.Start();
        await load.ProgressAsync(20, "before the copy");
        await group.Net.StopAsync(Twin);
        var original = group.Net.Merchants[Twin].Folder;
        var copy = original + "-copy";
        CopyAll(original, copy);
        var path = Path.Combine(copy, "silo.json");
        var config = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        var ports = FreePorts.Pick(2);
        config["httpListen"] = $"http://127.0.0.1:{ports[0]}";
        config["peerListen"] = $"127.0.0.1:{ports[1]}";
        await File.WriteAllTextAsync(path, config.ToJsonString());

        using var second = new SiloProcess(SiloProgram.Find(), path, Path.Combine(copy, "silo.log"));
        try
        {
            var started = Stopwatch.GetTimestamp();
            second.Start();
            // Not waited for: while both run, peers turn from one to the other.
            group.Net.Launch(Twin);
            var seen = "";
            await RunningGroup.UntilAsync("somebody says what is wrong", async () => (seen = await NoticedAsync(group, ports[0], second)).Length > 0, 60);
            output.WriteLine($"noticed {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after the second start: {seen}");
            await TheConsoleSaysItAsync(group);
            output.WriteLine($"said by 'scew status' {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after the second start");
            await load.ProgressAsync(20, "with both");
        }
        finally
        {
            second.Kill();
        }
        await load.StopAsync();
        await group.UntilEqualAsync(load.Height, Others);
        await load.NothingLostAsync(Others);
        foreach (var merchant in Others)
        {
            Assert.Equal("normal", (await group.StatusAsync(merchant)).State);
        }
        await group.Net.StopAsync(Twin);
        var statements = SignedStatements.Of(group.Net);
        statements.ReadFolder(Path.Combine(copy, "data"));
        // One key in two processes may do what only a liar does, and counts as the one that the group bears; nobody else may.
        statements.NobodyContradictsItself(except: Twin);
        output.WriteLine($"{statements.Count} statements; contradictions of the two processes: {statements.Contradictions(Twin).Count()}");
    }

    private async Task TheConsoleSaysItAsync(RunningGroup group)
    {
        using var console = await ConsoleProcess.ForAsync(group);
        var name = group.Net.Merchants[Twin].Name;
        string[] sentences = [$"\n{name} seems to run twice: two processes answer in its name\n", $"\n{name} is stopped: another process signs with this replica's key"];
        var said = "";
        await RunningGroup.UntilAsync("'scew status' says that there are two processes", async () =>
        {
            said = (await console.RunAsync("status")).Output;
            return sentences.Any(sentence => said.Contains(sentence, StringComparison.Ordinal));
        }, 60);
        output.WriteLine(said);
    }

    private static async Task<string> NoticedAsync(RunningGroup group, int port, SiloProcess second)
    {
        foreach (var merchant in Others)
        {
            var peers = (await group.GetAsync("/v1/status", merchant)).Json.GetProperty("peers");
            var twin = peers.EnumerateArray().Single(peer => peer.GetProperty("index").GetInt32() == Twin);
            if (twin.TryGetProperty("twoActivations", out var two) && two.ValueKind == JsonValueKind.True)
            {
                return $"merchant {merchant} flags it";
            }
        }
        if (!second.IsRunning)
        {
            return "the copy ended: " + second.LogTail(1);
        }
        try
        {
            var copy = JsonSerializer.Deserialize<JsonElement>(await group.Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/v1/status")));
            var first = await group.StatusAsync(Twin);
            return copy.GetProperty("state").GetString() is "suspect" or "stopped" ? $"the copy: {copy.GetProperty("reason")}"
                : first.State is "suspect" or "stopped" ? $"the first: {first.Reason}" : "";
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyAll(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
