using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scew.Ledger;
using Scew.Machines;
using Scew.Machines.Language;
using Scew.Protocol;
using Scew.Protocol.Registers;
using Scew.Protocol.Requests;
using Scew.Protocol.Results;

namespace Scew.Benchmarks;

/// <summary>
/// Whether a step costs no more than its request pays: machines at the bounds of the language, executed and validated as a silo does it, against the verification of a signature,
/// which is worth 10 units of <see cref="OperationCost"/>.
/// </summary>
internal static class PricesCommand
{
    private const int Assets = 20;
    private const int Rounds = 7;

    private static readonly Account Owner = new(Digest.Of([1]));

    private static readonly (string Name, string Text, Func<ImmutableSortedDictionary<string, MachineValue>> Fill)[] Machines =
    [
        ("compares pairs", """
            machine Pairs
            value l: list(int, 35)
            states Start, On
            transition create: Start -> On
            transition fill: On -> On (l: list(int, 35))
              effect l := input.l
            transition step: On -> On
              guard not (any a in l: any b in l: a + b < 0)

            """, static () => Of("l", Numbers(35))),
        ("compares texts", """
            machine Texts
            value l: list(text(500), 28)
            states Start, On
            transition create: Start -> On
            transition fill: On -> On (l: list(text(500), 28))
              effect l := input.l
            transition step: On -> On
              guard not (any a in l: any b in l: a != b)

            """, static () => Of("l", Same(28, 500))),
        ("sorts and builds lists", """
            machine Builds
            value l: list(int, 200), m: list(int, 200)
            states Start, On
            transition create: Start -> On
            transition fill: On -> On (l: list(int, 200))
              effect l := input.l
            transition step: On -> On
              effect m := sorted a in (each b in (each c in (each d in (each e in (each f in l: f + 1): e * 2): d + 1): c - 1): b + 1): -a

            """, static () => Of("l", Numbers(200))),
        ("a full register", """
            machine Full
            value l: list(text(1000), 55), n: int = 0
            states Start, On
            transition create: Start -> On
            transition fill: On -> On (l: list(text(1000), 55))
              effect l := l + input.l
            transition step: On -> On
              effect n := n + 1

            """, static () => Of("l", Same(18, 1000))),
        ("nothing", """
            machine Nothing
            value n: int = 0
            states Start, On
            transition create: Start -> On
            transition fill: On -> On (l: list(int, 2))
              effect n := 1
            transition step: On -> On
              effect n := n + 1

            """, static () => Of("l", Numbers(2))),
    ];

    public static int Run()
    {
        var verification = Verification();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verification of a signature by a new key: {verification.TotalMicroseconds:F0} us, 10 units"));
        Console.WriteLine();
        Console.WriteLine("| step | operations | us | units it took | units it pays |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, text, fill) in Machines)
        {
            var compiled = MachineText.Compile(text);
            var group = new PricedLedger(text, fill());
            var step = new AssetTransition("x", "step", ImmutableSortedDictionary<string, MachineValue>.Empty);
            var us = Enumerable.Range(0, Rounds).Min(_ => group.Measure().TotalMicroseconds) / Assets;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {name} | {compiled.Machine!.Find("step")!.Cost} | {us:F0} | {us * 10 / verification.TotalMicroseconds:F1} | {OperationCost.Of(step)} |"));
        }
        return 0;
    }

    private static TimeSpan Verification()
    {
        var data = RandomNumberGenerator.GetBytes(500);
        var keys = Enumerable.Range(0, 40).Select(_ =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return (key.ExportParameters(false), key.SignData(data, HashAlgorithmName.SHA256));
        }).ToList();
        var fastest = TimeSpan.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var (parameters, signature) in keys)
            {
                using var key = ECDsa.Create(parameters);
                Invariant.Require(key.VerifyData(data, signature, HashAlgorithmName.SHA256), "own signatures verify");
            }
            fastest = watch.Elapsed < fastest ? watch.Elapsed : fastest;
        }
        return fastest / keys.Count;
    }

    private static ImmutableSortedDictionary<string, MachineValue> Of(string name, MachineValue value) =>
        ImmutableSortedDictionary.Create<string, MachineValue>(StringComparer.Ordinal).Add(name, value);

    private static MachineValue.List Numbers(int count) => new([.. Enumerable.Range(1, count).Select(static i => (MachineValue)new MachineValue.Int(i))]);

    private static MachineValue.List Same(int count, int size) => new([.. Enumerable.Range(0, count).Select(_ => (MachineValue)new MachineValue.Text(new string('x', size)))]);

    /// <summary>A ledger with its registers beside it, as the grains hold them.</summary>
    private sealed class PricedLedger
    {
        private static readonly Digest Group = Digest.Of("prices"u8);
        private static readonly LedgerParameters Parameters = new(Group, [Owner], [], new ValidityWindow(120_000, 120_000));

        private readonly LedgerState _state = LedgerState.Genesis(Parameters, MachineCatalog.Shipped);
        private readonly RegisterRules _rules = new(Parameters, MachineCatalog.Shipped);
        private readonly SortedDictionary<RegisterKey, Register> _registers = [];
        private long _nonce;

        public PricedLedger(string text, ImmutableSortedDictionary<string, MachineValue> fill)
        {
            Block([new MachineDeploy(text)]);
            Block([.. Enumerable.Range(0, Assets).Select(i => new AssetCreate(Id(i), MachineText.NameOf(text), ImmutableSortedDictionary<string, MachineValue>.Empty))]);
            for (var times = 0; times < 3; times++)
            {
                Block([.. Enumerable.Range(0, Assets).Select(i => new AssetTransition(Id(i), "fill", fill))], mayFail: times > 0);
            }
        }

        public TimeSpan Measure() => Block([.. Enumerable.Range(0, Assets).Select(static i => new AssetTransition(Id(i), "step", ImmutableSortedDictionary<string, MachineValue>.Empty))]);

        private static string Id(int i) => "a" + i;

        private TimeSpan Block(ImmutableArray<Operation> operations, bool mayFail = false)
        {
            var (height, time) = (_state.Head.Height + 1, _state.Head.TimeMs + 10);
            var requests = operations.Select(one => new SignedRequest(
                Digest.Of(Encoding.UTF8.GetBytes($"request {++_nonce}")), default, new RequestPayload([Owner], Group, $"{_nonce:D22}", one, time + 60_000), 1)).ToImmutableArray();
            var input = new BlockInput(height, Digest.Of(Encoding.UTF8.GetBytes($"block {height}")), time, 0, requests);
            var stored = _registers.ToDictionary(static one => one.Key, static one => one.Value.Encode());
            var watch = Stopwatch.StartNew();
            var execution = _state.Begin(input);
            while (execution.Step is ExecutionStep.Needs needs)
            {
                foreach (var ahead in needs.Ahead)
                {
                    ahead.Run();
                }
                execution.Resume([.. needs.Registers.Select(key => new RegisterAnswer(key, Register.Decode(stored[key])))]);
            }
            var outcome = ((ExecutionStep.Done)execution.Step).Outcome;
            foreach (var change in outcome.Changes)
            {
                Invariant.Require(_rules.Validate(_registers.GetValueOrDefault(change.Key), change) is null, "what execution computed is valid");
                _registers[change.Key] = change.After;
            }
            _state.Commit(outcome);
            var elapsed = watch.Elapsed;
            foreach (var result in outcome.Results)
            {
                Invariant.Require(mayFail || result.Result.Code == RequestResult.Ok, Encoding.UTF8.GetString(result.Result.Json));
            }
            return elapsed;
        }
    }
}
