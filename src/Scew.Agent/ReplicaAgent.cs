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
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const long RememberedMs = 10 * AgentOrder.MaxValidityMs;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

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
    private readonly FileStream _folder;
    private readonly LogCap _cap;
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Opens the agent's folder and finds the instance that runs.</summary>
    public ReplicaAgent(AgentOptions options, ProgramFetch fetch, IAccountVerifier verifier, TimeProvider clock)
    {
        (_options, _fetch, _verifier, _clock) = (options, fetch, verifier, clock);
        _folder = Take(options.Folder);
        _programs = new ProgramStore(options.Programs, options.Limits.User is not null);
        _releases = new ReleaseShelf(options.Releases, Path.Combine(options.Folder, $"releases.seen.{options.ReleaseKey.Account}.json"), options.ReleaseKey, verifier);
        _file = new InstanceFile(Path.Combine(options.Folder, "instance.json"));
        var log = Path.Combine(options.Folder, "audit.jsonl");
        _start = new ProgramStart(options, LogFile);
        _gate = new OrderGate(options.Id, options.Operators);
        foreach (var entry in AuditLog.Read(log))
        {
            if (entry is { Nonce: { } nonce, ValidUntilMs: { } until } && until > NowMs - RememberedMs && AgentOrderCodec.ParseId(nonce) is { } id)
            {
                _gate.Remember(id, until);
            }
        }
        _audit = new AuditLog(log);
        Current();
        _cap = new LogCap(LogFile, options.MaxLogBytes, () => NowMs);
    }

    /// <summary>Where the instance's output goes.</summary>
    public string LogFile => Path.Combine(_options.Folder, "instance.log");

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Does what a signed order asks.</summary>
    /// <exception cref="AgentException">It is not taken, or cannot be done.</exception>
    public async Task<AgentResponse> DoAsync(ReadOnlyMemory<byte> wire, CancellationToken cancellation)
    {
        var (fault, signed) = SignedOrder.Parse(wire.Span);
        // A stranger costs no verification and stands in nobody's way.
        if (signed is null || (fault = _gate.Judge(signed, NowMs)) != AgentFault.None)
        {
            throw Refused(fault);
        }
        if (!signed.Verify(_verifier))
        {
            throw Refused(AgentFault.Signature);
        }
        if (!await _one.WaitAsync(Patience, cancellation))
        {
            throw new AgentException(Codes.Busy, "the agent is carrying out another order; ask again");
        }
        try
        {
            if (_gate.Take(signed, NowMs) is var refusal and not AgentFault.None)
            {
                throw Refused(refusal);
            }
            Note(signed, "taken", null);
            AgentResponse answer;
            try
            {
                answer = await ActAsync(signed.Order, cancellation);
            }
            catch (Exception failure)
            {
                Note(signed, "failed", failure.Message);
                throw;
            }
            Note(signed, "done", $"{answer.State} {answer.Instance}");
            return answer;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cap.Dispose();
        _audit.Dispose();
        _one.Dispose();
        _folder.Dispose();
    }

    private async Task<AgentResponse> ActAsync(AgentOrder order, CancellationToken cancellation) => order switch
    {
        LaunchOrder launch => await LaunchAsync(launch, cancellation),
        StopOrder stop => await StopAsync(stop, cancellation),
        LogsOrder logs => Answer(Current()) with { Lines = [.. _cap.Tail(logs.Lines)] },
        _ => Answer(Current()),
    };

    private async Task<AgentResponse> LaunchAsync(LaunchOrder order, CancellationToken cancellation)
    {
        var last = Current();
        if (last is { HasEnded: false })
        {
            return Answer(last);
        }
        await EndRestAsync(last, cancellation);
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
            _programs.Forget(release.Program);
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
        await EndRestAsync(current, cancellation);
        return Answer(Current());
    }

    // What an instance began and left behind carries its id too.
    private static async Task EndRestAsync(InstanceRecord? ended, CancellationToken cancellation)
    {
        foreach (var process in ended is null ? [] : ProcessIdentity.WithVariable(ProgramStart.InstanceVariable, ended.Id))
        {
            await process.StopAsync(TimeSpan.Zero, cancellation);
        }
    }

    /// <summary>The record as it is now: an instance that ended by itself is noted as ended.</summary>
    private InstanceRecord? Current()
    {
        var record = _file.Read();
        if (record is not { HasEnded: false })
        {
            return record;
        }
        var found = record.Process ?? (ProcessIdentity.WithVariable(ProgramStart.InstanceVariable, record.Id) is [var first, ..] ? first : null);
        var now = record with { Process = found, HasEnded = found is not { IsRunning: true } };
        if (now != record)
        {
            _file.Write(now);
            _audit.Add(new AuditEntry(NowMs, now.HasEnded ? "ended" : "adopted", "seen", null, null, null, record.Id));
        }
        return now;
    }

    /// <summary>The folder for this agent alone: two would each remember their own orders.</summary>
    private static FileStream Take(string folder)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        if ((File.GetUnixFileMode(folder) & ~OwnerOnly) != UnixFileMode.None || new DirectoryInfo(folder).LinkTarget is not null)
        {
            throw new AgentException(Codes.NoAccess, $"others may enter the agent's folder {folder}, or it is a link: make it a folder of its own and run 'chmod 700 {folder}'");
        }
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new AgentException(Codes.FolderInUse, $"another agent uses the folder {folder}");
        }
    }

    private static AgentResponse Answer(InstanceRecord? record) => record is null
        ? new AgentResponse("none", false, [])
        : new AgentResponse(record.HasEnded ? "ended" : "running", false, [], record.Id, record.Name, record.Program, record.StartedMs);

    private void Note(SignedOrder signed, string result, string? detail) => _audit.Add(new AuditEntry(
        NowMs, signed.Order.Act, result, AgentOrderCodec.IdText(signed.Order.Nonce), signed.Order.ValidUntilMs, signed.Signer.Account.ToString(), detail));

    private static AgentException Refused(AgentFault fault) => fault switch
    {
        AgentFault.TooLarge => new AgentException(Codes.TooLarge, string.Create(CultureInfo.InvariantCulture, $"an order has at most {SignedOrder.MaxWireBytes} bytes")),
        AgentFault.Envelope or AgentFault.Payload => new AgentException(Codes.Malformed, "this is no signed order"),
        // One answer for both: nobody learns whose key an operator's is.
        AgentFault.Signature or AgentFault.NotOperator => new AgentException(Codes.NotPermitted, "the key that signed the order is not one of this agent's operators"),
        AgentFault.WrongAgent => new AgentException(Codes.WrongGroup, "the order is for another agent"),
        AgentFault.Expired => new AgentException(Codes.Expired, "the order's validity is over, or one of the clocks is wrong"),
        AgentFault.TooFarAhead => new AgentException(Codes.NotYetValid, "the order's validity ends more than a minute ahead, or one of the clocks is wrong"),
        AgentFault.Replayed => new AgentException(Codes.NotPermitted, "the order was taken before"),
        _ => new AgentException(Codes.RateLimited, "more orders at once than an agent remembers; ask again in two minutes"),
    };
}
