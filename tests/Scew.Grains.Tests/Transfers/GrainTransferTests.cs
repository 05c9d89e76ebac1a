using System.Collections.Immutable;
using System.Diagnostics;
using Scew.Consensus;
using Scew.Ledger.Transfers;
using Scew.Protocol.Messages;
using Scew.Protocol.Registers;
using Scew.Storage;
using Xunit.Abstractions;

namespace Scew.Grains.Tests.Transfers;

/// <summary>State transfers between merchants' grains over real databases, at 3,000 heights; with <c>SCEW_LONG=E1</c> at 100,000.</summary>
public sealed class GrainTransferTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Height = Environment.GetEnvironmentVariable("SCEW_LONG")?.Split(',').Contains("E1") == true ? 100_000 : 3000;
    private readonly string _folder = Directory.CreateTempSubdirectory("scew-grains-").FullName;
    private readonly TestGroup _group = new();
    private TestMerchant _first = null!;
    private TestMerchant _behind = null!;

    public async Task InitializeAsync()
    {
        _group.MakeUpTo(Height + 20);
        _first = await TestMerchant.StartAsync(_group, 0, Path.Combine(_folder, "0"));
        await _first.ExecuteUpToAsync(Height + 5);
        _behind = await TestMerchant.StartAsync(_group, 3, Path.Combine(_folder, "3"));
        await _behind.ExecuteUpToAsync(120);
    }

    public async Task DisposeAsync()
    {
        await _first.DisposeAsync();
        await _behind.DisposeAsync();
        _group.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    [Trait("row", "E1")]
    [Trait("row", "E6")]
    public async Task AMerchantThatLagsTakesOverTheStateAndGoesOn()
    {
        _first.Connect(_behind);
        _behind.Events();
        var installed = await FetchAsync();
        Assert.Equal((Height, _group.Blocks[Height - 1].Block.Hash), (installed.Final.Height, installed.Final.Hash));
        Assert.NotNull(installed.Finalization);
        Assert.Equal(Height, await _behind.HeightAsync());

        // From here on both execute the same blocks and come to the same states.
        for (var next = Height; next < Height + 5; next++)
        {
            var own = await _behind.ExecuteAsync(next);
            Assert.Equal((await _first.Store.ReadHeightAsync(next + 1))!.State, own);
        }
        await _behind.FlushAsync();
        await SameRegistersAsync();

        // And after a restart from the disk alone.
        await _behind.DisposeAsync();
        _behind = await TestMerchant.StartAsync(_group, 3, Path.Combine(_folder, "3"));
        Assert.Equal(Height + 5, await _behind.HeightAsync());
        Assert.Equal(await _first.HeadAsync(), await _behind.HeadAsync());
        Assert.Empty(_behind.Failures);
    }

    [Fact]
    [Trait("row", "E2")]
    [Trait("row", "E3")]
    public async Task LiarsAmongThePeersChangeNothing()
    {
        _behind.Peers[1] = (_, message) => Lie(1, message, bytes => [.. bytes.Select(register => (Register.Decode(register)! with { Version = 77 }).Encode())]);
        _behind.Peers[2] = (_, message) => Lie(2, message, static _ => []);
        _first.Connect(_behind);
        await FetchAsync();
        await SameRegistersAsync(Height);
        Assert.Empty(_behind.Failures);

        void Lie(int peer, PeerMessage message, Func<ImmutableArray<byte[]>, ImmutableArray<byte[]>> falsify) => _ = Task.Run(async () =>
        {
            if (message is AnchorQuery or TrieQuery)
            {
                await ReplyAsync(peer, _first.Get<TransferDesk>().Answer((TransferQuery)message)!);
            }
            else if (message is RegistersQuery query)
            {
                var bytes = _first.Get<TransferDesk>().Find(query).Select(source => (source.Kept ?? _first.Store.ReadRegisterAsync(source.Name).Result!).Encode());
                await ReplyAsync(peer, new RegistersAnswer(query.Number, falsify([.. bytes])));
            }
        });
    }

    [Fact]
    [Trait("row", "E4")]
    public async Task AStateThatWasOvertakenIsNotInstalled()
    {
        var installer = _behind.Get<StateInstaller>();
        await installer.BeginAsync();
        var anchor = _first.Get<TransferDesk>().Answer(new AnchorQuery(1, 0, 0)) is AnchorAnswer { Anchor: { } found } ? found : throw new InvalidOperationException();
        _behind.Events();
        await _behind.ExecuteUpToAsync(Height + 5);
        installer.Offer(new FetchedState(anchor, [], Protocol.Trees.StateTrie.Empty));
        await _behind.Ledger.AdoptAsync();
        Assert.Equal(Height + 5, await _behind.HeightAsync());
        Assert.DoesNotContain(_behind.Events(), happened => happened is StateInstalled);
        await SameRegistersAsync();
    }

    /// <summary>Blocks that are executed while a state is fetched and installed are executed once, below or above it.</summary>
    [Fact]
    [Trait("row", "E4")]
    public async Task LiveCommitsRaceTheInstall()
    {
        _first.Connect(_behind);
        var executing = Task.Run(async () =>
        {
            for (var next = 120; next < 700 && await _behind.HeightAsync() == next; next++)
            {
                var (block, requests) = _group.Blocks[next];
                _behind.Get<BlockDesk>().Hold(block, requests);
                var writer = new Protocol.Codec.CodecWriter();
                block.Encode(writer);
                if ((await _behind.Ledger.ExecuteAsync(writer.ToArray())).State.Length == 0)
                {
                    return;
                }
            }
        });
        await FetchAsync();
        await executing;
        Assert.Equal(Height, await _behind.HeightAsync());
        await _behind.ExecuteUpToAsync(Height + 5);
        await SameRegistersAsync();
        Assert.Empty(_behind.Failures);
    }

    /// <summary>A state whose registers do not lead to the attested root is found when it is read, before anything stands on it.</summary>
    [Fact]
    [Trait("row", "E6")]
    public async Task NothingStandsOnAStateThatDoesNotVerify()
    {
        var anchor = ((AnchorAnswer)_first.Get<TransferDesk>().Answer(new AnchorQuery(1, 0, 0))!).Anchor!;
        var installer = _behind.Get<StateInstaller>();
        await installer.BeginAsync();
        _behind.Events();
        installer.Offer(new FetchedState(anchor, [new BlockIds(anchor.Header, _group.Blocks[(int)anchor.Height - 1].Block.RequestIds)], Protocol.Trees.StateTrie.Empty));
        var failure = await Assert.ThrowsAsync<StoreException>(_behind.Ledger.AdoptAsync);
        Assert.Equal(StoreFault.Corrupt, failure.Fault);
        Assert.DoesNotContain(_behind.Events(), happened => happened is StateInstalled);
    }

    [Fact]
    public async Task AFloodOfQuestionsIsAnsweredWithinAShare()
    {
        var answers = 0;
        _first.Peers[2] = (_, _) => Interlocked.Increment(ref answers);
        for (var i = 1; i <= 5000; i++)
        {
            _first.Get<TransferServer>().Ask(2, new AnchorQuery(i, 0, 0));
        }
        for (var waited = 0; answers == 0; waited++)
        {
            Assert.True(waited < 1200, "nothing is answered");
            await Task.Delay(50);
        }
        Assert.InRange(answers, 1, 1000);
    }

    private Task ReplyAsync(int peer, TransferAnswer answer) => _behind.Get<IPeerReceiver>().ReceiveAsync(peer, answer).AsTask();

    private async Task<StateInstalled> FetchAsync()
    {
        var own = await _behind.HeightAsync();
        var started = Stopwatch.GetTimestamp();
        var installed = await _behind.FetchAsync(Height);
        output.WriteLine($"{Height - own} heights behind, the state in place after {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s");
        return installed;
    }

    private async Task SameRegistersAsync(long? at = null)
    {
        var height = at ?? Height + 5;
        Assert.Equal(height, await _behind.HeightAsync());
        var own = new List<Register>();
        await foreach (var register in _behind.Store.ReadRegistersAsync())
        {
            own.Add(register);
        }
        var trie = own.Aggregate(Protocol.Trees.StateTrie.Empty, (trie, register) => trie.Set(register));
        Assert.Equal((await _first.Store.ReadHeightAsync(height))!.TrieRoot, trie.Root);
    }
}
