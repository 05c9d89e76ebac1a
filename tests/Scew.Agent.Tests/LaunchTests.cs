using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent.Tests;

/// <summary>One instance at a time, of a program on the list, for who may order it; the agent comes and goes, the instance stays.</summary>
public sealed class LaunchTests
{
    [Fact]
    public async Task AnInstanceIsLaunchedOnceAndStoppedByItsIdOnly()
    {
        await using var bench = await Bench.StartAsync();
        Assert.Equal("none", (await bench.StatusAsync()).State);
        var first = await bench.LaunchAsync();
        Assert.Equal(("running", true, "sleep"), (first.State, first.IsNew, first.Name));
        Assert.Equal(bench.Path("agent/programs/" + Convert.ToHexStringLower(Bench.Hash.ToArray())), bench.Running().Program);
        var again = await bench.LaunchAsync();
        Assert.Equal((first.Instance, false), (again.Instance, again.IsNew));
        Assert.Equal("running", (await bench.StopAsync(AgentOrderCodec.IdText(Bench.Nonce()))).State);
        Assert.True(bench.Running().IsRunning);
        Assert.Equal("ended", (await bench.StopAsync(first.Instance!)).State);
        Assert.False(bench.Running().IsRunning);
        var second = await bench.LaunchAsync();
        Assert.NotEqual(first.Instance, second.Instance);
        // The program was there already.
        Assert.Equal(1, bench.Server.Requests);
        Assert.Equal("running", (await bench.StopAsync(first.Instance!)).State);
    }

    [Fact]
    [Trait("row", "I8")]
    public async Task AnAgentThatStartsAgainFindsItsInstance()
    {
        await using var bench = await Bench.StartAsync();
        var launched = await bench.LaunchAsync();
        bench.Restart();
        var found = await bench.StatusAsync();
        Assert.Equal(("running", launched.Instance), (found.State, found.Instance));
        // Also where the agent died between the start and the note of the process.
        var file = new InstanceFile(bench.Path("agent/instance.json"));
        var process = bench.Running();
        file.Write(file.Read()! with { Process = null });
        bench.Restart();
        Assert.Equal(process, bench.Running());
        Assert.Equal("ended", (await bench.StopAsync(launched.Instance!)).State);
    }

    [Fact]
    [Trait("row", "I7")]
    public async Task AnInstanceThatEndsByItselfIsSeenAndNobodyElseIsStoppedInItsPlace()
    {
        await using var bench = await Bench.StartAsync();
        var launched = await bench.LaunchAsync();
        using (var process = System.Diagnostics.Process.GetProcessById(bench.Running().Pid))
        {
            process.Kill();
        }
        while ((await bench.StatusAsync()).State == "running")
        {
            await Task.Delay(50);
        }
        // Somebody else has its number now.
        var file = new InstanceFile(bench.Path("agent/instance.json"));
        var other = ProcessIdentity.Of(Environment.ProcessId)!;
        file.Write(file.Read()! with { HasEnded = false, Process = other with { StartTicks = other.StartTicks - 1 } });
        Assert.Equal("ended", (await bench.StopAsync(launched.Instance!)).State);
        Assert.False(await (other with { StartTicks = other.StartTicks - 1 }).StopAsync(TimeSpan.Zero, default));
        Assert.False(await (other with { Boot = "another boot" }).StopAsync(TimeSpan.Zero, default));
    }

