using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Scew.Client.DevNets;
using Scew.Client.Eras;
using Scew.Client.Tests.Support;
using Scew.Keys;
using Scew.Protocol;
using Scew.Protocol.Groups;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Receipts;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;
using Scew.Protocol.Trees;

namespace Scew.Client.Tests.Eras;

/// <summary>
/// A group whose members changed twice, as everybody signed it: a, b, c, d up to height 40; a, b, c, e up to height 80; then a, b, e, f. Six addresses on loopback answer as a test says.
/// </summary>
internal sealed class EraGroup : IDisposable
{
    private static readonly string[][] Members = [["a", "b", "c", "d"], ["a", "b", "c", "e"], ["a", "b", "e", "f"]];
    private static readonly string[] All = ["a", "b", "c", "d", "e", "f"];
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private readonly int[] _ports = [.. FreePorts.Pick(6)];

    public EraGroup()
    {
        File = MakeFile();
        Handovers = [Passing(0), Passing(1)];
        Eras = Handover.Chain(Genesis, Handovers, complete: true).Eras;
        foreach (var port in _ports)
        {
            _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        }
        _listener.Start();
        _loop = Task.Run(ServeAsync);
    }

    public static DevKeys Keys { get; } = DevKeys.FromNumber(23);

    public static SigningKey Customer { get; } = Keys.Signing("customer/alice");

    public static RegisterKey Wallet { get; } = new(RegisterKind.Wallet, "points");

    public GenesisFile File { get; }

    public GenesisDocument Genesis => File.Document;

    public ImmutableArray<GenesisDocument> Eras { get; }

