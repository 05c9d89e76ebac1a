using Scew.Storage.Tests;

return args.FirstOrDefault() switch
{
    Bench.Name => await Bench.RunAsync(args),
    LongRun.Name => await LongRun.RunAsync(args),
    _ => await SecondProcess.RunAsync(args),
};
