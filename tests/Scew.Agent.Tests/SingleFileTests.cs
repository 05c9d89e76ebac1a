using System.Net;
using System.Text.Json.Nodes;
using Scew.Client.DevNets;
using Scew.Client.Transport;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent.Tests;

/// <summary>
/// A real silo, published as one file as silo/docs/agent.md says, in the place of a merchant of a running group. Publishing takes minutes, so <c>SCEW_SILO_FILE</c> names a file that was published before;
/// without it there is nothing to launch.
/// </summary>
public sealed class SingleFileTests
{
    [Fact]
    public async Task ASiloInOneFileIsLaunchedLooksAfterItsPageAndStops()
    {
        if (Environment.GetEnvironmentVariable("SCEW_SILO_FILE") is not { Length: > 0 } file)
        {
            return;
        }
        var folder = Directory.CreateTempSubdirectory("scew-agent-silo-");
        var options = new DevNetOptions { Folder = Path.Combine(folder.FullName, "net") };
        var net = await DevNet.StartAsync(options);
        try
        {
            net.Kill(0);
            var config = Path.Combine(net.Merchants[0].Folder, "silo.json");
            var members = JsonNode.Parse(await File.ReadAllTextAsync(config))!;
            members["page"] = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "wwwroot");
            await File.WriteAllTextAsync(config, members.ToJsonString());
            await using var bench = await Bench.StartAsync(bench =>
            {
                bench.Arguments = ["run", "--config", config];
                // What is in the one file and must be a file of its own is put here before it is used.
                bench.Environment["HOME"] = Directory.CreateDirectory(Path.Combine(folder.FullName, "home")).FullName;
            });
            var launched = await bench.Agent.DoAsync(bench.Sign(bench.Use(file)), default);
            Assert.True(launched.IsNew);
            using var client = net.CreateClient();
            StatusResponse? status = null;
            while (status is not { State: "normal" })
            {
                status = await client.StatusAsync(0) is MerchantAnswer.Body body ? ApiReader.Status(body.Bytes) : null;
                Assert.Equal("running", (await bench.StatusAsync()).State);
                await Task.Delay(100);
            }
            using var http = new HttpClient();
            using var page = await http.GetAsync(net.Merchants[0].Url);
            Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
            await bench.Agent.DoAsync(bench.Sign(new LogsOrder(bench.Id, Bench.Nonce(), Bench.Soon, 10)), default);
            Assert.Equal("ended", (await bench.StopAsync(launched.Instance!)).State);
            Assert.IsType<MerchantAnswer.Unreachable>(await client.StatusAsync(0));
        }
        finally
        {
            await net.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
