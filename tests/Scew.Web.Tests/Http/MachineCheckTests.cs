using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Keys;
using Scew.Machines.Applications;
using Scew.Machines.Language;
using Scew.Protocol.Api;
using Scew.Protocol.Requests;

namespace Scew.WebTests.Http;

/// <summary>What a merchant says of a machine's text: the same as the console and the group.</summary>
[Collection(RealGroup.Name)]
public sealed class MachineCheckTests(RealGroup group)
{
    private const string Path = "/v1/machines/check";

    private const string Lamp = "machine Lamp\nvalue lit: bool\nstates Start, On\ntransition create: Start -> On\n  effect lit := true\ntransition flip: On -> On\n  effect lit := not lit\n";

    /// <summary>Its property does not hold after three steps, and one state is never reached.</summary>
    private const string Broken = """
        machine Broken
        value count: int
        states Start, On, Lost
        transition create: Start -> On
          effect count := 0
        transition add: On -> On
          guard count < 3
          effect count := count + 1
        transition reset: On -> On
          effect count := 0
        property never reset after add

        """;

    [Fact]
    public async Task FaultsComeWithLineColumnAndASentence()
    {
        var answer = await AskAsync("machine Lamp\nstates Start, On\ntransition create: Start -> Off\ntransition flip: On => On\n");
        Assert.False(answer.Passes);
        var fault = answer.Faults[0];
        Assert.True(fault.Line is 3 or 4 && fault.Column > 1 && fault.Message.Length > 5, fault.ToString());
        Assert.Null(answer.Findings);
    }

    [Fact]
    public async Task FindingsAreThoseOfTheConsoleWithTheShortestSteps()
    {
        using var console = await RealConsole.ForAsync(group);
        var file = System.IO.Path.Combine(group.Folder("machines"), "broken.machine");
        await File.WriteAllTextAsync(file, Broken);
        var (_, output, _) = await console.RunAsync("machine", "check", file, "--bounds", "deployment", "--json");
        var said = JsonNode.Parse(output)!["error"]!["details"]!.AsObject();

        using var answer = await PostAsync(Encoding.UTF8.GetBytes(Broken));
        var ours = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

        Assert.False(ours["passes"]!.GetValue<bool>());
        foreach (var member in new[] { "name", "machine", "states", "finalStates", "transitions", "cost", "explored", "notes" })
        {
            Assert.Equal(said[member]!.ToJsonString(), ours[member]!.ToJsonString());
        }
        foreach (var finding in said["findings"]!.AsArray())
        {
            finding!.AsObject().Remove("file");
        }
        Assert.Equal(said["findings"]!.ToJsonString(), ours["findings"]!.ToJsonString());
        Assert.Contains(ours["findings"]!.AsArray(), finding => finding!["severity"]!.GetValue<string>() == "error" && finding["steps"]!.AsArray().Count == 3);
    }

    [Fact]
    public async Task ATextThatPassesIsDeployableAndOneThatMovesAssetsOfADeployedMachineIsLookedAtWithIt()
    {
        var answer = await AskAsync(Lamp);
        Assert.True(answer.Passes, string.Join('\n', answer.Findings ?? []));
        Assert.Equal((MachineText.NameOf(Lamp), "Lamp"), (answer.Name, answer.Machine));
        var name = MachineText.NameOf(Lamp);
        var newer = $"machine Lamp2\nvalue lit: bool\nstates Start, On\ntransition create: Start -> On\n  effect lit := true\ntransition flip: On -> On\n  effect lit := not lit\nmigrate from \"{name}\": On -> On\n";
        var without = await AskAsync(newer);
        using var author = SigningKey.Create();
        Assert.Equal(Codes.Ok, (await group.SettleAsync(new MachineDeploy(Lamp), author)).Code);
        var with = await AskAsync(newer);
        // Which words are right for a migration is not the subject: only that the deployed machine is found.
        Assert.Contains(without.Faults, fault => fault.Message.Contains(name, StringComparison.Ordinal) || fault.Text.Contains(name[..20], StringComparison.Ordinal));
        Assert.True(with.Passes, string.Join('\n', with.Faults.Select(fault => fault.ToString()).Concat((with.Findings ?? []).Select(finding => finding.ToString()))));
    }

