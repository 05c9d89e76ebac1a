using System.Collections.Immutable;
using Scew.Ledger.Transfers;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>A ledger whose blocks have real headers, the attestations of a group of four, and what an honest peer serves of it.</summary>
internal sealed class TransferChain : IMemberVerifier
{
    private readonly List<BlockIds> _blocks = [];
    private long _wallets;

    public TransferChain(StateServer? server = null, int members = 4)
    {
        Server = server ?? new StateServer();
        Group = new Group(TestLedger.Group, 0, members);
    }

    public Group Group { get; }

    public TestLedger Ledger { get; } = new();

    public StateServer Server { get; }

    public long Wallets => _wallets;

    /// <summary>False while fewer than n-f members attest what they execute.</summary>
    public bool Attests { get; set; } = true;

    public LedgerHead Head => Ledger.State.Head;

    public IReadOnlyList<BlockIds> Blocks => _blocks;

    public BlockHeader Header => _blocks[^1].Header;

    public BlockOutcome Add(params ImmutableArray<SignedRequest> requests) => AddAt(Ledger.NowMs + 10, requests);

    public BlockOutcome AddAt(long timeMs, params ImmutableArray<SignedRequest> requests)
    {
        ImmutableArray<Digest> ids = [.. requests.Select(request => request.Id)];
        var header = new BlockHeader(0, Head.Height + 1, Head.Height + 3, Head.BlockHash, timeMs, Block.HashBody(ids), default);
        var outcome = Ledger.Execute(new BlockInput(header.Height, header.Hash(TestLedger.Group), header.TimeMs, 0, requests));
        Server.Changing(outcome.Changes);
        Ledger.Commit(outcome);
        _blocks.Add(new BlockIds(header, ids));
        Server.Final(Finalization(header));
        Server.Executed(header, outcome);
        if (Attests && Server.Unattested.Contains(outcome.Height))
        {
            Server.Attested(Attest(outcome.Attested));
        }
        return outcome;
    }

    /// <summary>Blocks that make this many wallets of Alice's, 250 in a request.</summary>
    public void AddWallets(int count)
    {
        while (count > 0)
        {
            var some = Math.Min(count, 250);
            var creates = Enumerable.Range(0, some).Select(_ => (Operation)new CreateWallet(Wallet(_wallets++), 0));
            var outcome = Add(Ledger.Signed(new Transaction([.. creates]), TestLedger.Alice));
            Assert.Equal("ok", outcome.Results.Single().Result.Code);
            count -= some;
        }
    }

    /// <summary>A block that changes some wallets' balances, and the bank's counter.</summary>
    public BlockOutcome Pay(params long[] wallets) =>
        Add(Ledger.Signed(new Transaction([.. wallets.Select(wallet => (Operation)new Sum(Wallet(wallet), 1))]), TestLedger.Bank));

    /// <summary>A block in which one wallet is paid from another and nothing else changes.</summary>
    public BlockOutcome Move(long from, long to) =>
        Add(Ledger.Signed(new Protocol.Requests.Transfer(Wallet(from), Wallet(to), 1, null), TestLedger.Alice));

    public static string Wallet(long index) => TestLedger.Own(TestLedger.Alice, $"w{index}");

    /// <summary>The present height becomes an anchor, as a start does.</summary>
    public StateAnchor Anchor()
    {
        var state = Ledger.Outcomes[^1].Attested;
        Server.Restart(Header, state, Ledger.State.Trees);
        Server.Attested(Attest(state));
        Server.Final(Finalization(Header));
        return Server.Answer(new AnchorQuery(0, 0, 0)).Anchor!;
    }

    public Certificate Finalization(BlockHeader header)
    {
        var statement = Statement.Finalize(header.View, header.Height, header.Hash(Group.Genesis));
        var bytes = statement.SigningBytes(Group.Genesis, Group.Epoch);
        return new Certificate(statement, [.. Enumerable.Range(0, Group.Quorum).Select(member => new MemberSignature(member, Sign(member, bytes)))]);
    }

    public ImmutableArray<Attestation> Attest(AttestedState state, int? members = null) =>
        [.. Enumerable.Range(0, members ?? Group.Quorum).Select(member => new Attestation(state, member, Sign(member, state.SigningBytes(Group.Genesis))))];

    public static byte[] Sign(int member, ReadOnlySpan<byte> message)
    {
        var half = Digest.Of([(byte)member, .. message]).ToArray();
        return [.. half, .. half];
    }

    public bool Verify(int member, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => signature.SequenceEqual(Sign(member, message));

    /// <summary>What a peer that is behind at this moment would start a fetch with.</summary>
    public (FetchStart Start, SortedDictionary<RegisterKey, Register> Registers) Behind(int self = 3) =>
        (new FetchStart(Group, self, Head, Ledger.State.Trees.Trie, Head.Height, TestLedger.SeveralWindowMs * 2), new(Ledger.Registers));

    /// <summary>An honest peer's answer.</summary>
    public TransferAnswer Serve(TransferQuery query) => query switch
    {
        AnchorQuery anchor => Server.Answer(anchor),
        TrieQuery trie => Server.Answer(trie),
        RegistersQuery registers => Registers(registers),
        BlockIdsQuery blocks => BlockIds(blocks),
        _ => throw new InvalidOperationException("no such question"),
    };

    private RegistersAnswer Registers(RegistersQuery query)
    {
        var size = 0;
        var sent = new List<byte[]>();
        foreach (var source in Server.Find(query))
        {
            var register = source.Kept ?? Ledger.Registers[source.Name];
            Assert.Equal(source.Hash, Digest.Of(register.Encode()));
            sent.Add(register.Encode());
            size += sent[^1].Length;
            if (size >= RegistersAnswer.FullBytes)
            {
                break;
            }
        }
        return new RegistersAnswer(query.Number, [.. sent]);
    }

    private BlockIdsAnswer BlockIds(BlockIdsQuery query)
    {
        var at = _blocks.FindIndex(block => block.Header.Hash(TestLedger.Group) == query.From);
        return new BlockIdsAnswer(query.Number, [.. _blocks.Take(at + 1).Reverse().Take(query.Limit)]);
    }
}