    [Fact]
    [Trait("row", "I5")]
    public async Task OnlyWhatIsOnTheOfflineKeysNewestListRuns()
    {
        await using var bench = await Bench.StartAsync();
        var release = new Release("sleep", Bench.Hash, Bench.Program.Length);
        Assert.Equal(Codes.NotPermitted, (await bench.RefusedAsync(bench.Launch(program: Digest.Of("another"u8)))).Code);
        bench.Release(2, DateTimeOffset.UtcNow.AddHours(1), bench.Operator, release);
        Assert.Contains("not signed by the offline key", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        bench.Release(3, DateTimeOffset.UtcNow.AddSeconds(-1), bench.Offline, release);
        Assert.Contains("expired", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        bench.Release(4);
        Assert.Contains("not on the release list of serial 4", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        bench.Release(3, release);
        Assert.Contains("one of 4 was seen before", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        File.Delete(bench.Path("releases.json"));
        Assert.Contains("there is no release list", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        Assert.Equal(0, bench.Server.Requests);
        bench.Release(5, release);
        Assert.True((await bench.LaunchAsync()).IsNew);
    }

    [Fact]
    [Trait("row", "I4")]
    public async Task AnOrderIsTakenFromAnOperatorOnceAlsoAfterARestart()
    {
        await using var bench = await Bench.StartAsync();
        Assert.Equal(Codes.NotPermitted, (await bench.RefusedAsync(bench.Launch(), bench.Offline)).Code);
        Assert.Equal(Codes.WrongGroup, (await bench.RefusedAsync(bench.Launch() with { Agent = Bench.Hash })).Code);
        Assert.Equal(Codes.Expired, (await bench.RefusedAsync(bench.Launch() with { ValidUntilMs = Bench.Soon - 60_000 })).Code);
        Assert.Equal(Codes.NotYetValid, (await bench.RefusedAsync(bench.Launch() with { ValidUntilMs = Bench.Soon + 60_000 })).Code);
        var order = bench.Launch();
        var launched = await bench.Agent.DoAsync(bench.Sign(order), default);
        await bench.StopAsync(launched.Instance!);
        Assert.Contains("taken before", (await bench.RefusedAsync(order)).Message, StringComparison.Ordinal);
        bench.Restart();
        Assert.Contains("taken before", (await bench.RefusedAsync(order)).Message, StringComparison.Ordinal);
        Assert.Equal("ended", (await bench.StatusAsync()).State);
        var lines = await File.ReadAllLinesAsync(bench.Path("agent/audit.jsonl"));
        Assert.Equal(2, lines.Count(line => line.Contains("\"launch\"", StringComparison.Ordinal) && line.Contains(bench.Operator.Account.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("row", "I2")]
    public async Task WhatIsChangedAfterItWasFetchedDoesNotRun()
    {
        await using var bench = await Bench.StartAsync();
        var launched = await bench.LaunchAsync();
        await bench.StopAsync(launched.Instance!);
        var program = bench.Path("agent/programs/" + Convert.ToHexStringLower(Bench.Hash.ToArray()));
        var changed = Bench.Program.ToArray();
        changed[^1] ^= 1;
        File.Delete(program);
        await File.WriteAllBytesAsync(program, changed);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("it was changed after it was fetched", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        Assert.Equal("ended", (await bench.StatusAsync()).State);
    }

    [Fact]
    [Trait("row", "I9")]
    public async Task TheProgramGetsTheOwnersArgumentsAndNothingOfTheAgentsEnvironment()
    {
        string[] odd = ["1000", "--", "; touch /tmp/x", "$(touch /tmp/x)", "line\nbreak", "--program"];
        await using var bench = await Bench.StartAsync(bench =>
        {
            bench.Arguments = odd;
            bench.Environment["GREETING"] = "hello";
            bench.Environment["LD_PRELOAD"] = "/tmp/evil.so";
            bench.Environment["DOTNET_STARTUP_HOOKS"] = "/tmp/evil.dll";
        });
        // The system's sleep refuses the odd ones, in its own words and under its own name.
        var failure = await Assert.ThrowsAsync<AgentException>(bench.LaunchAsync);
        Assert.Contains("invalid time interval", failure.Message + await File.ReadAllTextAsync(bench.Path("agent/instance.log")), StringComparison.Ordinal);
        bench.Arguments = ["1000"];
        bench.Restart();
        await bench.LaunchAsync();
        var names = (await File.ReadAllTextAsync($"/proc/{bench.Running().Pid}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(static one => one.Split('=')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["GREETING", "LANG", "PATH", "SCEW_INSTANCE"], names);
        var status = await File.ReadAllTextAsync($"/proc/{bench.Running().Pid}/status");
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles($"/proc/{bench.Running().Pid}/fd").Select(static fd => Path.GetFileName(fd)).Except(["0", "1", "2"]));
    }

    [Fact]
    public async Task AFolderBelongsToOneAgentAndToNobodyElse()
    {
        await using var bench = await Bench.StartAsync();
        var first = bench.Agent;
        var taken = Assert.Throws<AgentException>(() => bench.Open("agent"));
        Assert.Equal(Codes.FolderInUse, taken.Code);
        Assert.Same(first, bench.Agent);
        Directory.CreateDirectory(bench.Path("open"));
        File.SetUnixFileMode(bench.Path("open"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        Assert.Equal(Codes.NoAccess, Assert.Throws<AgentException>(() => bench.Open("open")).Code);
        Directory.CreateSymbolicLink(bench.Path("link"), bench.Path("agent"));
        Assert.Equal(Codes.NoAccess, Assert.Throws<AgentException>(() => bench.Open("link")).Code);
    }

    [Fact]
    public async Task ADamagedRecordIsSaidAndNothingIsLaunchedBesideWhatMayRun()
    {
        await using var bench = await Bench.StartAsync();
        foreach (var damaged in new[] { "", "null", "{", "[]" })
        {
            await File.WriteAllTextAsync(bench.Path("agent/instance.json"), damaged);
            Assert.Equal(Codes.BadFile, (await bench.RefusedAsync(bench.Launch())).Code);
        }
        File.Delete(bench.Path("agent/instance.json"));
        Assert.True((await bench.LaunchAsync()).IsNew);
    }

    [Fact]
    [Trait("row", "I5")]
    public async Task AListThatIsOverStillCountsAgainstOlderOnes()
    {
        await using var bench = await Bench.StartAsync();
        var release = new Release("sleep", Bench.Hash, Bench.Program.Length);
        bench.Release(5, DateTimeOffset.UtcNow.AddSeconds(-1), bench.Offline, release);
        await bench.RefusedAsync(bench.Launch());
        bench.Release(4, release);
        Assert.Contains("one of 5 was seen before", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        // And what was seen last has to be known.
        await File.WriteAllTextAsync(Directory.EnumerateFiles(bench.Path("agent"), "releases.seen.*").Single(), "damaged");
        bench.Release(6, release);
        Assert.Equal(Codes.BadFile, (await bench.RefusedAsync(bench.Launch())).Code);
    }

    /// <summary>Row I7: launches, stops, kills and restarts of the agent in any order; <c>SCEW_AGENT_CYCLES=1000</c> for more.</summary>
    [Fact]
    [Trait("row", "I7")]
    public async Task WhateverHappensThereIsOneInstanceAtMostAndTheRecordSaysWhich()
    {
        await using var bench = await Bench.StartAsync();
        var random = new Random(7);
        var seen = new HashSet<ProcessIdentity>();
        for (var left = int.Parse(Environment.GetEnvironmentVariable("SCEW_AGENT_CYCLES") ?? "30", System.Globalization.CultureInfo.InvariantCulture); left > 0; left--)
        {
            var before = await bench.StatusAsync();
            switch (random.Next(4))
            {
                case 0:
                    await bench.LaunchAsync();
                    seen.Add(bench.Running());
                    break;
                case 1 when before.Instance is not null:
                    await bench.StopAsync(random.Next(3) == 0 ? AgentOrderCodec.IdText(Bench.Nonce()) : before.Instance);
                    break;
                case 2 when before.State == "running":
                    using (var process = System.Diagnostics.Process.GetProcessById(bench.Running().Pid))
                    {
                        process.Kill();
                    }
                    while (bench.Running().IsRunning)
                    {
                        await Task.Delay(5);
                    }
                    break;
                default:
                    bench.Restart();
                    break;
            }
            var running = seen.Where(static one => one.IsRunning).ToArray();
            var told = await bench.StatusAsync();
            Assert.Equal(running, told.State == "running" ? [bench.Running()] : []);
        }
    }
}