    [Fact]
    public async Task OnlyATextOfThatTypeAndSizeIsLookedAt()
    {
        using var large = await PostAsync([.. Encoding.UTF8.GetBytes(Lamp), .. Enumerable.Repeat((byte)'\n', MachineText.MaxBytes)]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        foreach (var bytes in new byte[][] { [0xFF, 0xFE, 0x20], [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Lamp)] })
        {
            using var refused = await PostAsync(bytes);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        foreach (var type in new[] { "text/plain", "application/json", "application/scew-request+jws", "application/octet-stream", null })
        {
            using var refused = await group.SendAsync(HttpMethod.Post, Path, 0, Encoding.UTF8.GetBytes(Lamp), type);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        }
        using var foreign = await group.SendAsync(HttpMethod.Post, Path, 0, Encoding.UTF8.GetBytes(Lamp), MediaTypes.Machine, ("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.NotEmpty((await AskAsync("")).Faults);
        Assert.NotEmpty((await AskAsync("\0\u202E")).Faults);
    }

    [Fact]
    public async Task AMembersPageAsksAnotherMember()
    {
        await using var page = await ModulePage.OpenAsync(group.Url(0));
        Assert.True(await page.RunAsync<bool>("""
            async ([url, text]) => (await (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/scew-machine+text' }, body: text })).json()).passes
            """, new[] { group.Origin(1) + Path, Lamp }));
    }

    [Fact]
    public async Task OneAtATimeAndTheOthersAreToldWhenToComeAgain()
    {
        // Many values of many transitions: the search is as long as it may be.
        var wide = new StringBuilder("machine Wide\nvalue count: int\nstates Start, On\ntransition create: Start -> On\n  effect count := 0\n");
        for (var i = 0; i < 40; i++)
        {
            wide.Append(System.Globalization.CultureInfo.InvariantCulture, $"transition add{i}: On -> On\n  guard count < 90000\n  effect count := count + {i + 1}\n");
        }
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => PostAsync(Encoding.UTF8.GetBytes(wide.ToString()))));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var busy = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(busy);
        foreach (var answer in busy)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
            Assert.Contains("\"code\":\"busy\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Array.ForEach(answers, answer => answer.Dispose());
        Assert.True((await AskAsync(Lamp)).Passes);
    }

    [Fact]
    public async Task AnAddressPaysForManyRequestsWithACheck()
    {
        var own = await RealGroup.StartAsync((merchant, config) =>
        {
            if (merchant == 3)
            {
                config["limits"] = new JsonObject { ["requestsPerSecond"] = 1, ["burst"] = 2000 };
            }
        });
        try
        {
            var statuses = new List<HttpStatusCode>();
            for (var i = 0; i < 6; i++)
            {
                using var answer = await own.SendAsync(HttpMethod.Post, Path, 3, Encoding.UTF8.GetBytes(Lamp), MediaTypes.Machine);
                statuses.Add(answer.StatusCode);
            }
            Assert.Equal(HttpStatusCode.OK, statuses[0]);
            Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    [Fact]
    public async Task WhatShipsCanBeHadByItsHashBeforeAnybodyDeploysIt()
    {
        foreach (var name in ShippedTexts.Names)
        {
            var text = ShippedTexts.Find(name)!;
            using var answer = await group.GetAsync("/v1/machine-texts/" + MachineText.NameOf(text));
            Assert.Equal(MediaTypes.Machine, answer.Content.Headers.ContentType!.ToString());
            Assert.Equal(text, await answer.Content.ReadAsStringAsync());
        }
        using var other = await group.GetAsync("/v1/machine-texts/" + MachineText.NameOf(Lamp));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    private async Task<MachineCheckResponse> AskAsync(string text)
    {
        using var answer = await PostAsync(Encoding.UTF8.GetBytes(text));
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        return JsonSerializer.Deserialize(body, ApiJson.Default.MachineCheckResponse)!;
    }

    private Task<HttpResponseMessage> PostAsync(byte[] body) => group.SendAsync(HttpMethod.Post, Path, 0, body, MediaTypes.Machine + "; charset=utf-8");
}
