using System.Diagnostics;
using Scew.Benchmarks.Load;
using Scew.Client.DevNets;
using Scew.Client.Load;
using Scew.Protocol.Requests;

namespace Scew.Benchmarks.Operations;

/// <summary>One operation of one type: calls one after the other.</summary>
internal sealed record SequentialRow(string Operation, string Type, int Calls, double MeanMs, double P50Ms, double P99Ms, double? TimesWallet);

/// <summary>One operation of one type: many clients in closed loops. <paramref name="WalletTimes"/> is the wallet's throughput over this one's, of the same run.</summary>
internal sealed record ThroughputRow(string Operation, string Type, double PerSecond, double P50Ms, double P99Ms, double SiloCpuMs, long Failed, double? WalletTimes);

/// <summary>Everything that was measured in one run.</summary>
internal sealed record OperationsResult(IReadOnlyList<SequentialRow> Sequential, IReadOnlyList<SequentialRow> Ranges, IReadOnlyList<ThroughputRow> Throughput);

/// <summary>Four silos as processes; each operation of each type, one after the other and by many clients at once. Types take turns within one run.</summary>
internal sealed class OperationsRun(OperationsOptions options)
{
    private static readonly string[] Loaded = ["create", "get", "set", "sum", "compare", "conditional-update"];
    private long _made;

    public async Task<OperationsResult> RunAsync(string folder)
    {
        Note("starting four silos ...");
        await using var net = await DevNet.StartAsync(new DevNetOptions { Folder = folder });
        using var client = net.CreateClient();
        var customers = new Customers(net, client);
        await customers.PrepareAsync(Math.Max(1, options.Clients));
        Note($"making keys and variables of {customers.All.Length} customers ...");
        Participant[] participants = [.. customers.All.Select(customer => new Participant(customers, client, customer, net.Merchants[0].Key))];
        try
        {
            await Parallel.ForEachAsync(participants, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (who, _) => await who.PrepareAsync());
            MeasuredOperation[] operations = [.. MeasuredOperation.All(client, () => Interlocked.Increment(ref _made)).Where(one => options.Measures(one.Name))];
            var sequential = await SequentialAsync(operations, participants[0]);
            var ranges = options.Measures(OperationsOptions.Ranges) ? await RangesAsync(participants[0]) : [];
            var throughput = options.Clients == 0 ? [] : await ThroughputAsync(new Meter(net, client, customers), operations, participants);
            return new OperationsResult(sequential, ranges, throughput);
        }
        finally
        {
            Array.ForEach(participants, who => who.Dispose());
        }
    }

    private async Task<IReadOnlyList<SequentialRow>> SequentialAsync(MeasuredOperation[] operations, Participant who)
    {
        Note($"{options.Calls} calls one after the other, {options.Rounds} rounds ...");
        var taken = operations.ToDictionary(static operation => operation, static _ => new Stretch());
        for (var round = -1; round < options.Rounds; round++)
        {
            foreach (var operation in operations)
            {
                // The round before the first warms up.
                await taken[operation].AddAsync(round < 0 ? Math.Min(10, options.Calls) : options.Calls, round >= 0, number => operation.Run(who, number, default));
            }
        }
        var wallet = operations.Where(static one => one.Type == MeasuredOperation.OfWallet).ToDictionary(static one => one.Name, one => taken[one]);
        return [.. operations.Select(one => taken[one].ToRow(one.Name, one.Type, one.Type == MeasuredOperation.OfWallet ? null : wallet[one.Name].MeanMs))];
    }

