using System.Collections.Immutable;
using Scew.Keys;
using Scew.Machines;
using Scew.Protocol.Groups;
using Scew.Protocol.Ordering;
using Scew.Protocol.Requests;

namespace Scew.Grains.Tests.Transfers;

/// <summary>A group of four whose blocks a test makes: signed requests, headers, finalizations and attestations as the ordering protocol would bring them.</summary>
internal sealed class TestGroup : IDisposable
{
    private const long StartMs = 1_790_000_000_000;
    private readonly List<(Block Block, ImmutableArray<SignedRequest> Requests)> _blocks = [];
    private readonly SigningKey _customer = SigningKey.Create();
    private long _wallets;

    public TestGroup(long stepMs = 1000, byte[]? moduleKey = null)
    {
        StepMs = stepMs;
        var merchants = Keys.Select((key, i) => new Merchant($"m{i}", key.PublicKey, i == 0 ? Link.Pin : Protocol.Digest.Of([(byte)i]), $"127.0.0.1:{1000 + i}", $"http://127.0.0.1:{2000 + i}"));
        var document = new GenesisDocument("test", new string('A', 22), true, [.. merchants], [new Issuer("m0", Keys[0].Account, 1_000_000_000)], GroupParameters.Default)
        {
            Modules = moduleKey is null ? null : new GroupModules(moduleKey, "m0"),
        };
        Genesis = GenesisFile.Unsigned(document);
        Group = document.ToGroup();
    }

    /// <summary>The customer of all blocks.</summary>
    public SigningKey Customer => _customer;

    /// <summary>The time of the next block, ms.</summary>
    public long NextMs => StartMs + (_blocks.Count + 1) * StepMs;

    /// <summary>What the merchants know beside what ships: null for nothing.</summary>
    public MachineCatalog? Machines { get; init; }

    public SigningKey[] Keys { get; } = [.. Enumerable.Range(0, 4).Select(_ => SigningKey.Create())];

    public LinkKey Link { get; } = LinkKey.Create();

    public GenesisFile Genesis { get; }

    public Group Group { get; }

    public long StepMs { get; }

    public IReadOnlyList<(Block Block, ImmutableArray<SignedRequest> Requests)> Blocks => _blocks;

    public string Wallet(long index) => IdRules.OwnPrefix(_customer.Account) + ":w" + index;

    /// <summary>Blocks up to this height: a wallet is made in every tenth, and one is paid in the others.</summary>
    public void MakeUpTo(int height)
    {
        while (_blocks.Count < height)
        {
            var next = _blocks.Count + 1;
            var time = StartMs + next * StepMs;
            var request = next % 10 == 1 || _wallets == 0
                ? RequestSigner.Sign(Group.Genesis, new CreateWallet(Wallet(_wallets++), 0), time + 60_000, _customer).Request!
                : RequestSigner.Sign(Group.Genesis, new Sum(Wallet(next * 7 % _wallets), 1), time + 60_000, Keys[0]).Request!;
            Add(time, request);
        }
    }

    /// <summary>One block with a request of the first merchant's.</summary>
    public void Make(Operation operation)
    {
        var time = StartMs + (_blocks.Count + 1) * StepMs;
        Add(time, RequestSigner.Sign(Group.Genesis, operation, time + 60_000, Keys[0]).Request!);
    }

    /// <summary>One block with a wallet that nothing else touches.</summary>
    public void MakeWallet(long index)
    {
        var time = StartMs + (_blocks.Count + 1) * StepMs;
        Add(time, RequestSigner.Sign(Group.Genesis, new CreateWallet(Wallet(index), 0), time + 60_000, _customer).Request!);
    }

    public void Add(long timeMs, params ImmutableArray<SignedRequest> requests)
    {
        var next = _blocks.Count + 1;
        var parent = next == 1 ? null : Certify(Statement.Notarize(next - 1, next - 1, _blocks[^1].Block.Hash));
        var hash = next == 1 ? BlockHeader.GenesisBlockHash(Group.Genesis) : _blocks[^1].Block.Hash;
        var block = Block.Create(Group.Genesis, 0, next, next, hash, timeMs, [.. requests.Select(one => one.Id)], new Justification(parent, []));
        _blocks.Add((block, requests));
    }

    public Certificate Finalization(Block block) => Certify(Statement.Finalize(block.Header.View, block.Header.Height, block.Hash));

    public Attestation Attest(int member, AttestedState state) => new(state, member, Keys[member].Sign(state.SigningBytes(Group.Genesis)));

    public void Dispose()
    {
        Array.ForEach(Keys, key => key.Dispose());
        _customer.Dispose();
        Link.Dispose();
    }

    private Certificate Certify(Statement statement)
    {
        var bytes = statement.SigningBytes(Group.Genesis, 0);
        return new Certificate(statement, [.. Enumerable.Range(0, 3).Select(member => new MemberSignature(member, Keys[member].Sign(bytes)))]);
    }
}
