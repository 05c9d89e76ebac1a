using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scew.Client.Transport;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Client.Agents;

/// <summary>Makes and signs orders to one agent and sends them: over https, or http on this machine.</summary>
public sealed class AgentClient : IDisposable
{
    // Less than an order's validity at most, so that a clock that is some seconds ahead does not matter.
    private const long ValidityMs = 45_000;

    private readonly Digest _agent;
    private readonly SigningKey _operator;
    private readonly HttpClient _http;
    private readonly MerchantEndpoint _endpoint;

    /// <summary><paramref name="agent"/> is the agent's id; <paramref name="roots"/> replaces the system's certificate authorities where it is not null.</summary>
    public AgentClient(Uri address, Digest agent, SigningKey @operator, X509Certificate2Collection? roots)
    {
        (_agent, _operator) = (agent, @operator);
        _http = MerchantEndpoint.CreateHttpClient(roots: roots);
        _endpoint = new MerchantEndpoint(0, address.Authority, address, _http);
    }

    /// <summary>Fetch a program and run it, unless an instance runs.</summary>
    public LaunchOrder Launch(string url, Digest program) => new(_agent, Nonce(), ValidUntil(), url, program);

    /// <summary>Stop the instance, if it is the one that runs.</summary>
    public StopOrder Stop(UInt128 instance) => new(_agent, Nonce(), ValidUntil(), instance);

    /// <summary>What runs.</summary>
    public StatusOrder Status() => new(_agent, Nonce(), ValidUntil());

    /// <summary>The last lines of the instance's log.</summary>
    public LogsOrder Logs(int lines) => new(_agent, Nonce(), ValidUntil(), lines);

    /// <summary>Signs an order and sends it.</summary>
    public Task<MerchantAnswer> SendAsync(AgentOrder order, TimeSpan timeout, CancellationToken cancellation)
    {
        var signature = _operator.Sign(SignedOrder.SigningInput(_operator.PublicKey, order));
        return _endpoint.PostAsync("/v1/orders", SignedOrder.Assemble(_operator.PublicKey, order, signature), MediaTypes.AgentOrder, timeout, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static UInt128 Nonce() => AgentOrderCodec.ParseId(Base64Url.Encode(RandomNumberGenerator.GetBytes(16))) ?? throw new InvariantException("16 bytes are an id");

    // The agent compares it with the time of day: the end of an order's validity, not a time-out.
    private static long ValidUntil() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + ValidityMs;
}
