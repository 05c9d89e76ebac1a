using System.Runtime.InteropServices;
using Scew.Protocol.Agents;

namespace Scew.Agent.Tests;

/// <summary>Row I6: a launched program that tries what it may not. It is the system's perl, with a script of tries as its configured argument.</summary>
[Trait("row", "I6")]
public sealed class ProbeTests
{
    private const uint Nobody = 65534;
    private const int MostProcesses = 24;

    private const string Script = """
        use Socket; $| = 1;
        my ($agent, $ptrace, $moved, $forks, @files) = @ARGV;
        sub told { my ($what, $yes) = @_; print "$what: ", ($yes ? "yes" : "no"), "\n"; }
        told("read $_", open(my $f, "<", $_)), told("write $_", open(my $g, ">>", $_)) for @files;
        told("write own program", open(my $e, ">>", "/proc/self/exe"));
        told("replace own program", rename(readlink("/proc/self/exe"), $moved) || unlink(readlink("/proc/self/exe")));
        told("read memory of the agent", open(my $m, "<", "/proc/$agent/mem"));
        told("read environment of the agent", open(my $n, "<", "/proc/$agent/environ") && read($n, my $x, 1));
        told("ptrace", syscall($ptrace, 16, $agent + 0, 0, 0) == 0);
        told("signal", kill(0, $agent));
        socket(my $s, PF_INET, SOCK_STREAM, 0);
        told("port 81", bind($s, sockaddr_in(81, INADDR_LOOPBACK)));
        $< = $> = 0; told("become root", $> == 0);
        my @made; for (1 .. $forks) { my $p = fork(); last if !defined $p; if (!$p) { sleep 300; exit } push @made, $p; }
        print "forked: ", scalar(@made), "\n"; kill 9, @made;
        print "done\n"; sleep 1000;
        """;

