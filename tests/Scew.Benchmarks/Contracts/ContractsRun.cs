using Scew.Benchmarks.Load;
using Scew.Client.DevNets;
using Scew.Client.Load;

namespace Scew.Benchmarks.Contracts;

/// <summary>One kind of load and what it took over all its rounds; <paramref name="RatePerSecond"/> is null in a closed loop.</summary>
internal sealed record WorkloadResult(string Name, int? RatePerSecond, int ChangesPerRequest, Measurement Taken);

/// <summary>The same load with contracts and without, in turns.</summary>
internal sealed record Comparison(int? RatePerSecond, Measurement With, Measurement Without)
{
    public double RateRatio => With.PerSecond / Without.PerSecond;

    public double P50Ratio => With.P50Ms / Without.P50Ms;

    public double P99Ratio => With.P99Ms / Without.P99Ms;

    public double CpuRatio => With.CpuMsPerRequest / Without.CpuMsPerRequest;
}

/// <summary>Everything that was measured in one run.</summary>
internal sealed record ContractsResult(IReadOnlyList<Comparison> Comparisons, IReadOnlyList<WorkloadResult> Batches, IReadOnlyList<WorkloadResult> Others);

/// <summary>Four silos as processes and all the loads over them. Kinds take turns, because a shared machine changes its speed from minute to minute.</summary>
internal sealed class ContractsRun(ContractsOptions options)
{
    public async Task<ContractsResult> RunAsync(string folder)
    {
        Note("starting four silos and funding customers ...");
        await using var net = await DevNet.StartAsync(new DevNetOptions { Folder = folder });
        using var client = net.CreateClient();
        var customers = new Customers(net, client);
        await customers.PrepareAsync(Math.Max(options.Customers, options.Clients));
        var meter = new Meter(net, client, customers);
        Workload[] pair = [new EShareWorkload(customers, customers.All.Length), new PlainWorkload(customers, customers.All.Length)];
        Array.ForEach(pair, workload => workload.PrepareAsync().Wait());
        Note($"warming up for {options.WarmUpSeconds} s ...");
        foreach (var workload in pair)
        {
            await ClosedLoop.RunAsync(options.Clients, TimeSpan.FromSeconds(options.WarmUpSeconds / 2.0), (lane, _, cancel) => workload.RunAsync(lane, cancel));
        }
        var comparisons = new List<Comparison>();
        foreach (var rate in options.Rates.Select(rate => (int?)rate).Append(null))
        {
            Note(rate is null ? $"{options.Clients} clients in closed loops, with and without contracts ..." : $"{rate} requests/s, with and without contracts ...");
            var results = await TakeTurnsAsync(meter, pair, rate);
            comparisons.Add(new Comparison(rate, results[0].Taken, results[1].Taken));
        }
        return new ContractsResult(comparisons, await BatchesAsync(meter, customers), await OthersAsync(meter, customers));
    }

    private async Task<IReadOnlyList<WorkloadResult>> BatchesAsync(Meter meter, Customers customers)
    {
        Workload[] workloads = [.. options.Batches.Select(batch => new AssetsWorkload(customers, options.Clients, $"{batch} a request", batch, batch))];
        return await PrepareAndTakeTurnsAsync(meter, workloads);
    }

    private async Task<IReadOnlyList<WorkloadResult>> OthersAsync(Meter meter, Customers customers)
    {
        if (options.Assets == 0)
        {
            return [];
        }
        var owned = Math.Max(1, options.Assets / options.Clients);
        Workload[] workloads =
        [
            new RoundTripWorkload(customers, options.Clients, hot: true), new RoundTripWorkload(customers, options.Clients, hot: false),
            new AssetsWorkload(customers, options.Clients, $"few assets {options.Clients}", 1, 1), new AssetsWorkload(customers, options.Clients, $"many assets {owned * options.Clients}", 1, owned),
        ];
        return await PrepareAndTakeTurnsAsync(meter, workloads);
    }

    private async Task<IReadOnlyList<WorkloadResult>> PrepareAndTakeTurnsAsync(Meter meter, Workload[] workloads)
    {
        foreach (var workload in workloads)
        {
            Note($"preparing: {workload.Name} ...");
            await workload.PrepareAsync();
        }
        Note($"measuring: {string.Join(", ", workloads.Select(workload => workload.Name))} ...");
        return await TakeTurnsAsync(meter, workloads, null);
    }

    /// <summary>Each round measures every load once, now in this order and now in the other; the first second of each stretch is not counted.</summary>
    private async Task<IReadOnlyList<WorkloadResult>> TakeTurnsAsync(Meter meter, Workload[] workloads, int? rate)
    {
        var rounds = workloads.ToDictionary(workload => workload, _ => new List<Measurement>());
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var workload in round % 2 == 0 ? workloads : workloads.Reverse())
            {
                await LoadAsync(workload, rate, 1);
                rounds[workload].Add(await meter.MeasureAsync(() => LoadAsync(workload, rate, options.Seconds)));
            }
        }
        return [.. workloads.Select(workload => new WorkloadResult(workload.Name, rate, workload.ChangesPerRequest, Measurement.Sum(rounds[workload])))];
    }

    private Task<LoadResult> LoadAsync(Workload workload, int? rate, int seconds) => rate is { } perSecond
        ? FixedRate.RunAsync(perSecond, TimeSpan.FromSeconds(seconds), options.Customers, (lane, _, cancel) => workload.RunAsync(lane, cancel))
        : ClosedLoop.RunAsync(options.Clients, TimeSpan.FromSeconds(seconds), (lane, _, cancel) => workload.RunAsync(lane, cancel));

    private static void Note(string line) => Console.Error.WriteLine(line);
}
