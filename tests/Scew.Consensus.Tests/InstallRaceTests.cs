using Scew.Consensus.Tests.Harness;
using Scew.Protocol;
using Scew.Protocol.Messages;
using Scew.Protocol.Ordering;

namespace Scew.Consensus.Tests;

/// <summary>Row E4: state transfers race with the blocks that they replace, in every order that the shell and the network can bring about.</summary>
[Trait("row", "E4")]
public class InstallRaceTests
{
    private const int Heights = 3;

    [Fact]
    public void Every_order_of_installs_blocks_checks_and_executions_ends_alike_and_commits_nothing_twice()
    {
        var orders = 0;
        var open = new Stack<int[]>();
        open.Push([]);
        while (open.TryPop(out var choices))
        {
            var race = new Race();
            foreach (var choice in choices)
            {
                race.Take(choice);
            }
            var more = race.Actions.Count;
            for (var choice = 0; choice < more; choice++)
            {
                open.Push([.. choices, choice]);
            }
            if (more == 0)
            {
                orders++;
                race.AssertOver();
            }
        }
        Assert.True(orders > 500, $"{orders} orders");
    }

    /// <summary>One replica and a shell that checks and executes whenever the order says so.</summary>
    private sealed class Race
    {
        private readonly Bench _bench = new Bench(self: new Bench().Others[0]).Started();
        private readonly List<Block> _blocks = [];
        private readonly List<Digest> _checks = [];
        private readonly List<Action> _once;
        private readonly List<string> _log = [];
        private int _final;
        private int _executed;

        public Race()
        {
            for (var view = 1; view <= Heights; view++)
            {
                _blocks.Add(_bench.Block(view, _blocks.LastOrDefault(), $"r{view}"));
            }
            _once =
            [
                () => Install(1),
                () => Install(2),
                () => Give("chain", new Received(_bench.Others[0], new ChainAnswer([.. _blocks], _bench.Finalization(_blocks[^1]), []))),
                () => Give("finalization", new Received(_bench.Others[1], new CertificateMessage(_bench.Finalization(_blocks[1])))),
            ];
        }

        public List<Action> Actions
        {
            get
            {
                var actions = _once.Select(action => (Action)(() => Once(action))).ToList();
                actions.AddRange(_checks.Select(hash => (Action)(() => Answer(hash))));
                if (_final > _executed)
                {
                    actions.Add(Execute);
                }
                return actions;
            }
        }

        public void Take(int choice) => Actions[choice]();

        public void AssertOver()
        {
            var end = (_bench.Replica.Final.Height, _bench.Replica.ExecutedHeight, _bench.Replica.HaltReason);
            Assert.True(end == (Heights, Heights, null), $"{end} after {string.Join(", ", _log)}");
        }

        private void Once(Action action)
        {
            _once.Remove(action);
            action();
        }

        /// <summary>The shell puts no state in place that it has executed already, and executes nothing below one that it did.</summary>
        private void Install(int height)
        {
            var block = _blocks[height - 1];
            _executed = Math.Max(_executed, height);
            _final = Math.Max(_final, height);
            Give($"install {height}", new StateInstalled(new BlockRef(block.Header.View, height, block.Hash), block.Header.TimeMs, null, [], null));
        }

        private void Answer(Digest hash)
        {
            _checks.Remove(hash);
            Give("check", new BlockChecked(hash, BlockVerdict.Valid, []));
        }

        private void Execute()
        {
            _executed++;
            Give($"executed {_executed}", new Executed(_bench.State(_blocks[_executed - 1]), null));
            Assert.Single(_bench.Raw.OfType<SignAttestation>());
        }

        private void Give(string name, ReplicaEvent happened)
        {
            _log.Add(name);
            _bench.Step(happened);
            _checks.AddRange(_bench.Raw.OfType<CheckBlock>().Select(check => check.Block.Hash).Where(hash => !_checks.Contains(hash)));
            foreach (var block in _bench.Raw.OfType<Finalised>().SelectMany(finalised => finalised.Blocks))
            {
                Assert.True(block.Header.Height == _final + 1, $"height {block.Header.Height} is final after {_final}: {string.Join(", ", _log)}");
                _final++;
            }
        }
    }
}