    public ImmutableArray<Handover> Handovers { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("scew-eras-").FullName;

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What the merchant of a name answers to method, path and query; null is that of a silo that starts.</summary>
    public Func<string, string, (int Status, byte[] Body)?> Answer { get; set; } = static (_, _) => (404, ScriptedMerchants.Problem("not-found"));

    public static long End(int epoch) => 40 * (epoch + 1);

    public static SigningKey Member(string name) => Keys.Signing("merchant/" + name);

    public ScewClient Client(bool keeps = false, TimeSpan? check = null) => new(Genesis, new ClientOptions
    {
        SubmitDeadline = TimeSpan.FromSeconds(20),
        EraCheckEvery = check ?? Timeout.InfiniteTimeSpan,
        Handovers = keeps ? new HandoverStore(Folder) : null,
    });

    /// <summary>All handovers from an epoch on, up to the one that ends <paramref name="last"/>.</summary>
    public byte[] Served(int from, int last = 1) => HandoverFile.Encode(Handovers.Skip(from).Take(last + 1 - from).Select(static one => one.Encode()));

    public SignedRequest Request() => RequestSigner.Sign(
        Genesis.Hash(), new Transfer(IdRules.OwnPrefix(Customer.Account) + ":points", IdRules.OwnPrefix(Customer.Account) + ":other", 5, null),
        DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds(), Customer).Request!;

    public byte[] Receipt(SignedRequest request, int epoch, long height)
    {
        var tree = ResultsTree.Of(Genesis.Hash(), height, [new RequestResult(request.Id, "ok", "{}"u8.ToArray())]);
        var state = new AttestedState(epoch, height, Block(height), 1_700_000_000_000 + height, Digest.Of("state"u8), tree.Root, 1);
        return new Receipt(request.Wire, 0, "ok", "{}"u8.ToArray(), tree.Paths[0], Attest(state)).Encode();
    }

    /// <summary>That there is no wallet, at a height.</summary>
    public byte[] Read(int epoch, long height, RegisterKey? key = null, Register? register = null) => Certified(key ?? Wallet, register, epoch, height).Encode();

    public byte[] Head(string nonce, string member, int epoch, long height)
    {
        var final = Statement.Finalize(height, height, Block(height));
        var certificate = new Certificate(final, [.. Enumerable.Range(0, 3).Select(i => new MemberSignature(i, Member(Members[epoch][i]).Sign(final.SigningBytes(Genesis.Hash(), epoch))))]);
        var statement = new HeadStatement(nonce, new BlockRef(height, height, Block(height)));
        return new HeadAnswer(statement, certificate, Array.IndexOf(Members[epoch], member), Member(member).Sign(statement.SigningBytes(Genesis.Hash(), epoch))).Encode();
    }

    /// <summary>Another end of an epoch, as signed as the first.</summary>
    public Handover Fork(int epoch) => Passing(epoch, End(epoch) + 1);

    public CertifiedState Attest(AttestedState state, int signers = 3) => CertifiedState.From(Enumerable.Range(0, signers).Select(i =>
        new Attestation(state, i, Member(Members[state.Epoch][i]).Sign(state.SigningBytes(Genesis.Hash())))));

    public Merchant MerchantOf(string name) => new(
        name, Member(name).PublicKey, Keys.Link("merchant/" + name).Pin, "127.0.0.1:" + (1 + Array.IndexOf(All, name)), $"http://127.0.0.1:{_ports[Array.IndexOf(All, name)]}");

    public CertifiedRegister Certified(RegisterKey key, Register? register, int epoch, long height, Digest? block = null)
    {
        var trie = register is null ? StateTrie.Empty : StateTrie.Empty.Set(register);
        var history = History(height, block).Root;
        var state = new AttestedState(
            epoch, height, block ?? Block(height), 1_700_000_000_000 + height, StateRoot.Of(trie.Root, history), ResultsTree.Of(Genesis.Hash(), height, []).Root, 0);
        return new CertifiedRegister(key, register, trie.Prove(key.Hash()), history, Attest(state));
    }

    public HistoryTree History(long height, Digest? last = null) => Enumerable.Range(0, (int)height + 1)
        .Aggregate(HistoryTree.Empty, (tree, at) => tree.Append(at == height && last is not null ? last.Value : Block(at)));

    public Digest Block(long height) => height == 0 ? BlockHeader.GenesisBlockHash(Genesis.Hash())
        : height % 40 == 0 && height <= 80 ? Header((int)(height / 40) - 1, height).Hash(Genesis.Hash()) : Digest.Of(Encoding.ASCII.GetBytes($"block {height}"));

    public void Dispose()
    {
        _listener.Stop();
        _loop.Wait();
        _listener.End();
        Directory.Delete(Folder, recursive: true);
    }

    private static BlockHeader Header(int epoch, long height) => new(epoch, height, height, Digest.Of("parent"u8), 1_700_000_000_000 + height, Digest.Of("body"u8), Digest.Of("votes"u8));

    private Membership Membership(int epoch) => new(epoch, [.. Members[epoch].Select(MerchantOf)], null, 0);

    private Handover Passing(int epoch, long? end = null)
    {
        var height = end ?? End(epoch);
        var header = Header(epoch, height);
        var value = new GroupValue(Membership(epoch + 1), [], null);
        var register = new Register(GroupValue.Key, 1 + epoch, GroupValue.Contract, GroupValue.State, new Account(default), value.Encode());
        var ended = Certified(GroupValue.Key, register, epoch, height, header.Hash(Genesis.Hash()));
        var begun = ended.Certified.State with { Epoch = epoch + 1 };
        return new Handover(ended, header, Attest(begun).Signatures);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var name = All[Array.IndexOf(_ports, context.Request.Url!.Port)];
                var path = context.Request.HttpMethod + " " + context.Request.Url.PathAndQuery;
                Asked.Enqueue(name + " " + path);
                var (status, body) = Answer(name, path) ?? (503, ScriptedMerchants.Problem("unavailable"));
                context.Response.StatusCode = status;
                context.Response.Close(body, willBlock: false);
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private GenesisFile MakeFile()
    {
        var document = new GenesisDocument("eras", Keys.Salt("genesis"), true, [.. Members[0].Select(MerchantOf)], [], GroupParameters.Default);
        return Enumerable.Range(0, 4).Aggregate(GenesisFile.Unsigned(document), (file, i) => file.With(i, Member(Members[0][i]).Sign(document.ConsentBytes())));
    }
}
