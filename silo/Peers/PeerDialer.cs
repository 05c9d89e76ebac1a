using System.Net.Sockets;
using System.Security.Authentication;
using Scew.Grains;
using Scew.Silo.Hosting;

namespace Scew.Silo.Peers;

/// <summary>Keeps one link to every member of a lower index; members of a higher index dial this silo.</summary>
internal sealed class PeerDialer(PeerGate gate, PeerLinks links, MerchantContext merchant, SiloConfig config, Readiness readiness, ILogger<PeerDialer> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Links that others dialled end with the replica, and so do these.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, readiness.Ended);
        await Task.WhenAll(Enumerable.Range(0, merchant.Self).Select(peer => KeepAsync(peer, stop.Token)));
    }

    private async Task KeepAsync(int peer, CancellationToken cancel)
    {
        var pause = FirstPause;
        string? lastComplaint = null;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                if (!links.IsPartitioned && await DialAsync(peer, cancel))
                {
                    pause = FirstPause;
                    lastComplaint = null;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or AuthenticationException or PeerProtocolException or InvalidOperationException)
            {
                if (e.Message != lastComplaint)
                {
                    PeerLog.DialFailed(log, merchant.NameOf(peer), e.Message);
                    lastComplaint = e.Message;
                }
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // The peer took too long; try again.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever one link did, the loop that makes the next one goes on.
                PeerLog.LinkFailed(log, merchant.NameOf(peer), e);
            }
            try
            {
                await Task.Delay(pause, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            // The end of a partition is known here, that of an outage is not.
            pause = links.IsPartitioned ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> DialAsync(int peer, CancellationToken cancel)
    {
        await using var call = await PeerCall.OpenAsync(merchant, config, peer, certificate => gate.MemberOf(certificate) == peer, cancel);
        await using var link = await gate.GreetAsync(peer, call.Pipe, cancel);
        await links.ServeAsync(link, cancel);
        return true;
    }
}
