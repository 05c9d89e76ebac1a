using System.Text.Json.Nodes;
using Scew.Protocol;
using Scew.SystemTests.Support;

namespace Scew.SystemTests.Start;

/// <summary>Configurations that are wrong or outdated: each fault by the name that the user wrote, with what is right, and exit code 2.</summary>
public sealed class BadConfigurationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Removed or changed members of a good file (a value in JSON, none to remove it), and words of the answer.</summary>
    public static TheoryData<string, string?, string[]> Silo => new()
    {
        { "genesis", null, ["'genesis' is missing"] },
        { "linkKey", null, ["'linkKey' is missing"] },
        { "genesis", "null", ["'genesis' has to be a text"] },
        { "linkkye", "\"link.key.json\"", ["there is no member 'linkkye'", "did you mean 'linkKey'?"] },
        { "somethingElse", "1", ["there is no member 'somethingElse'"] },
        { "peerEndpoint", "\"127.0.0.1:1\"", ["there is no member 'peerEndpoint'"] },
        { "listen", "\"http://127.0.0.1:1\"", ["'listen' is not used any more", "httpListen", "peerListen"] },
        { "certificatePassword", "\"swordfish\"", ["certificatePasswordFile"] },
        { "maxConnections", "\"many\"", ["'maxConnections' has to be a whole number"] },
        { "keepHeights", "1.5", ["'keepHeights' has to be a whole number"] },
        { "logLevel", "\"loud\"", ["'logLevel' has to be one of", "information"] },
        { "hosts", "\"a\"", ["'hosts' has to be a list of texts"] },
        { "peerRoutes", "{\"a\":1}", ["'peerRoutes' has to be an object of texts"] },
        { "limits", "{\"brust\":1}", ["there is no member 'limits.brust'", "'limits.burst'"] },
        { "limits", "{\"burst\":true}", ["'limits.burst' has to be a whole number"] },
        { "limits", "[]", ["'limits' has to be an object"] },
        { "data", null, ["give one of database", "data"] },
        { "maxConnections", "0", ["maxConnections is 1 to"] },
        { "httpListen", "\"http://0.0.0.0:80\"", ["plain http is for loopback addresses only"] },
        { "drainSeconds", "-1", ["drainSeconds is 0 (stop at once) to 600"] },
        { "cluster", "{}", ["'cluster.id' is missing", "'cluster.membership' is missing", "'cluster.listen' is missing"] },
        { "cluster", Cluster("203.0.113.7:11111"), ["cluster.listen is '203.0.113.7:11111'", "whoever reaches that port can call every grain", "private network"] },
        { "cluster", Cluster("10.0.0.5:11111", ",\"gatewayPort\":11111"), ["cluster.gatewayPort is another port"] },
        { "cluster", Cluster("10.0.0.5:11111").Replace("postgres://olive@db/olive", "sqlite://here", StringComparison.Ordinal), ["cluster.membership has to be on a server"] },
        { "cluster", Cluster("10.0.0.5:11111").Replace("\"postgres://olive@db/olive\"", "null", StringComparison.Ordinal), ["'cluster.membership' has to be a text in quotes"] },
        { "cluster", Cluster("10.0.0.5:11111"), ["embedded grain runtime", "-p:GrainRuntime=Orleans", "many-silos.md"] },
    };

    /// <summary>The same of a process beside the ordering silo. In this build even a good one is refused, with the reason.</summary>
    public static TheoryData<string, string?, string[]> Node => new()
    {
        { "role", null, ["'role' is missing"] },
        { "role", "\"boss\"", ["'role' has to be one of"] },
        { "role", "\"ordering\"", ["'scew-silo run'"] },
        { "role", "\"secure\"", ["a secure silo needs moduleKeys"] },
        { "role", "\"edge\"", ["httpListen is ''"] },
        { "cluster", null, ["'cluster' is missing"] },
        { "cluster", Cluster("0.0.0.0:11111"), ["an address that others could reach"] },
        { "cluster", Cluster("[2001:db8::1]:11111"), ["an address that others could reach"] },
        { "cluster", Cluster("here"), ["cluster.listen is 'here'"] },
        { "cluster", Cluster("127.0.0.1:11111").Replace("olive-1", "Olive!", StringComparison.Ordinal), ["cluster.id is 1 to 40 characters"] },
        { "cluster", Cluster("127.0.0.1:11111").Replace("postgres://olive", "postgres://olive:swordfish", StringComparison.Ordinal), ["password file"] },
        { "cluster", Cluster("127.0.0.1:11111").Replace("postgres://olive@db/olive", "sqlite://here", StringComparison.Ordinal), ["cluster.membership has to be on a server"] },
        { "moduleKeys", "{\"0\":\"module.key.json\"}", ["moduleKeys is not for the role registers"] },
        { "httpListen", "\"http://127.0.0.1:1\"", ["httpListen is not for the role registers"] },
        { "key", "\"signing.key.json\"", ["only the ordering silo has the merchant's key"] },
        { "logLevel", "\"debug\"", ["embedded grain runtime", "-p:GrainRuntime=Orleans", "many-silos.md"] },
    };

    public static TheoryData<string, string?, string[]> Agent => new()
    {
        { "id", null, ["'id' is missing"] },
        { "operators", null, ["'operators' is missing"] },
        { "operators", "\"one\"", ["'operators' has to be a list of texts"] },
        { "operators", "[\"one\"]", ["operators", "accounts of 43 characters"] },
        { "id", "\"short\"", ["id", "43 characters"] },
        { "releaseKey", "\"key\"", ["'releaseKey' has to be an object"] },
        { "releaseKey", "{\"x\":\"AA\"}", ["'releaseKey.y' is missing"] },
        { "releaseKey", "{\"x\":\"AA\",\"y\":\"AA\"}", ["releaseKey", "x and y of a P-256 key"] },
        { "relaeses", "\"releases.json\"", ["there is no member 'relaeses'", "'releases'"] },
        { "password", "\"swordfish\"", ["there is no password"] },
        { "hosts", "[]", ["it is allowedHosts"] },
        { "allowedAddresses", "[\"here\"]", ["allowedAddresses", "IP addresses"] },
        { "stopSeconds", "0", ["stopSeconds", "1 to 600"] },
        { "fetchSeconds", "\"soon\"", ["'fetchSeconds' has to be a whole number"] },
        { "maxProcesses", "0", ["maxProcesses", "1 or more"] },
        { "environment", "[]", ["'environment' has to be an object of texts"] },
        { "listen", "\"here\"", ["listen", "a URL with an address and a port"] },
        { "listen", "\"https://127.0.0.1:7443\"", ["certificate"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Node))]
    public async Task AMemberOfANodesConfiguration(string member, string? value, string[] words) => await RefusedAsync("node", NodeJson(), member, value, words);

    [Theory]
    [MemberData(nameof(Silo))]
    public async Task AMemberOfASilosConfiguration(string member, string? value, string[] words) => await RefusedAsync("run", SiloJson(), member, value, words);

    [Theory]
    [MemberData(nameof(Agent))]
    public async Task AMemberOfAnAgentsConfiguration(string member, string? value, string[] words) => await RefusedAsync("agent", AgentJson(), member, value, words);

    [Fact]
    public async Task AllFaultsAreSaidAtOnce()
    {
        var json = SiloJson();
        json.Remove("key");
        json["gensis"] = "x";
        json["moduleCache"] = "big";
        (await RunAsync("run", json.ToJsonString())).Refused(2, "'key' is missing", "did you mean 'genesis'?", "'moduleCache' has to be a whole number", "silo/docs/configuration.md");
    }

    [Fact]
    public async Task WhatIsNoJsonIsSaidWithItsLine()
    {
        (await RunAsync("run", "{\n  \"genesis\": \"a\",\n  \"key\" \"b\"\n}")).Refused(2, "is no JSON in line 3");
        (await RunAsync("run", "{ \"data\": \"a\", \"data\": \"b\" }")).Refused(2, "is no JSON", "data");
        (await RunAsync("run", "[]")).Refused(2, "has to be an object");
        (await RunAsync("run", "")).Refused(2, "is no JSON");
        (await SiloRun.StartAsync("run", "--config", _folder.Path)).Refused(2, "cannot be read");
        (await SiloRun.StartAsync("run", "--config", _folder.File("nowhere.json"))).Refused(2, "there is no configuration file", "nowhere.json");
    }

    private async Task RefusedAsync(string command, JsonObject json, string member, string? value, string[] words)
    {
        json.Remove(member);
        if (value is not null)
        {
            json[member] = JsonNode.Parse(value);
        }
        var run = await RunAsync(command, json.ToJsonString());
        run.Refused(2, words);
        Assert.DoesNotContain("Scew.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", run.Error, StringComparison.Ordinal);
    }

    private async Task<SiloRun> RunAsync(string command, string text)
    {
        await File.WriteAllTextAsync(_folder.File("config.json"), text);
        return await SiloRun.StartAsync(command, "--config", _folder.File("config.json"));
    }

    private static JsonObject SiloJson() => new()
    {
        ["genesis"] = "genesis.json",
        ["data"] = "data",
        ["key"] = "signing.key.json",
        ["linkKey"] = "link.key.json",
        ["passphraseFile"] = "passphrase",
        ["peerListen"] = "127.0.0.1:0",
        ["httpListen"] = "http://127.0.0.1:0",
    };

    private static JsonObject NodeJson() => new() { ["role"] = "registers", ["cluster"] = JsonNode.Parse(Cluster("127.0.0.1:11111")) };

    private static string Cluster(string listen, string more = "") =>
        "{\"id\":\"olive-1\",\"membership\":\"postgres://olive@db/olive\",\"listen\":\"" + listen + "\"" + more + "}";

    private static JsonObject AgentJson()
    {
        using var key = Keys.SigningKey.Create();
        return new JsonObject
        {
            ["id"] = Digest.Of([1]).ToString(),
            ["listen"] = "http://127.0.0.1:0",
            ["operators"] = new JsonArray(key.Account.ToString()),
            ["releaseKey"] = new JsonObject { ["x"] = Base64Url.Encode(key.PublicKey.X), ["y"] = Base64Url.Encode(key.PublicKey.Y) },
            ["releases"] = "releases.json",
            ["folder"] = "agent",
            ["allowedHosts"] = new JsonArray("releases.example"),
        };
    }
}
