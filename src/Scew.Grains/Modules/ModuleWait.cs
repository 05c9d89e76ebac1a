using System.Globalization;
using Microsoft.Extensions.Logging;
using Scew.Homomorphic.Modules;

namespace Scew.Grains;

/// <summary>How far the questions of one block are answered, told to the operator while it takes long.</summary>
internal sealed class ModuleWait(long height, int questions, ModuleOptions options, TimeProvider time, ILogger log)
{
    private readonly long _began = time.GetTimestamp();
    private int _answered;
    private Exception? _failure;
    private volatile string? _told;

    /// <summary>The last entry in short; null before the first.</summary>
    public string? Told => _told;

    private long Seconds => (long)time.GetElapsedTime(_began).TotalSeconds;

    public void Answered(int count) => Interlocked.Add(ref _answered, count);

    public void Failed(Exception failure) => Volatile.Write(ref _failure, failure);

    /// <summary>Says after a while, and then once a minute, what waits, for how long, why, and what to do.</summary>
    public async Task TellAsync(CancellationToken ended)
    {
        // An exception for every block would cost as much as a signature.
        if (await EndedWithinAsync(options.Patience, ended))
        {
            return;
        }
        do
        {
            var (reason, remedy) = Words(Volatile.Read(ref _failure));
            var seconds = Seconds;
            ModuleLog.Waiting(log, height, seconds, questions - Volatile.Read(ref _answered), questions, reason, remedy);
            _told = string.Create(CultureInfo.InvariantCulture, $"the block at height {height} has waited {seconds} s for the secure module: {reason}");
        }
        while (!await EndedWithinAsync(options.Reminder, ended));
    }

    private async Task<bool> EndedWithinAsync(TimeSpan pause, CancellationToken ended)
    {
        await Task.Delay(pause, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return ended.IsCancellationRequested;
    }

    public void Over()
    {
        if (_told is not null)
        {
            ModuleLog.Answered(log, height, Seconds);
        }
    }

    private static (string Reason, string Remedy) Words(Exception? failure) => failure switch
    {
        MissingModuleKeyException missing => (missing.Message, "Take the group's module key over with 'scew-silo module-key take', name it as moduleKey in the configuration and start again"),
        null or TimeoutException => ("it does not answer in time", "Look whether the machine, or the silo with role=secure, is up and has processors to spare; it is asked again by itself"),
        _ => ($"it failed: {failure.Message}", "Look at its log and mend that; it is asked again by itself"),
    };
}
