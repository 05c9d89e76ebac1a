using System.CommandLine;
using Scew.Silo.Hosting;

namespace Scew.Silo.Commands;

/// <summary><c>scew-silo health</c>: whether the silo of a configuration answers on this machine, for what looks at it from outside, such as a container's health check.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static Command Build()
    {
        var config = new Option<string>("--config") { Description = "configuration file (JSON)", Required = true };
        var ready = new Option<bool>("--ready") { Description = "whether it serves customers, rather than whether it lives" };
        var command = new Command("health", "Asks the silo that runs here by this configuration whether it lives: 0, or 1 and why not.") { config, ready };
        command.SetAction((parsed, cancel) => Guarded.RunAsync(() => AskAsync(SiloConfig.Load(parsed.GetValue(config)!), parsed.GetValue(ready) ? "/health/ready" : "/health/live", cancel)));
        return command;
    }

    private static async Task<int> AskAsync(SiloConfig config, string path, CancellationToken cancellation)
    {
        // The certificate is for the public name, and nothing is told to whoever answers here.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = { RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null } }) { Timeout = Limit };
        var address = config.HttpEndpoint.Address;
        var host = address.Equals(System.Net.IPAddress.Any) ? "127.0.0.1" : address.Equals(System.Net.IPAddress.IPv6Any) ? "[::1]" : config.HttpUri.Host;
        using var question = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(config.HttpUri.Scheme, host, config.HttpUri.Port, path).Uri);
        question.Headers.Host = $"{config.HttpUri.Host}:{config.HttpUri.Port}";
        try
        {
            using var answer = await http.SendAsync(question, cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return answer.IsSuccessStatusCode ? ExitCodes.Ok : throw new SiloFailure(ExitCodes.General, $"{path} answers {(int)answer.StatusCode}: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            throw new SiloFailure(ExitCodes.General, $"{config.HttpListen} does not answer: {e.Message}");
        }
    }
}
