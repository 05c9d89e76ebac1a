using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Scew.Client.DevNets;
using Scew.Client.Submission;
using Scew.Homomorphic.Hybrid;
using Scew.Homomorphic.Modules;
using Scew.Keys;
using Scew.Keys.Files;
using Scew.Machines;
using Scew.Ledger;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Client.Tests.Support;

/// <summary>
/// Four addresses on loopback with the real execution and the real secure module behind them, one request a block, everything signed as merchants sign: a group without processes.
/// </summary>
internal sealed class LedgerGroup : IDisposable
{
    private const int Quorum = 3;
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private readonly HttpListener _listener = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-ledger-").FullName;
    private readonly SortedDictionary<RegisterKey, Register> _registers = [];
    private readonly Dictionary<Digest, byte[]> _receipts = [];
    private readonly Dictionary<long, AttestedState> _attested = [];
    private readonly SecureModule _module;
    private readonly LedgerState _state;
    private readonly Lock _lock = new();
    private readonly Task _loop;
    private readonly int[] _ports = [.. FreePorts.Pick(4)];

    public LedgerGroup(bool hasModules = true)
    {
        var moduleKey = HybridPrivateKey.Derive(Keys.Secret(KeyKind.Module, "modules").Bytes);
        _module = new SecureModule(new ModuleKeys().Add(0, moduleKey), null);
        File = MakeFile(hasModules ? new GroupModules(moduleKey.PublicKey.ToArray(), "a") : null, _ports);
        _state = LedgerState.Genesis(LedgerParameters.Of(Genesis), MachineCatalog.Shipped);
        foreach (var port in _ports)
        {
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        }
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public static DevKeys Keys { get; } = DevKeys.FromNumber(11);

    public GenesisFile File { get; }

    public GenesisDocument Genesis => File.Document;

    /// <summary>Requests in the order of execution.</summary>
    private readonly ConcurrentDictionary<Digest, Lazy<Task>> _before = new();

    public List<SignedRequest> Executed { get; } = [];

    /// <summary>Runs once before a request that came by HTTP is executed, by however many merchants: what others did meanwhile.</summary>
    public Func<SignedRequest, Task>? Before { get; set; }

    /// <summary>While true, requests are executed and their senders get no answer.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>What a merchant (0 to 3) answers to a path with its query in place of the truth; null where it is honest.</summary>
    public Func<int, string, (int Status, byte[] Body)?>? Instead { get; set; }

    /// <summary>A page of variables as they are now, or a part of it, proven.</summary>
    public byte[] Page(string prefix, string after = "", Func<string, bool>? shows = null)
    {
        lock (_lock)
        {
            return Page(_state.Ids.Page(RegisterKind.Variable, prefix, after.Length > 0 ? after : null, int.MaxValue).Where(id => shows?.Invoke(id) ?? true).Take(RequestLimits.MaxPage));
        }
    }

    /// <summary>A client with an outbox of its own.</summary>
    public ScewClient Client(TimeSpan? deadline = null) => new(
        Genesis, new ClientOptions { Outbox = new Outbox(Path.Combine(_folder, Guid.NewGuid().ToString("N"))), SubmitDeadline = deadline ?? TimeSpan.FromSeconds(20) });

    /// <summary>A folder for a test's files, deleted with the group.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>All files that any client of the group wrote.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories);

    /// <summary>Executes an operation as if another client had sent it; its code.</summary>
    public string Run(Operation operation, SigningKey key)
    {
        var made = RequestSigner.Sign(Genesis.Hash(), operation, DateTimeOffset.UtcNow.AddSeconds(50).ToUnixTimeMilliseconds(), key);
        return Receipt.Parse(Execute(made.Request!))!.Code;
    }

    public Register? Find(RegisterKind kind, string id)
    {
        lock (_lock)
        {
            return _registers.GetValueOrDefault(new RegisterKey(kind, id));
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait();
        _listener.End();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                _ = Task.Run(() => AnswerAsync(context));
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (status, body) = context.Request.HttpMethod == "POST" ? await SubmitAsync(context.Request) : Answer(context.Request);
        context.Response.StatusCode = status;
        context.Response.Close(body, willBlock: true);
    }

    private async Task<(int Status, byte[] Body)> SubmitAsync(HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        await request.InputStream.CopyToAsync(body);
        var parsed = RequestParser.Parse(body.ToArray(), Genesis.Hash(), new Protocol.Accounts.AccountKeyCache());
        if (parsed.Request is not { } signed)
        {
            return (400, ScriptedMerchants.Problem(parsed.Code));
        }
        if (Before is { } before)
        {
            // Whoever waits too long sends it to another merchant too, where it must not come first.
            await _before.GetOrAdd(signed.Id, _ => new Lazy<Task>(() => before(signed))).Value;
        }
        var receipt = Execute(signed);
        return LosesAnswers ? (504, ScriptedMerchants.Problem("outcome-unknown")) : (200, receipt);
    }

    private (int Status, byte[] Body) Answer(HttpListenerRequest request)
    {
        var member = Array.IndexOf(_ports, request.Url!.Port);
        string[] path = [.. request.Url.Segments.Select(static segment => Uri.UnescapeDataString(segment.Trim('/')))];
        if (Instead?.Invoke(member, request.Url.PathAndQuery) is { } lie)
        {
            return lie;
        }
        lock (_lock)
        {
            switch (path[2])
            {
                case "head":
                    return (200, Head(request.QueryString["nonce"]!, member));
                case "group" when path[3] == "members":
                    return (200, Certified(RegisterKind.Group, GroupValue.Id));
                case "group" when path[3] == "plans":
                    return (200, Certified(RegisterKind.Group, "plan/" + path[4]));
                case "receipts":
                    return Digest.TryParse(path[3], out var id) && !LosesAnswers && _receipts.TryGetValue(id, out var kept) ? (200, kept) : (404, ScriptedMerchants.Problem("not-found"));
                case "states":
                    return long.TryParse(path[3], out var height) && _attested.TryGetValue(height, out var state) ? (200, Attest(state).Encode()) : (404, ScriptedMerchants.Problem("not-found"));
                case "variables" when path.Length == 3:
                    return (200, Page(_state.Ids.Page(RegisterKind.Variable, request.QueryString["prefix"] ?? "", request.QueryString["after"], int.Parse(request.QueryString["limit"]!))));
                case "variables":
                    return (200, Certified(RegisterKind.Variable, path[3]));
                case "wallets":
                    return (200, Certified(RegisterKind.Wallet, path[3]));
                case "keys":
                    return (200, Certified(RegisterKind.PaillierKey, path[3]));
                case "encryption-keys":
                    return (200, Certified(RegisterKind.EncryptionKey, path[3]));
                default:
                    return (404, ScriptedMerchants.Problem("not-found"));
            }
        }
    }

    private byte[] Execute(SignedRequest request)
    {
        lock (_lock)
        {
            if (_receipts.TryGetValue(request.Id, out var known))
            {
                return known;
            }
            Executed.Add(request);
            var height = _state.Head.Height + 1;
            var time = Math.Max(_state.Head.TimeMs + 1, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            var outcome = Execute(new BlockInput(height, Digest.Of(Encoding.ASCII.GetBytes($"block {height}")), time, 0, [request]));
            var result = outcome.Results.Single().Result;
            return _receipts[request.Id] = new Receipt(request.Wire, 0, result.Code, result.Json, outcome.ResultsTree.Paths[0], Attest(outcome.Attested)).Encode();
        }
    }

    private BlockOutcome Execute(BlockInput input)
    {
        var execution = _state.Begin(input);
        var step = execution.Step;
        while (step is ExecutionStep.Needs needs)
        {
            step = execution.Resume(
                [.. needs.Registers.Select(key => new RegisterAnswer(key, _registers.GetValueOrDefault(key)))], [.. needs.Questions.Select(_module.Run)]);
        }
        var outcome = Assert.IsType<ExecutionStep.Done>(step).Outcome;
        foreach (var change in outcome.Changes)
        {
            _registers[change.Key] = change.After;
        }
        _state.Commit(outcome);
        _attested[outcome.Height] = outcome.Attested;
        return outcome;
    }

    private byte[] Certified(RegisterKind kind, string id)
    {
        if (_attested.Count == 0)
        {
            Execute(new BlockInput(1, Digest.Of("block 1"u8), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 0, []));
        }
        var key = new RegisterKey(kind, id);
        return new CertifiedRegister(key, _registers.GetValueOrDefault(key), _state.Prove(key), _state.Trees.HistoryRoot, Attest(_attested[_state.Head.Height])).Encode();
    }

    private byte[] Page(IEnumerable<string> ids) =>
        Encoding.UTF8.GetBytes("[" + string.Join(',', ids.Select(one => Encoding.UTF8.GetString(Certified(RegisterKind.Variable, one)))) + "]");

    private CertifiedState Attest(AttestedState state) =>
        CertifiedState.From(Enumerable.Range(0, Quorum).Select(i => new Attestation(state, i, Member(i).Sign(state.SigningBytes(Genesis.Hash())))));

    private byte[] Head(string nonce, int member)
    {
        var (height, block) = (_state.Head.Height, _state.Head.BlockHash);
        var place = new BlockRef(height, height, block);
        var final = Statement.Finalize(height, height, block);
        var certificate = height == 0 ? null : new Certificate(
            final, [.. Enumerable.Range(0, Quorum).Select(i => new MemberSignature(i, Member(i).Sign(final.SigningBytes(Genesis.Hash(), 0))))]);
        var statement = new HeadStatement(nonce, place);
        return new HeadAnswer(statement, certificate, member, Member(member).Sign(statement.SigningBytes(Genesis.Hash(), 0))).Encode();
    }

    private static SigningKey Member(int place) => Keys.Signing("merchant/" + Names[place]);

    private static GenesisFile MakeFile(GroupModules? modules, int[] ports)
    {
        var merchants = Names.Select((name, i) => new Merchant(
            name, Member(i).PublicKey, Keys.Link("merchant/" + name).Pin, "127.0.0.1:" + (1 + i), "http://127.0.0.1:" + ports[i])).ToImmutableArray();
        var issuers = merchants.Select(static merchant => new Issuer(merchant.Name, merchant.Account, 1_000_000)).ToImmutableArray();
        var document = new GenesisDocument("ledger", Keys.Salt("genesis"), true, merchants, issuers, GroupParameters.Default) { Modules = modules };
        return merchants.Select((_, i) => i).Aggregate(GenesisFile.Unsigned(document), (file, i) => file.With(i, Member(i).Sign(document.ConsentBytes())));
    }
}