    private async Task<IReadOnlyList<SequentialRow>> RangesAsync(Participant who)
    {
        Note($"ranges over {options.Variables} variables ...");
        var ranges = new RangeOperations(who, options.Variables);
        await ranges.PrepareAsync();
        var (coldAdditive, coldOrdered) = (await ranges.MeasureColdAsync(VariableType.Additive), await ranges.MeasureColdAsync(VariableType.Ordered));
        var taken = new[] { new Stretch(), new Stretch(), new Stretch() };
        Func<Task>[] calls = [ranges.WalletAsync, () => ranges.EncryptedAsync(VariableType.Additive), () => ranges.EncryptedAsync(VariableType.Ordered)];
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var type = 0; type < calls.Length; type++)
            {
                await calls[type]();
                taken[type].Add(await ranges.MeasureAsync(calls[type], options.Calls));
            }
        }
        var wallet = taken[0].MeanMs;
        return
        [
            taken[0].ToRow("get by range", MeasuredOperation.OfWallet, null),
            taken[1].ToRow("get by range, warm", MeasuredOperation.OfAdditive, wallet),
            new Stretch(coldAdditive).ToRow("get by range, cold", MeasuredOperation.OfAdditive, wallet),
            taken[2].ToRow("get by range", MeasuredOperation.OfOrdered, wallet),
            new Stretch(coldOrdered).ToRow("get by range, set anew", MeasuredOperation.OfOrdered, wallet),
        ];
    }

    private async Task<IReadOnlyList<ThroughputRow>> ThroughputAsync(Meter meter, MeasuredOperation[] operations, Participant[] participants)
    {
        var rows = new List<ThroughputRow>();
        foreach (var name in Loaded.Where(options.Measures))
        {
            MeasuredOperation[] types = [.. operations.Where(one => one.Name == name)];
            Note($"{name}: {participants.Length} clients in closed loops, {types.Length} types in turns ...");
            var rounds = types.ToDictionary(static one => one, static _ => new List<Measurement>());
            foreach (var type in types)
            {
                await LoadAsync(type, participants, options.WarmUpSeconds);
            }
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var type in round % 2 == 0 ? types : types.Reverse())
                {
                    await LoadAsync(type, participants, 1);
                    rounds[type].Add(await meter.MeasureAsync(() => LoadAsync(type, participants, options.Seconds)));
                }
            }
            var wallet = Measurement.Sum(rounds[types[0]]).PerSecond;
            rows.AddRange(types.Select(type => Row(type, Measurement.Sum(rounds[type]), wallet)));
        }
        return rows;
    }

    private static ThroughputRow Row(MeasuredOperation type, Measurement taken, double wallet) => new(
        type.Name, type.Type, taken.PerSecond, taken.P50Ms, taken.P99Ms, taken.CpuMsPerRequest, taken.Failed,
        type.Type == MeasuredOperation.OfWallet ? null : wallet / taken.PerSecond);

    private static Task<LoadResult> LoadAsync(MeasuredOperation operation, Participant[] participants, int seconds) =>
        ClosedLoop.RunAsync(participants.Length, TimeSpan.FromSeconds(seconds), async (lane, number, cancel) => await operation.Run(participants[lane], number, cancel));

    private static void Note(string line) => Console.Error.WriteLine(line);

    private sealed class Stretch(LatencyHistogram latencies)
    {
        private double _totalMs;

        public Stretch()
            : this(new LatencyHistogram())
        {
        }

        public double MeanMs => _totalMs > 0 ? _totalMs / latencies.Count : latencies.QuantileMs(0.5);

        public void Add(LatencyHistogram more) => latencies.Merge(more);

        public async Task AddAsync(int calls, bool counted, Func<long, Task<bool>> call)
        {
            for (var i = 0; i < calls; i++)
            {
                var begun = Stopwatch.GetTimestamp();
                if (!await call(i))
                {
                    throw new InvalidOperationException("an operation did not succeed");
                }
                var took = Stopwatch.GetElapsedTime(begun);
                if (counted)
                {
                    latencies.Add((long)took.TotalMicroseconds);
                    _totalMs += took.TotalMilliseconds;
                }
            }
        }

        public SequentialRow ToRow(string operation, string type, double? walletMs) => new(
            operation, type, (int)latencies.Count, MeanMs, latencies.QuantileMs(0.5), latencies.QuantileMs(0.99), MeanMs / walletMs);
    }
}
