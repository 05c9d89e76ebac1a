using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Scew.Grains;
using Scew.Silo.Hosting;
using Scew.Storage;

namespace Scew.Silo.Peers;

/// <summary>
/// A silo that slept through a change of members may have a place now in which nobody dials it, or peers with other link keys. So while fewer than a quorum are linked it asks
/// those that it knows whether they are in a later epoch, and is told then; and where it was away while an era began, it asks a peer who signed that. A link between members of one
/// epoch is never made so.
/// </summary>
internal sealed class PeerAsker(PeerGate gate, PeerLinks links, EraTurn turn, MerchantContext merchant, SiloConfig config, ILogger<PeerAsker> log) : BackgroundService
{
    /// <summary>By then a group that starts as a whole has its links.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Pauses between two questions for a signature that is missing, at most: the present era's may come late for everybody.</summary>
    private const int LongestWait = 64;

    private int _asked;
    private int _wait;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = FirstPause; !stoppingToken.IsCancellationRequested; pause = Pause)
        {
            try
            {
                await Task.Delay(pause, stoppingToken);
                if (links.IsPartitioned)
                {
                    continue;
                }
                var linked = links.Connected;
                if (linked.Count + 1 < merchant.Group.Quorum)
                {
                    await Task.WhenAll(Enumerable.Range(0, merchant.Group.Size).Where(peer => peer != merchant.Self && !linked.Contains(peer))
                        .Select(peer => CallAsync(peer, static _ => true, pipe => gate.AskAsync(pipe, stoppingToken), stoppingToken)));
                }
                else if (merchant.Group.Epoch > 0 && --_wait < 0 && linked.Count > 0 && await IncompleteAsync() is { } epoch)
                {
                    var peer = linked[_asked++ % linked.Count];
                    _wait = Math.Min(1 << Math.Min(_asked / linked.Count, 16), LongestWait);
                    await CallAsync(peer, certificate => gate.MemberOf(certificate) == peer, pipe => gate.CompleteAsync(pipe, epoch - 1, stoppingToken), stoppingToken);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<long?> IncompleteAsync()
    {
        try
        {
            return await turn.IncompleteAsync();
        }
        catch (StoreException)
        {
            // A store that failed ends the silo by whoever writes.
            return null;
        }
    }

    /// <summary>A silo that asks for its epoch takes any key (<paramref name="isRight"/>): the other's can have changed, and what it tells proves itself.</summary>
    private async Task CallAsync(int peer, Func<X509Certificate2?, bool> isRight, Func<IDuplexPipe, Task> ask, CancellationToken cancel)
    {
        try
        {
            await using var call = await PeerCall.OpenAsync(merchant, config, peer, isRight, cancel);
            await ask(call.Pipe);
        }
        catch (PeerProtocolException told)
        {
            PeerLog.Asked(log, merchant.NameOf(peer), told.Message);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or InvalidOperationException
            || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // It is down, or no silo; asked again soon.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever one question did, the next ones are asked: a failed service would end the silo.
            PeerLog.LinkFailed(log, merchant.NameOf(peer), e);
        }
    }
}
