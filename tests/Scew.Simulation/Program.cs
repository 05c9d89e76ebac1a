using System.Diagnostics;
using Scew.Simulation;
using Scew.Simulation.Twins;

if (Options.Parse(args) is not { } options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
if (options.TwinsEveryNth > 0)
{
    return TwinsCommand.Run(options.TwinsEveryNth, Console.Out);
}
var clock = Stopwatch.StartNew();
var failures = 0;
long events = 0, blocks = 0, slowest = 0, begun = 0, installed = 0, unflushed = 0, unattested = 0, fired = 0, sealedWrites = 0;
for (var seed = options.FirstSeed; seed <= options.LastSeed; seed++)
{
    var trace = options.Traced is var (from, to) ? new EventTrace(from, to, Console.Out) : null;
    var result = Simulator.Run(options.ScenarioOf(seed), trace);
    events += result.Events;
    blocks += result.Blocks;
    unattested += result.Unattested > 0 ? 1 : 0;
    (begun, installed, unflushed) = (begun + result.Transfers.Begun, installed + result.Transfers.Installed, unflushed + result.Transfers.Unflushed);
    slowest = Math.Max(slowest, result.ConvergedAfterMs);
    fired += result.Timers.Fired;
    sealedWrites += result.SealedWrites;
    var same = !options.Twice || Simulator.Run(options.ScenarioOf(seed)).AuditHash == result.AuditHash;
    if (result.Failure is not null || !same)
    {
        failures++;
        Console.WriteLine(result.Failure is null ? $"seed {seed}: two runs differ" : Simulator.Explain(result, options.Allowed));
        Console.WriteLine();
    }
    else if (options.FirstSeed == options.LastSeed)
    {
        Console.WriteLine($"seed {seed} passed: {result.Blocks} blocks, {result.Requests} requests, {result.Events} events, converged {result.ConvergedAfterMs} ms after healing, audit {result.AuditHash:x16}");
    }
}
var seeds = options.LastSeed - options.FirstSeed + 1;
var perMinute = (long)seeds * 60_000 / Math.Max(1, clock.ElapsedMilliseconds);
Console.WriteLine($"{seeds} seeds, {failures} failed, {blocks} blocks, {events} events, {installed} of {begun} state transfers installed ({unflushed} over unflushed heights; {unattested} seeds with heights that cannot be certified any more), {fired} timers fired, {sealedWrites} writes of encrypted integers, slowest convergence {slowest} ms, {perMinute} seeds per minute");
return failures == 0 ? 0 : 1;
