using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Scew.Agent.Tests;
using Scew.Client.DevNets;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.HowTo;

/// <summary>A merchant's silo is launched and stopped from afar by the blocks of <c>agent.md</c>: an offline computer, an operator's, a server of programs, and the agent beside the silo.</summary>
internal sealed partial class RemoteLaunch : IAsyncDisposable
{
    private readonly FoundedGroup _group;
    private readonly MerchantMachine _merchant;
    private readonly ReleaseServer _server;
    private readonly MerchantMachine _offline;
    private readonly MerchantMachine _operator;
    private readonly Queue<HowToBlock> _blocks = new(HowToPage.Read("agent.md").Where(static block => block.Words.Count > 0));

    private RemoteLaunch(FoundedGroup group, MerchantMachine merchant, ReleaseServer server)
    {
        (_group, _merchant, _server) = (group, merchant, server);
        (_offline, _operator) = (group.NewMachine("offline"), group.NewMachine("operator"));
    }

    /// <summary>Everything up to the agent that runs and has launched nothing; the merchant's silo does not run.</summary>
    public static async Task<RemoteLaunch> PrepareAsync(FoundedGroup group, MerchantMachine merchant)
    {
        var remote = new RemoteLaunch(group, merchant, await ReleaseServer.StartAsync());
        try
        {
            await remote.PrepareAsync();
            return remote;
        }
        catch
        {
            await remote.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the operator's commands printed.</summary>
    public Task<string> LaunchAsync() => NextAsync(_operator, "operator");

    public Task<string> StopAsync() => NextAsync(_operator, "operator", "stop");

    public async ValueTask DisposeAsync()
    {
        // What an agent launched outlives it: after a test that failed it is ended here, and nothing else.
        var record = _merchant.At("agent/instance.json");
        if (File.Exists(record) && (int?)JsonNode.Parse(await File.ReadAllTextAsync(record))?["process"]?["pid"] is { } pid)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline");
            if (File.Exists(line) && (await File.ReadAllTextAsync(line)).Contains(_merchant.Folder, StringComparison.Ordinal))
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
        }
        await _server.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        foreach (var machine in new[] { _offline, _operator })
        {
            await File.WriteAllTextAsync(machine.At("passphrase"), "this computer's own passphrase\n");
            TempFolder.OnlyForOwner(machine.At("passphrase"));
        }
        File.Copy(NextRelease.Program, _offline.At("scew-silo"));
        _server.Answer = static http => http.Response.SendFileAsync(NextRelease.Program);
        await File.WriteAllTextAsync(_merchant.At("releases.pem"), _server.Authority.ExportCertificatePem());
        var port = FreePorts.Pick(1)[0];
        _group.Names.AddRange(
        [
            ("/usr/lib/scew/wwwroot", NextRelease.Page),
            ("https://0.0.0.0:7443", string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}")),
            ("https://shop-c.example:7443", string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}")),
            ("\"allowedHosts\": [\"releases.example\"]", $"\"allowedHosts\": [\"{_server.Host}\"], \"allowedAddresses\": [\"127.0.0.1\", \"::1\"], \"authorities\": \"releases.pem\""),
            ("https://releases.example/scew-silo", _server.Url("/scew-silo")),
        ]);

        var listed = await NextAsync(_offline, "offline");
        FoundedGroup.Carry(_offline, _merchant, "releases.json");
        Know("sha256-of-the-program", Sha256().Match(listed).Value);
        Know("RELEASE_KEY='{ \"x\": \"...\", \"y\": \"...\" }'", $"RELEASE_KEY='{ReleaseKey().Match(listed).Value}'");
        Know("account-of-the-operators-key", Words().Match(await NextAsync(_operator, "operator")).Value);
        Know("id-of-the-agent", Words().Match((await NextAsync(_merchant, "merchant")).TrimEnd().Split('\n')[^1]).Value);
        var run = _blocks.Dequeue();
        Assert.Equal(["merchant", "run"], run.Words);
        _merchant.StartSilo(run.Commands);
        await RunningGroup.UntilAsync("the agent answers", async () =>
        {
            var (exit, _, _) = await _operator.TryAsync($"curl -fsS --cacert ../authority.pem https://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/health/live");
            return exit == 0;
        }, 60, () => File.ReadAllText(_merchant.At("silo.log")));
    }

    private void Know(string page, string here)
    {
        Assert.False(here.Length == 0, "nobody was told: " + page);
        _group.Names.Add((page, here));
    }

    private async Task<string> NextAsync(MerchantMachine machine, params string[] words)
    {
        var block = _blocks.Dequeue();
        Assert.Equal(words, block.Words);
        var (exit, output, error) = await machine.TryAsync(block.Commands);
        Assert.True(exit == 0, $"{machine.Name} exit {exit}\n{block.Commands}\n{output}\n{error}");
        return output + error;
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Sha256();

    [GeneratedRegex("\\{ \"x\": [^}]*\\}")]
    private static partial Regex ReleaseKey();

    [GeneratedRegex("[A-Za-z0-9_-]{43}")]
    private static partial Regex Words();
}
