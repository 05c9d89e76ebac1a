using System.Globalization;
using System.Security.Cryptography;
using Scew.Protocol;
using Scew.Protocol.Accounts;
using Scew.Protocol.Agents;
using Scew.Protocol.Api;

namespace Scew.Agent;

/// <summary>
/// Runs one program of a merchant, as its operators order: at most one instance at a time, each with an id that is on disk before it begins. The agent may end and start again at any moment; its
/// instance goes on and is found again.
/// </summary>
public sealed class ReplicaAgent : IDisposable
{
    private readonly AgentOptions _options;
    private readonly ProgramFetch _fetch;
    private readonly IAccountVerifier _verifier;
    private readonly TimeProvider _clock;
    private readonly OrderGate _gate;
    private readonly ProgramStore _programs;
    private readonly ReleaseShelf _releases;
    private readonly InstanceFile _file;
    private readonly AuditLog _audit;
    private readonly ProgramStart _start;
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Opens the agent's folder and finds the instance that runs.</summary>
    public ReplicaAgent(AgentOptions options, ProgramFetch fetch, IAccountVerifier verifier, TimeProvider clock)
    {
        (_options, _fetch, _verifier, _clock) = (options, fetch, verifier, clock);
        Directory.CreateDirectory(options.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _programs = new ProgramStore(Path.Combine(options.Folder, "programs"), options.Owner is not null);
        _releases = new ReleaseShelf(options.Releases, Path.Combine(options.Folder, "releases.seen.json"), options.ReleaseKey, verifier);
        _file = new InstanceFile(Path.Combine(options.Folder, "instance.json"));
        _audit = new AuditLog(Path.Combine(options.Folder, "audit.jsonl"));
        _start = new ProgramStart(options, LogFile);
        _gate = new OrderGate(options.Id, options.Operators);
        foreach (var entry in _audit.Entries)
        {
            if (entry is { Nonce: { } nonce, ValidUntilMs: { } until } && AgentOrderCodec.ParseId(nonce) is { } id)
            {
                _gate.Remember(id, until);
            }
        }
        Reconcile();
    }

    /// <summary>Where the instance's output goes.</summary>
    public string LogFile => Path.Combine(_options.Folder, "instance.log");

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Does what a signed order asks.</summary>
    /// <exception cref="AgentException">It is not taken, or cannot be done.</exception>
    public async Task<AgentResponse> DoAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellation)
    {
        var (fault, signed) = SignedOrder.Parse(wire.Span, _verifier);
        if (signed is null)
        {
            throw Refused(fault);
        }
        await _one.WaitAsync(cancellation);
        try
        {
            if (_gate.Take(signed, NowMs) is var refusal and not AgentFault.None)
            {
                throw Refused(refusal);
            }
            Note(signed, "taken", null);
            try
            {
                var answer = await ActAsync(signed.Order, cancellation);
                Note(signed, "done", $"{answer.State} {answer.Instance}");
                return answer;
            }
            catch (Exception failure)
            {
                Note(signed, "failed", failure.Message);
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _audit.Dispose();
        _one.Dispose();
    }

    private async Task<AgentResponse> ActAsync(AgentOrder order, CancellationToken cancellation) => order switch
    {
        LaunchOrder launch => await LaunchAsync(launch, cancellation),
        StopOrder stop => await StopAsync(stop, cancellation),
        LogsOrder logs => Answer(Current()) with { Lines = [.. LogTail.Read(LogFile, logs.Lines)] },
        _ => Answer(Current()),
    };

    private async Task<AgentResponse> LaunchAsync(LaunchOrder order, CancellationToken cancellation)
    {
        if (Current() is { HasEnded: false } running)
        {
            return Answer(running);
        }
        var list = _releases.Read(NowMs);
        var release = list.Find(order.Program)
            ?? throw new AgentException(Codes.NotPermitted, $"the program {Convert.ToHexStringLower(order.Program.ToArray())} is not on the release list of serial {list.Serial}");
        _programs.KeepOnly([.. list.Releases.Select(static one => one.Program)]);
        if (!_programs.Has(release.Program))
        {
            await _fetch.FetchAsync(order.Url, release, _programs, cancellation);
        }
        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id);
        var record = new InstanceRecord(Base64Url.Encode(id), Convert.ToHexStringLower(release.Program.ToArray()), release.Name, NowMs, null, false);
        _file.Write(record);
        try
        {
            await _start.BeginAsync(_programs.PathOf(release.Program), record, identity => _file.Write(record = record with { Process = identity }));
        }
        catch (AgentException)
        {
            _file.Write(record with { HasEnded = true });
            throw;
        }
        return Answer(record) with { IsNew = true };
    }

    private async Task<AgentResponse> StopAsync(StopOrder order, CancellationToken cancellation)
    {
        var current = Current();
        if (current is not { HasEnded: false, Process: { } process } || current.Id != AgentOrderCodec.IdText(order.Instance))
        {
            return Answer(current);
        }
        await process.StopAsync(_options.StopGrace, cancellation);
        return Answer(Current());
    }

    /// <summary>The record as it is now: an instance that ended by itself is noted as ended.</summary>
    private InstanceRecord? Current()
    {
        if (_file.Read() is not { HasEnded: false } record)
        {
            return _file.Read();
        }
        var found = record.Process ?? ProcessIdentity.WithVariable(ProgramStart.InstanceVariable, record.Id);
        var now = record with { Process = found, HasEnded = found is not { IsRunning: true } };
        if (now != record)
        {
            _file.Write(now);
            _audit.Add(new AuditEntry(NowMs, now.HasEnded ? "ended" : "adopted", "seen", null, null, null, record.Id));
        }
        return now;
    }

    private void Reconcile() => Current();

    private static AgentResponse Answer(InstanceRecord? record) => record is null
        ? new AgentResponse("none", null, null, null, null, false, [])
        : new AgentResponse(record.HasEnded ? "ended" : "running", record.Id, record.Name, record.Program, record.StartedMs, false, []);

    private void Note(SignedOrder signed, string result, string? detail) => _audit.Add(new AuditEntry(
        NowMs, signed.Order.Act, result, AgentOrderCodec.IdText(signed.Order.Nonce), signed.Order.ValidUntilMs, signed.Signer.Account.ToString(), detail));

    private static AgentException Refused(AgentFault fault) => fault switch
    {
        AgentFault.TooLarge => new AgentException(Codes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"an order has at most {SignedOrder.MaxWireBytes} bytes")),
        AgentFault.Envelope or AgentFault.Payload => new AgentException(Codes.Malformed, "this is no signed order"),
        AgentFault.Signature => new AgentException(Codes.BadSignature, "the order's signature does not verify"),
        AgentFault.NotOperator => new AgentException(Codes.NotPermitted, "the key that signed the order is not one of this agent's operators"),
        AgentFault.WrongAgent => new AgentException(Codes.WrongGroup, "the order is for another agent"),
        AgentFault.Expired => new AgentException(Codes.Expired, "the order's validity is over, or one of the clocks is wrong"),
        AgentFault.TooFarAhead => new AgentException(Codes.NotYetValid, "the order's validity ends more than a minute ahead, or one of the clocks is wrong"),
        AgentFault.Replayed => new AgentException(Codes.NotPermitted, "the order was taken before"),
        _ => new AgentException(Codes.RateLimited, "too many orders within a minute"),
    };
}
