using Scew.Benchmarks;

return args is ["throughput", ..] && BenchmarkOptions.Parse(args[1..]) is { } options
    ? await ThroughputCommand.RunAsync(options)
    : BenchmarkOptions.Usage();