    [Fact]
    public async Task AProgramOfAnotherUserReachesNothingOfTheAgentsAndNothingOfOthers()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            // Without root there is nothing to give up: the launcher says so and the program does not run.
            await using var plain = await Bench.StartAsync(static bench => bench.Limits = new ProgramLimits { User = Nobody, Group = Nobody });
            Assert.Contains("limits cannot be set", (await plain.RefusedAsync(plain.Launch())).Message, StringComparison.Ordinal);
            return;
        }
        await using var bench = await Bench.StartAsync(Prepare);
        bench.Limits = new ProgramLimits { User = Nobody, Group = Nobody, Processes = MostProcesses, OpenFiles = 64 };
        bench.Restart();
        await bench.Agent.DoAsync(bench.Sign(bench.Use(Perl)), default);
        var said = await bench.SaidAsync("done");
        Assert.DoesNotContain(": yes", said, StringComparison.Ordinal);
        Assert.Equal(8 + (2 * Secrets(bench).Length), said.Split(": no\n").Length - 1);
        Assert.InRange(int.Parse(said.Split("forked: ")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture), 1, MostProcesses - 1);

        var status = await File.ReadAllTextAsync($"/proc/{bench.Running().Pid}/status");
        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status, StringComparison.Ordinal);
        Assert.Contains("Gid:\t65534\t65534\t65534\t65534", status, StringComparison.Ordinal);
        Assert.Matches("(?m)^Groups:\\s*$", status);
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Matches("(?m)^Max open files +64 +64 ", await File.ReadAllTextAsync($"/proc/{bench.Running().Pid}/limits"));
    }

    /// <summary>The tries themselves work: whoever may, succeeds.</summary>
    [Fact]
    public async Task TheSameProgramAsTheAgentsUserReachesItsFiles()
    {
        using var victim = System.Diagnostics.Process.Start("sleep", "1000");
        await using var bench = await Bench.StartAsync(Prepare);
        // Not this process: as its equal, the program would stop it by tracing it.
        bench.Arguments[5] = "3";
        bench.Arguments[2] = victim.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        bench.Restart();
        await bench.Agent.DoAsync(bench.Sign(bench.Use(Perl)), default);
        var said = await bench.SaidAsync("done");
        Assert.Contains($"read {bench.Path("agent.pass")}: yes", said, StringComparison.Ordinal);
        Assert.Contains("signal: yes", said, StringComparison.Ordinal);
        victim.Kill();
    }

    [Fact]
    public async Task AProgramJoinsTheControlGroupThatItsOwnerNames()
    {
        await using var bench = await Bench.StartAsync();
        bench.Limits = new ProgramLimits { Cgroup = bench.Path("none") };
        bench.Restart();
        Assert.Contains("limits cannot be set", (await bench.RefusedAsync(bench.Launch())).Message, StringComparison.Ordinal);
        Assert.Equal("ended", (await bench.StatusAsync()).State);
        var mount = File.ReadLines("/proc/mounts").Select(static line => line.Split(' ')).FirstOrDefault(static one => one[2] == "cgroup2")?[1];
        if (mount is null || !Environment.IsPrivilegedProcess)
        {
            return;
        }
        var group = Directory.CreateDirectory(Path.Combine(mount, "scew-test-" + Path.GetRandomFileName()));
        try
        {
            bench.Limits = new ProgramLimits { Cgroup = group.FullName };
            bench.Restart();
            var launched = await bench.LaunchAsync();
            Assert.Contains("0::/" + group.Name + "\n", await File.ReadAllTextAsync($"/proc/{bench.Running().Pid}/cgroup"), StringComparison.Ordinal);
            await bench.StopAsync(launched.Instance!);
        }
        finally
        {
            group.Delete();
        }
    }

    /// <summary>Row I16: what an instance writes does not fill the disk, and it goes on writing.</summary>
    [Fact]
    public async Task TheLogIsCutAndSaysSo()
    {
        await using var bench = await Bench.StartAsync(static bench =>
        {
            bench.MaxLogBytes = 65_536;
            bench.Arguments = ["-e", "$| = 1; print \"line $_ of the flood\\n\" for 1 .. 20000; print \"done\\n\"; for (1 .. 10000) { select(undef, undef, undef, 0.05); print \"later\\n\" }"];
        });
        await bench.Agent.DoAsync(bench.Sign(bench.Use(Perl)), default);
        string log;
        while (!(log = await File.ReadAllTextAsync(bench.Path("agent/instance.log"))).StartsWith("[agent] ", StringComparison.Ordinal) || !log.EndsWith("later\n", StringComparison.Ordinal))
        {
            await Task.Delay(50);
        }
        Assert.Contains("longer than 65536 bytes; what came before is in instance.log.1\n", log, StringComparison.Ordinal);
        var told = await bench.Agent.DoAsync(bench.Sign(new LogsOrder(bench.Id, Bench.Nonce(), Bench.Soon, 1)), default);
        Assert.Equal("later", Assert.Single(told.Lines));
        var old = new FileInfo(bench.Path("agent/instance.log.1"));
        Assert.DoesNotContain('\0', log);
        Assert.InRange(old.Length, 1, 65_536);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, old.UnixFileMode);
    }

    private static string Perl { get; } = File.ResolveLinkTarget("/usr/bin/perl", returnFinalTarget: true)?.FullName ?? "/usr/bin/perl";

    private static string[] Secrets(Bench bench) =>
        [bench.Path("agent.pass"), bench.Path("agent/instance.json"), bench.Path("agent/audit.jsonl"), bench.Path("agent/instance.log"), bench.Path("other/votes"), "/etc/shadow"];

    private static void Prepare(Bench bench)
    {
        // Others may come this far: what stops them stands behind.
        File.SetUnixFileMode(bench.Path(""), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Directory.CreateDirectory(bench.Path("other"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in new[] { "agent.pass", "other/votes" })
        {
            File.WriteAllText(bench.Path(file), "secret\n");
            File.SetUnixFileMode(bench.Path(file), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        var ptrace = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "117" : "101";
        bench.Arguments = ["-e", Script, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), ptrace, bench.Path("moved"), "200", .. Secrets(bench).Where(file => Environment.IsPrivilegedProcess || !file.StartsWith("/etc", StringComparison.Ordinal))];
    }
}
