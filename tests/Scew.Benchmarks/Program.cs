using Scew.Benchmarks;
using Scew.Benchmarks.Contracts;
using Scew.Benchmarks.Homomorphic;
using Scew.Benchmarks.Operations;
using Scew.Benchmarks.Pages;
using Scew.Benchmarks.Scale;
using Scew.Benchmarks.Watching;

var command = "Scew.Benchmarks " + string.Join(' ', args);
switch (args)
{
    case ["throughput", .. var rest]:
        return BenchmarkOptions.Parse(rest) is { } throughput ? await ThroughputCommand.RunAsync(throughput) : BenchmarkOptions.Usage();
    case ["contracts", .. var rest]:
        var contracts = ContractsOptions.Parse(rest);
        return contracts.Options is null ? Usage(contracts.Fault!, ContractsOptions.Usage) : await ContractsCommand.RunAsync(contracts.Options, command);
    case ["scale", .. var rest]:
        var scale = ScaleOptions.Parse(rest);
        return scale.Options is null ? Usage(scale.Fault!, ScaleOptions.Usage) : await ScaleCommand.RunAsync(scale.Options, command);
    case ["prices"]:
        return PricesCommand.Run();
    case ["homomorphic", .. var rest]:
        var homomorphic = HomomorphicOptions.Parse(rest);
        return homomorphic.Options is null ? Usage(homomorphic.Fault!, HomomorphicOptions.Usage) : await HomomorphicCommand.RunAsync(homomorphic.Options, command);
    case ["operations", .. var rest]:
        var operations = OperationsOptions.Parse(rest);
        return operations.Options is null ? Usage(operations.Fault!, OperationsOptions.Usage) : await OperationsCommand.RunAsync(operations.Options, command);
    case ["page", .. var rest]:
        var page = PageOptions.Parse(rest);
        return page.Options is null ? Usage(page.Fault!, PageOptions.Usage) : await PageCommand.RunAsync(page.Options, command);
    case ["watching", .. var rest]:
        var watching = WatchingOptions.Parse(rest);
        return watching.Options is null ? Usage(watching.Fault!, WatchingOptions.Usage) : await WatchingCommand.RunAsync(watching.Options);
    case ["machines"]:
        return MachinesCommand.Run();
    default:
        BenchmarkOptions.Usage();
        return Usage("or", ContractsOptions.Usage + "\nor:    " + ScaleOptions.Usage + "\nor:    " + HomomorphicOptions.Usage + "\nor:    " + OperationsOptions.Usage + "\nor:    " + PageOptions.Usage + "\nor:    " + WatchingOptions.Usage);
}

static int Usage(string fault, string usage)
{
    Console.Error.WriteLine($"{fault}\nusage: {usage}");
    return 2;
}
