using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Scew.Client.Transport;
using Scew.Protocol.Groups;

namespace Scew.Client.Eras;

/// <summary>Notices that an era began, proves it, and puts the new merchants in the place of the old ones, all at once.</summary>
internal sealed class EraSwitch(GroupEras eras, ClientOptions options, Func<Era, EraParts> make) : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // A silo restarts its host at the turn; and all of them attest the last state anew before anybody can prove it.
    private static readonly TimeSpan CutPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CheckPatience = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private volatile EraParts _parts = make(eras.Present);
    private long _checked = long.MinValue;
    private Task _check = Task.CompletedTask;

    public EraParts Parts => _parts;

    /// <summary>
    /// Runs a read with the merchants of now, and once more with those of the next era where it ended meanwhile, or while merchants go over to the next one. <paramref name="signs"/> says
    /// what a failed result tells of that; null for one that did not fail.
    /// </summary>
    public async Task<T> AcrossAsync<T>(Func<EraParts, Task<T>> read, Func<T, TurnSign?> signs, CancellationToken cancellation)
    {
        var check = CheckWhenDue();
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            var parts = _parts;
            var result = await read(parts);
            if (!check.IsCompleted)
            {
                await Task.WhenAny(check, Task.Delay(CheckPatience, cancellation));
            }
            if (check.IsFaulted)
            {
                await check;
            }
            if (_parts != parts)
            {
                continue;
            }
            if (signs(result) is not { } sign)
            {
                return result;
            }
            if (!await IsWorthAgainAsync(parts, sign, started, cancellation))
            {
                return result;
            }
        }
    }

    /// <summary>After a failure: true when a newer era was found, or when the merchants may be going over to one, after a pause.</summary>
    public async Task<bool> IsWorthAgainAsync(EraParts parts, TurnSign sign, long started, CancellationToken cancellation)
    {
        if (await FollowAsync(parts, all: true, cancellation))
        {
            return true;
        }
        var patience = sign switch { TurnSign.OtherEpoch => TurnPatience, TurnSign.Cut => CutPatience, _ => TimeSpan.Zero };
        if (Stopwatch.GetElapsedTime(started) >= patience)
        {
            return false;
        }
        await Task.Delay(Pause, cancellation);
        return true;
    }

    /// <summary>True when there is a newer era than that of <paramref name="known"/>: found by somebody else meanwhile, or asked of its merchants now, of f+1 or of all.</summary>
    public async Task<bool> FollowAsync(EraParts known, bool all, CancellationToken cancellation)
    {
        if (_parts != known)
        {
            return true;
        }
        await _one.WaitAsync(cancellation);
        try
        {
            while (_parts == known && await AskAsync(known, all ? known.Merchants.Length : known.Era.Group.MaxFaulty + 1, cancellation))
            {
                _parts = make(eras.Present);
            }
            return _parts != known;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A look for a newer era that nobody asked for, where the last one is long ago: a merchant that left may be the only one who is asked for anything else.</summary>
    public Task CheckWhenDue()
    {
        lock (_lock)
        {
            var due = _checked == long.MinValue || Stopwatch.GetElapsedTime(_checked) >= options.EraCheckEvery;
            if (due && options.EraCheckEvery != Timeout.InfiniteTimeSpan)
            {
                _checked = Stopwatch.GetTimestamp();
                _check = CheckAsync();
            }
            return _check;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
    }

    private async Task CheckAsync()
    {
        try
        {
            await FollowAsync(_parts, all: false, _end.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    /// <summary>Asks all merchants at once; true as soon as one proves a newer era, false when <paramref name="enough"/> know of none.</summary>
    private async Task<bool> AskAsync(EraParts known, int enough, CancellationToken cancellation)
    {
        // With the last known handover, so that a group that split is noticed.
        var path = "/v1/group/handovers?from=" + Math.Max(0, known.Era.Epoch - 1).ToString(CultureInfo.InvariantCulture);
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = known.Merchants.Select(merchant => merchant.GetAsync(path, AnswerTimeout, rest.Token)).ToList();
        try
        {
            for (var without = 0; running.Count > 0 && without < enough;)
            {
                var finished = await Task.WhenAny(running);
                running.Remove(finished);
                if (await finished is not MerchantAnswer.Body body || HandoverFile.Parse(body.Bytes) is not { } handovers)
                {
                    continue;
                }
                if (Take(handovers))
                {
                    return true;
                }
                without++;
            }
            return false;
        }
        finally
        {
            await rest.CancelAsync();
        }
    }

    private bool Take(ImmutableArray<Handover> handovers)
    {
        try
        {
            return eras.Take(handovers, options.Handovers is { } store ? store.Keep : null);
        }
        catch (GroupForkException fork)
        {
            options.Handovers?.KeepFork(fork.Other);
            throw;
        }
    }
}

/// <summary>What a failure tells of a turn of eras.</summary>
internal enum TurnSign
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Connections were refused or cut, or a silo is starting.</summary>
    Cut,

    /// <summary>Something was signed in another epoch than the newest that is known here.</summary>
    OtherEpoch,
}
