using Scew.Ledger.Transfers;
using Xunit.Abstractions;

namespace Scew.Ledger.Tests.Transfers;

/// <summary>State transfers among honest peers.</summary>
public sealed class StateTransferTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("row", "E1")]
    public void AnEmptyReplicaGetsEveryRegisterAndEveryId()
    {
        var chain = new TransferChain();
        var (start, registers) = chain.Behind();
        chain.AddWallets(3000);
        chain.Pay(1, 2, 3);
        var anchor = chain.Anchor();
        var run = new TransferRun(chain, start, registers).With(0, chain.Serve).With(1, chain.Serve).With(2, chain.Serve).Go();
        run.InstallAndCheck(chain);
        Assert.Equal(anchor.Height, run.Done!.Anchor.Height);
        Assert.Equal(chain.Ledger.Registers, run.Registers);
        Assert.Equal(chain.Blocks.SelectMany(block => block.RequestIds).ToHashSet(), run.Done.Recent.Select(one => one.Id).ToHashSet());
        Assert.Empty(run.Banned);
    }

    /// <summary>The figure of issue 3: queries, answers, anchor, ids, everything.</summary>
    [Theory]
    [Trait("row", "E1")]
    [InlineData(4)]
    [InlineData(10)]
    public void OneChangedRegisterInTenThousandCostsAtMostFiveKilobytes(int members)
    {
        var chain = new TransferChain(members: members);
        chain.AddWallets(9_999);
        chain.Pay(1);
        var worst = 0L;
        for (var i = 0; i < 20; i++)
        {
            var (start, registers) = chain.Behind();
            Assert.Equal(10_000, start.Trie.Count);
            // What an owner changes of an own wallet touches nothing else.
            var changed = chain.Add(chain.Ledger.Signed(new Protocol.Requests.Sum(TransferChain.Wallet(37 * i), i % 2 == 0 ? 1 : 2), TestLedger.Bank));
            Assert.Equal(2, changed.Changes.Length);
            chain.Anchor();
            var run = new TransferRun(chain, start, registers);
            for (var peer = 0; peer < members; peer++)
            {
                if (peer != 3)
                {
                    run.With(peer, chain.Serve);
                }
            }
            run.Go().InstallAndCheck(chain);
            Assert.Equal(2, run.Staged.Count);
            worst = Math.Max(worst, run.Bytes);
        }
        output.WriteLine($"{members} members: at most {worst} bytes");
        Assert.InRange(worst, 1, 5 * 1024);
    }

    [Fact]
    public void RandomStatesArriveWhereverTheReplicaStood()
    {
        var random = new Random(11);
        for (var round = 0; round < 30; round++)
        {
            var chain = new TransferChain();
            chain.AddWallets(random.Next(1, 400));
            var (start, registers) = random.Next(4) == 0 ? new TransferChain().Behind() : chain.Behind();
            for (var blocks = random.Next(1, 6); blocks > 0; blocks--)
            {
                if (random.Next(2) == 0)
                {
                    chain.AddWallets(random.Next(1, 300));
                }
                chain.Pay([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (long)random.Next((int)chain.Wallets)).Distinct()]);
            }
            chain.Anchor();
            // The chain goes on while its anchor is fetched: what is overwritten meanwhile is served as it was.
            var run = new TransferRun(chain, start, registers) { Between = () => chain.Pay(random.Next(3) == 0 ? [0] : [random.Next(1)]) }
                .With(0, chain.Serve).With(1, chain.Serve).With(2, chain.Serve).Go();
            run.InstallAndCheck(chain);
            Assert.Empty(run.Banned);
        }
    }

    [Fact]
    public void IdsStopAtTheEndOfTheWindowsOrAtTheOwnHead()
    {
        var chain = new TransferChain();
        for (var i = 0; i < 50; i++)
        {
            chain.AddWallets(1);
        }
        var (start, registers) = chain.Behind();
        for (var i = 0; i < 50; i++)
        {
            chain.AddWallets(1);
        }
        chain.Anchor();
        var near = new TransferRun(chain, start, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(50, near.Done!.Recent.Length);
        var window = new TransferRun(chain, start with { RememberedMs = 95 }, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(11, window.Done!.Recent.Length);
    }

    /// <summary>Timers are in the registers and nowhere else: the index of whoever was given them is that of everybody else.</summary>
    [Fact]
    public void WhoeverIsGivenTheStateFiresTheSameTimers()
    {
        var chain = new TransferChain();
        void Request(Protocol.Requests.Operation operation) => Assert.Equal("ok", chain.Add(chain.Ledger.Signed(operation, TestLedger.Alice)).Results.Single().Result.Code);
        for (var number = 1; number <= 70; number++)
        {
            Request(Alarm.New(Alarm.Id(number)));
            Request(Alarm.SetAt(Alarm.Id(number), number <= 3 ? 61_600 : 90_000, number * 1000));
        }
        var (start, registers) = chain.Behind();
        // Of what it had armed, some fires, some is set anew and some disarmed before it is given the state.
        chain.AddAt(61_700);
        Request(Alarm.SetAt(Alarm.Id(4), 200_000));
        Request(Alarm.ClearIt(Alarm.Id(5)));
        var anchor = chain.Anchor();
        var run = new TransferRun(chain, start, registers).With(0, chain.Serve).With(1, chain.Serve).Go();
        run.InstallAndCheck(chain);
        var head = new LedgerHead(anchor.Height, 0, anchor.Block.Hash, anchor.Header.TimeMs);
        var given = LedgerState.Restore(TestLedger.Parameters, TestLedger.Machines, head, run.Registers.Values, anchor.History!, []);
        Assert.Equal(chain.Ledger.State.ArmedTimers, given.ArmedTimers);
        var block = chain.Ledger.Input(300_000);
        var expected = chain.Ledger.Execute(block);
        Assert.InRange(expected.Changes.Sum(change => change.Causes.Length), 33, 64);
        var execution = given.Begin(block);
        var needs = Assert.IsType<ExecutionStep.Needs>(execution.Step);
        execution.Resume([.. needs.Registers.Select(key => new RegisterAnswer(key, run.Registers[key]))]);
        var outcome = Assert.IsType<ExecutionStep.Done>(execution.Step).Outcome;
        Assert.Equal((expected.Attested, expected.NextDueMs), (outcome.Attested, outcome.NextDueMs));
    }

    [Fact]
    public void AReplicaThatIsNotBehindHasNothingToFetch()
    {
        var chain = new TransferChain();
        chain.AddWallets(10);
        chain.Anchor();
        var (start, registers) = chain.Behind();
        var run = new TransferRun(chain, start, registers).With(0, chain.Serve).With(1, chain.Serve).Go();
        Assert.Equal(FetchEnd.NoAnchor, run.Ended);
        Assert.Equal(2, run.Questions);
    }

    [Fact]
    [Trait("row", "E2")]
    public void AStateOfAnotherHistoryIsNeverMixedIn()
    {
        var chain = new TransferChain();
        var other = new TransferChain();
        other.Add(other.Ledger.Signed(new Protocol.Requests.CreateWallet(TestLedger.Own(TestLedger.Bob, "elsewhere"), 0), TestLedger.Bob));
        var (start, registers) = other.Behind();
        chain.AddWallets(20);
        chain.AddWallets(20);
        chain.Anchor();
        var run = new TransferRun(chain, start, registers).With(0, chain.Serve).With(1, chain.Serve).With(2, chain.Serve).Go();
        Assert.Equal(FetchEnd.Contradiction, run.Ended);
        // The same without the blocks that would show it: the roots do.
        var late = new TransferRun(chain, start with { RememberedMs = -1 }, new(registers)).With(0, chain.Serve).Go();
        Assert.Equal(FetchEnd.Contradiction, late.Ended);
        Assert.Null(late.Done);
    }
}
