using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scew.Cli.Grammar;
using Scew.Cli.Output;
using Scew.Cli.State;
using Scew.Client.Agents;
using Scew.Client.Transport;
using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Cli.Commands;

/// <summary><c>replica launch|stop|status|logs</c>: an operator's signed orders to the agent beside a merchant's silo.</summary>
internal static class AgentOrderCommands
{
    // Fetching a program may take long.
    private static readonly TimeSpan LaunchLimit = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly Option<string> Agent = new("--agent") { Description = "the agent's address, as https://HOST:7443", Required = true };
    private static readonly Option<string> Id = new("--agent-id") { Description = "the id in the agent's configuration", Required = true };
    private static readonly Option<string?> Authorities = new("--authorities") { Description = "PEM file of certificate authorities for the agent's address, instead of the system's" };
    private static readonly Option<string?> Key = KeyRing.KeyOption();
    private static readonly Option<string?> Password = KeyRing.PasswordFileOption();

    public static Verb[] Build()
    {
        var url = new Argument<string>("URL") { Description = "where the program is, as https://HOST/FILE" };
        var sha256 = new Argument<string>("SHA256") { Description = "of the program: 64 hexadecimal digits" };
        var instance = new Argument<string>("INSTANCE") { Description = "the id that launch or status showed" };
        var lines = new Option<int>("--lines") { Description = $"how many, at most {AgentOrder.MaxLines}", DefaultValueFactory = static _ => 50 };
        return
        [
            new Verb("launch", "run a program of the release list, unless one runs", (call, cancel) => LaunchAsync(call, call.Value(url), call.Value(sha256), cancel), [url, sha256, Acting.DryRun, Agent, Id, Authorities, .. KeyRing.Signing(Key, Password)]),
            new Verb("stop", "stop the running instance, if it is this one", (call, cancel) => StopAsync(call, call.Value(instance), cancel), [instance, Acting.Yes, Acting.DryRun, Agent, Id, Authorities, .. KeyRing.Signing(Key, Password)]),
            new Verb("status", "what the agent runs", (call, cancel) => SendAsync(call, static agent => agent.Status(), Limit, cancel), [Agent, Id, Authorities, .. KeyRing.Signing(Key, Password)]),
            new Verb("logs", "the last lines of what the instance wrote", (call, cancel) => LogsAsync(call, call.Value(lines), cancel), [lines, Agent, Id, Authorities, .. KeyRing.Signing(Key, Password)]),
        ];
    }

    private static Task<CommandOutput> LaunchAsync(Call call, string url, string sha256, CancellationToken cancellation)
    {
        if (!AgentOrder.IsUrl(url))
        {
            throw CliFault.Usage($"'{PlainText.Clean(url)}' is no address of a program", "write https://HOST/FILE, without a user or a #");
        }
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
        {
            throw CliFault.Usage($"'{PlainText.Clean(sha256)}' is no SHA-256", "sha256sum FILE shows 64 hexadecimal digits");
        }
        return SendAsync(call, agent => agent.Launch(url, new Digest(Convert.FromHexString(sha256))), LaunchLimit, cancellation);
    }

    private static Task<CommandOutput> StopAsync(Call call, string instance, CancellationToken cancellation)
    {
        if (AgentOrderCodec.ParseId(instance) is not { } id)
        {
            throw CliFault.Usage($"'{PlainText.Clean(instance)}' is no instance's id", "scew replica status shows it");
        }
        Confirmation.AtTerminal(call, $"The replica of {call.Value(Agent)} will stop", "stop");
        return SendAsync(call, agent => agent.Stop(id), Limit, cancellation);
    }

    private static Task<CommandOutput> LogsAsync(Call call, int lines, CancellationToken cancellation) => lines is >= 1 and <= AgentOrder.MaxLines
        ? SendAsync(call, agent => agent.Logs(lines), Limit, cancellation)
        : throw CliFault.Usage($"--lines is 1 to {AgentOrder.MaxLines}");

    private static async Task<CommandOutput> SendAsync(Call call, Func<AgentClient, AgentOrder> make, TimeSpan limit, CancellationToken cancellation)
    {
        var (address, id) = (AddressOf(call), IdOf(call));
        var ring = new KeyRing(call, null);
        using var key = ring.Unlock(ring.Choose(call.Value(Key)), call.Value(Password));
        using var client = new AgentClient(address, id, key, RootsOf(call));
        var order = make(client);
        if (call.IsDryRun)
        {
            throw DryRun.Of(order, key);
        }
        return await client.SendAsync(order, limit, cancellation) switch
        {
            MerchantAnswer.Body body when Read(body.Bytes) is { } answer => Output(answer),
            MerchantAnswer.Problem problem => throw new CliFault(problem.Code, (int)CodeRegistry.Get(problem.Code).ExitCode, "the agent did not do it") { Why = PlainText.Clean(problem.Detail) },
            MerchantAnswer.Unreachable gone => throw new CliFault(Codes.Unavailable, ExitCodes.Unavailable, "the agent does not answer")
            {
                Why = gone.Reason,
                Next = "scew replica status, to see what became of it",
                Retryable = true,
            },
            _ => throw new CliFault(Codes.VerificationFailed, ExitCodes.General, "what answers there is no agent"),
        };
    }

    private static CommandOutput Output(AgentResponse answer)
    {
        var facts = new List<(string, string)> { ("state", PlainText.Clean(answer.State) + (answer.IsNew ? ", launched now" : "")) };
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                facts.Add((name, PlainText.Clean(value)));
            }
        }
        Add("instance", answer.Instance);
        Add("program", answer.Name);
        Add("sha256", answer.Program);
        Add("since", answer.StartedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null);
        var text = CommandOutput.Facts([.. facts]) + string.Concat(answer.Lines.Select(static line => PlainText.Clean(line) + "\n"));
        return new CommandOutput(JsonSerializer.SerializeToNode(answer, ApiJson.Default.AgentResponse) ?? new JsonObject(), text) { Ids = answer.Instance is { } instance ? [PlainText.Clean(instance)] : [] };
    }

    private static AgentResponse? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, ApiJson.Default.AgentResponse) is { StartedMs: null or (>= 0 and <= 253_402_300_799_999) } answer ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Uri AddressOf(Call call)
    {
        var text = call.Value(Agent)!;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.PathAndQuery == "/" && address.UserInfo.Length == 0 && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback))
            ? address
            : throw CliFault.Usage($"'{PlainText.Clean(text)}' is no address of an agent", "write https://HOST:PORT; http is for this machine only");
    }

    private static Digest IdOf(Call call) => Digest.TryParse(call.Value(Id), out var id) ? id : throw CliFault.Usage($"'{PlainText.Clean(call.Value(Id))}' is no agent's id", "it stands in the agent's configuration: 43 characters");

    private static X509Certificate2Collection? RootsOf(Call call)
    {
        if (call.Value(Authorities) is not { } file)
        {
            return null;
        }
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(file);
            return roots.Count > 0 ? roots : throw new CliFault(Codes.BadFile, ExitCodes.Usage, $"{PlainText.Clean(file)} holds no certificates") { Next = "a PEM file has lines of BEGIN CERTIFICATE" };
        }
        catch (CryptographicException failure)
        {
            throw new CliFault(Codes.BadFile, ExitCodes.Usage, $"{PlainText.Clean(file)} holds no certificates") { Why = failure.Message };
        }
    }
}
